import numpy as np
import pytest

from rnnviz.analysis.horizon import (
    NEVER,
    behind_at,
    first_outside,
    rmse_by_horizon,
    share_outside,
)


def test_the_error_is_that_of_the_textbook_at_every_horizon(rng):
    runs, truth = rng.normal(size=(2, 30, 7))
    expected = [np.sqrt(np.mean((runs[:, k] - truth[:, k]) ** 2)) for k in range(7)]
    np.testing.assert_allclose(rmse_by_horizon(runs, truth), expected)


def test_only_runs_whose_truth_is_known_count():
    truth = np.array([[1.0, 2.0, 3.0], [2.0, 3.0, np.nan], [3.0, np.nan, np.nan]])
    runs = truth + np.array([[1.0], [2.0], [3.0]])
    runs[np.isnan(truth)] = 99
    expected = np.sqrt([(1 + 4 + 9) / 3, (1 + 4) / 2, 1])
    np.testing.assert_allclose(rmse_by_horizon(runs, truth), expected)
    np.testing.assert_allclose(rmse_by_horizon(runs, truth, least=2), [*expected[:2], np.nan])


def test_a_run_that_diverges_has_an_infinite_error():
    error = rmse_by_horizon(np.array([[1.0, np.inf]]), np.array([[1.0, 1.0]]))
    np.testing.assert_array_equal(error, [0, np.inf])


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        rmse_by_horizon(np.zeros((2, 3)), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="least"):
        rmse_by_horizon(np.zeros((2, 3)), np.zeros((2, 3)), least=0)


@pytest.mark.parametrize(
    ("error", "horizons"),
    [
        ([1, 2, 3], []),  # a tie is not behind
        ([1, 2.1, 0], [2]),
        ([9, 0, 9], [1, 3]),
        ([1, 2, np.nan], [3]),
    ],
)
def test_the_horizons_at_which_it_is_worse(error, horizons):
    assert behind_at(np.array(error, dtype=float), np.array([1.0, 2, 3])).tolist() == horizons


def test_a_little_worse_may_count_as_a_tie():
    assert behind_at(np.array([1.02, 1.04]), np.ones(2), tie=0.03).tolist() == [2]


def test_where_nothing_is_known_nothing_is_compared():
    nowhere = np.full(3, np.nan)
    assert behind_at(np.ones(3), nowhere).tolist() == []
    assert behind_at(nowhere, nowhere).tolist() == []


def test_the_step_at_which_a_run_leaves_a_range():
    runs = np.array([[0, 1, 1], [0, 1.1, 0], [-3, 0, 0], [0, 0, np.nan]], dtype=float)
    assert first_outside(runs, 0, 1).tolist() == [NEVER, 2, 1, 3]


def test_the_share_of_units_out_of_their_range():
    states = np.array([[[0.0, 0, 0, 0], [2, 0, 0, 0]], [[-2, 2, 0, 0.5], [9, 9, 9, np.nan]]])
    low, high = np.full(4, -1.0), np.array([1.0, 1, 1, 0.25])
    np.testing.assert_allclose(share_outside(states, low, high), [[0, 0.25], [0.75, 1]])
