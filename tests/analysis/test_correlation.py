import numpy as np
import pytest

from rnnviz.analysis.correlation import (
    pearson,
    pearson_matrix,
    phase_correlation,
    phase_correlations,
)


def test_a_table_of_correlations_is_that_of_each_pair(rng):
    traces, series = rng.normal(size=(40, 6)), rng.normal(size=(40, 5))
    traces[:, 1] = 0.3  # does not change
    traces[5:, 2] = np.inf  # a network that diverged
    series[-1, 0] = series[:38, 1] = np.nan
    series[::2, 2] = np.nan
    found = pearson_matrix(traces, series)
    expected = [[pearson(trace, one) for one in series.T] for trace in traces.T]
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert np.isnan(found).any() and np.isfinite(found).any()


def test_phases_of_a_table_are_those_of_each_trace(rng):
    traces = rng.normal(size=(30, 4))
    traces[:, 0] = np.sin(2 * np.pi * np.arange(30) / 7 + 1)
    expected = [phase_correlation(trace, 7) for trace in traces.T]
    np.testing.assert_allclose(phase_correlations(traces, 7), expected, atol=1e-12)
    assert np.isnan(phase_correlations(traces[:6], 7)).all()


def test_tables_must_have_as_many_steps(rng):
    with pytest.raises(ValueError, match="equal length"):
        pearson_matrix(np.zeros((3, 1)), np.zeros((4, 1)))
