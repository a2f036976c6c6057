import numpy as np
import pytest

from rnnviz.analysis.correlation import pearson, phase_correlation
from rnnviz.analysis.memory import half_life


def test_a_state_is_halved_after_its_half_life():
    kept = 0.9
    steps = half_life(np.full((10, 1), kept))[0]
    assert kept**steps == pytest.approx(0.5)


def test_the_ends_of_memory():
    gates = np.array([[0.0, 1.0, 0.5]] * 4)
    assert half_life(gates).tolist() == [0, np.inf, 1]


@pytest.mark.parametrize("gates", [np.zeros((0, 2)), np.full((3, 1), 1.2), np.full((2, 1), np.nan)])
def test_what_is_no_gate_is_refused(gates):
    with pytest.raises(ValueError, match=r"step|\[0, 1\]"):
        half_life(gates)


def test_pearson_is_numpys_where_both_are_known(rng):
    a, b = rng.standard_normal((2, 40))
    assert pearson(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1])
    b[5] = np.nan
    known = np.arange(40) != 5
    assert pearson(a, b) == pytest.approx(np.corrcoef(a[known], b[known])[0, 1])
    assert np.isnan(pearson(a, np.full(40, 0.3)))
    assert np.isnan(pearson(a[:2], b[:2]))
    with pytest.raises(ValueError, match="one length"):
        pearson(a, b[:3])


def test_a_season_is_found_wherever_it_begins(rng):
    angle = 2 * np.pi * np.arange(44) / 11
    assert phase_correlation(np.sin(angle + 1.3), 11) == pytest.approx(1)
    assert phase_correlation(np.sin(2 * angle), 11) == pytest.approx(0, abs=1e-6)
    assert np.isnan(phase_correlation(np.sin(angle)[:5], 11))
    with pytest.raises(ValueError, match="longer than 2"):
        phase_correlation(np.sin(angle), 2)
