"""What the activity of a unit correlates with."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def pearson(trace: Floats, series: Floats) -> float:
    """Return Pearson's r of two series, in [-1, 1], over the steps at which both are known.

    Parameters
    ----------
    trace, series
        Shape (time,); NaN where nothing is known.

    Returns
    -------
    float
        NaN where fewer than three steps are known of both, or one of them does not change.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    if trace.shape != series.shape or trace.ndim != 1:
        raise ValueError(
            f"two series of equal length are needed, not {trace.shape} and {series.shape}"
        )
    known = np.isfinite(trace) & np.isfinite(series)
    if known.sum() < 3:
        return float("nan")
    a = np.asarray(trace[known], dtype=np.float64)
    b = np.asarray(series[known], dtype=np.float64)
    a, b = a - a.mean(), b - b.mean()
    lengths = np.sqrt((a**2).sum() * (b**2).sum())
    # Relative to the values themselves: what is left of rounding is no change.
    if lengths <= 1e-12 * max(1.0, np.abs(trace[known]).max() * np.abs(series[known]).max()):
        return float("nan")
    return float(np.clip((a * b).sum() / lengths, -1, 1))


def phase_correlation(trace: Floats, period: float) -> float:
    """Return how far a trace follows a season of a known period, in 0..1.

    The multiple correlation of the trace with the sine and the cosine of the season: 1 where the
    trace is a sine of this period, wherever it begins.

    Parameters
    ----------
    trace
        Shape (time,).
    period
        In steps, above 2.

    Returns
    -------
    float
        NaN where the trace does not change or is shorter than a period.

    Raises
    ------
    ValueError
        If the period is not above 2 steps.
    """
    if not period > 2:
        raise ValueError(f"a season must be longer than 2 steps, not {period}")
    if len(trace) < period:
        return float("nan")
    angle = 2 * np.pi * np.arange(len(trace)) / period
    a, b = pearson(trace, np.cos(angle)), pearson(trace, np.sin(angle))
    c = pearson(np.cos(angle), np.sin(angle))
    return float(np.sqrt(np.clip((a * a + b * b - 2 * a * b * c) / (1 - c * c), 0, 1)))


def pearson_matrix(traces: Floats, series: Floats) -> NDArray[np.float64]:
    """Return what :func:`pearson` returns of each trace with each series, at once.

    Parameters
    ----------
    traces
        Shape (time, units); NaN where nothing is known.
    series
        Shape (time, count); NaN where nothing is known.

    Returns
    -------
    ndarray
        Shape (units, count); NaN where r cannot be computed.

    Raises
    ------
    ValueError
        If the numbers of steps differ.
    """
    if traces.ndim != 2 or series.ndim != 2 or len(traces) != len(series):
        raise ValueError(
            f"two tables of equal length are needed, not {traces.shape} and {series.shape}"
        )
    found = np.full((traces.shape[1], series.shape[1]), np.nan)
    # Series that are known at the same steps are one product of matrices.
    for known_of_traces, units in _by_known_steps(traces):
        for known_of_series, columns in _by_known_steps(series):
            known = known_of_traces & known_of_series
            if known.sum() >= 3:
                found[np.ix_(units, columns)] = _r(
                    np.asarray(traces[np.ix_(known, units)], dtype=np.float64),
                    np.asarray(series[np.ix_(known, columns)], dtype=np.float64),
                )
    return found


def phase_correlations(traces: Floats, period: float) -> NDArray[np.float64]:
    """Return what :func:`phase_correlation` returns of each trace, at once.

    Parameters
    ----------
    traces
        Shape (time, units).
    period
        In steps, above 2.

    Returns
    -------
    ndarray
        Shape (units,).
    """
    steps, units = traces.shape
    if not period > 2:
        raise ValueError(f"a season must be longer than 2 steps, not {period}")
    if steps < period:
        return np.full(units, np.nan)
    angle = 2 * np.pi * np.arange(steps) / period
    waves = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    a, b = pearson_matrix(traces, waves).T
    c = pearson(waves[:, 0], waves[:, 1])
    return np.asarray(np.sqrt(np.clip((a * a + b * b - 2 * a * b * c) / (1 - c * c), 0, 1)))


def _by_known_steps(table: Floats) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """Return which columns of a table are known at the same steps, with these steps."""
    finite = np.isfinite(table)
    if finite.all():
        return [(np.ones(len(table), dtype=bool), np.arange(table.shape[1]))]
    steps, group = np.unique(finite, axis=1, return_inverse=True)
    return [(known, np.flatnonzero(group == k)) for k, known in enumerate(steps.T)]


def _r(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlate the columns of two tables without gaps."""
    sizes = np.maximum(1, np.outer(np.abs(a).max(axis=0), np.abs(b).max(axis=0)))
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    lengths = np.sqrt(np.outer((a * a).sum(axis=0), (b * b).sum(axis=0)))
    changes = lengths > 1e-12 * sizes
    r = np.divide(a.T @ b, lengths, out=np.full(lengths.shape, np.nan), where=changes)
    return np.asarray(np.clip(r, -1, 1))
