import pytest

from rnnviz.runs.schedule import (
    FEWEST_SNAPSHOTS,
    MOST_SNAPSHOTS,
    SNAPSHOT_BYTES,
    most_snapshots,
    snapshot_epochs,
)
from rnnviz.runs.size import network_bytes, networks_kept
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture


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


def test_of_large_networks_fewer_are_kept():
    """30 MB each, as those of the largest networks: four, and not forty."""
    assert most_snapshots(30_000_000) == FEWEST_SNAPSHOTS == 4
    assert most_snapshots(SNAPSHOT_BYTES // 10) == 10
    assert most_snapshots(1) == MOST_SNAPSHOTS
    assert snapshot_epochs(100, most_snapshots(30_000_000)) == [0, 19, 52, 100]


def test_what_is_kept_of_the_largest_network_is_known_without_making_it(monkeypatch):
    spec = RunSpec("hello", "lstm", Architecture(512, num_layers=4))
    monkeypatch.setattr("torch.nn.Module.__init__", lambda *_: pytest.fail("a network was made"))
    task = spec.load_task()
    assert network_bytes(spec, task) == pytest.approx(29.5e6, rel=0.02)
    assert networks_kept(spec, task) * network_bytes(spec, task) < 120_000_000
