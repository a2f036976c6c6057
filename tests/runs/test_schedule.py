import pytest

from rnnviz.runs.schedule import MOST_SNAPSHOTS, snapshot_epochs


@pytest.mark.parametrize("epochs", [0, 1, 5, 39, 40, 41, 60, 100, 2000, 100_000])
def test_keeps_the_first_the_last_and_few_between(epochs):
    kept = snapshot_epochs(epochs)
    assert kept[0] == 0
    assert kept[-1] == epochs
    assert len(kept) <= MOST_SNAPSHOTS
    assert kept == sorted(set(kept))


def test_is_denser_early():
    kept = snapshot_epochs(2000)
    gaps = [later - earlier for earlier, later in zip(kept, kept[1:], strict=False)]
    assert gaps[0] < gaps[-1] / 2


@pytest.mark.parametrize(("epochs", "most"), [(-1, 40), (10, 1)])
def test_wrong_numbers_are_refused(epochs, most):
    with pytest.raises(ValueError, match="need epochs"):
        snapshot_epochs(epochs, most)
