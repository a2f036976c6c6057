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
