"""How far ahead a forecast holds: its error by horizon, and where it leaves what was trained on."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEVER = -1


def rmse_by_horizon(runs: Floats, truth: Floats, least: int = 1) -> Floats:
    """Measure the error so many steps ahead, over all free runs whose truth is known there.

    Parameters
    ----------
    runs
        Free runs from many places, shape (starts, horizon).
    truth
        What really came, same shape and units; NaN beyond the end of the data.
    least
        Free runs that an error must be measured over.

    Returns
    -------
    Root mean squared error at each horizon, shape (horizon,), in the units given; NaN from the
    first horizon on at which fewer than ``least`` runs have a truth.

    Raises
    ------
    ValueError
        If the shapes differ, or ``least`` is below 1.
    """
    if runs.shape != truth.shape:
        raise ValueError(f"runs {runs.shape} and truth {truth.shape} must have one shape")
    if least < 1:
        raise ValueError(f"least must be at least 1, not {least}")
    known = ~np.isnan(truth)
    count = known.sum(axis=0)
    # A diverging run has an infinite error, which is what it should be told as.
    with np.errstate(over="ignore", invalid="ignore"):
        squared = np.where(known, (runs - np.where(known, truth, 0)) ** 2, 0).sum(axis=0)
        error: Floats = np.sqrt(squared / np.maximum(count, 1))
    error[np.logical_or.accumulate(count < least)] = np.nan
    return error


def behind_at(error: Floats, reference: Floats, tie: float = 0.0) -> NDArray[np.int64]:
    """Return the horizons at which an error is larger than another.

    Parameters
    ----------
    error, reference
        Errors by horizon, shape (horizon,). Where the reference is NaN they are not compared;
        an error that is NaN where the reference is a number counts as larger.
    tie
        Share of the reference by which an error may be above it and still count as a tie.

    Returns
    -------
    Steps ahead, ascending, each counted from 1.
    """
    behind = ~np.isnan(reference) & ((error > reference * (1 + tie)) | np.isnan(error))
    return np.flatnonzero(behind).astype(np.int64) + 1


def first_outside(runs: Floats, low: float, high: float) -> NDArray[np.int64]:
    """Return the step of each run at which it first leaves a range, or ``NEVER``.

    Parameters
    ----------
    runs
        Shape (starts, horizon).
    low, high
        The range; its ends belong to it. A value that is not a number is outside.

    Returns
    -------
    Shape (starts,), counted from 1.
    """
    outside = ~((runs >= low) & (runs <= high))
    first = outside.argmax(axis=1) + 1
    return np.where(outside.any(axis=1), first, NEVER).astype(np.int64)


def share_outside(states: Floats, low: Floats, high: Floats) -> Floats:
    """Return the share of units that are out of their own range.

    Parameters
    ----------
    states
        Shape (..., units).
    low, high
        The range of each unit, shape (units,).

    Returns
    -------
    Shape (...), in 0..1.
    """
    inside = (states >= low) & (states <= high)
    share: Floats = 1 - inside.mean(axis=-1)
    return share
