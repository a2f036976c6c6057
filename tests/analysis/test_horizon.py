import numpy as np
import pytest

from rnnviz.analysis.horizon import (
    NEVER,
    first_outside,
    gains_by_horizon,
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
    with pytest.raises(ValueError, match="the same shape"):
        rmse_by_horizon(np.zeros((2, 3)), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="least"):
        rmse_by_horizon(np.zeros((2, 3)), np.zeros((2, 3)), least=0)


def test_each_horizon_is_compared_over_the_runs_whose_truth_is_known(rng):
    squared, reference = rng.random((2, 40, 4))
    squared[:, 1] *= 0.1
    squared[:, 2] *= 10
    for late in range(4):
        squared[40 - late :, late] = reference[40 - late :, late] = np.nan
    gains = gains_by_horizon(squared, reference)
    assert [gain.cases for gain in gains] == [40, 39, 38, 37]
    assert gains[1].better and gains[2].worse
    assert 1 - gains[0].value == pytest.approx(
        np.sqrt(squared[:, 0].mean() / reference[:, 0].mean())
    )


def test_far_ahead_the_interval_is_wider_until_there_is_none(rng):
    errors = rng.random((2, 40, 1)).repeat(30, axis=2)
    gains = gains_by_horizon(*errors)
    widths = [gain.high - gain.low for gain in gains]
    assert widths[0] < widths[18]  # two overlaps of 19 fit into 40 starts
    assert np.isnan(widths[20:]).all()
    apart = gains_by_horizon(*errors, spacing=10)
    assert not np.isnan(apart[-1].low)


def test_a_run_that_ran_away_is_worse():
    runs = np.full((30, 1), np.inf)
    (gain,) = gains_by_horizon(runs, np.ones((30, 1)))
    assert gain.worse
    (gain,) = gains_by_horizon(np.ones((30, 1)), runs)
    assert gain.better


def test_horizons_with_too_few_runs_are_not_compared():
    nowhere = np.full((9, 2), np.nan)
    assert gains_by_horizon(nowhere, nowhere, least=5) == [None, None]
    with pytest.raises(ValueError, match="the same shape"):
        gains_by_horizon(np.zeros((2, 3)), np.zeros((2, 2)))


def test_the_step_at_which_a_run_leaves_a_range():
    runs = np.array([[0, 1, 1], [0, 1.1, 0], [-3, 0, 0], [0, 0, np.nan]], dtype=float)
    assert first_outside(runs, 0, 1).tolist() == [NEVER, 2, 1, 3]


def test_the_share_of_units_out_of_their_range():
    states = np.array([[[0.0, 0, 0, 0], [2, 0, 0, 0]], [[-2, 2, 0, 0.5], [9, 9, 9, np.nan]]])
    low, high = np.full(4, -1.0), np.array([1.0, 1, 1, 0.25])
    np.testing.assert_allclose(share_outside(states, low, high), [[0, 0.25], [0.75, 1]])
