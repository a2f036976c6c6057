"""How far ahead a forecast holds: its error by horizon, and where it leaves what was trained on."""

import math

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.gain import Gain, relative_gain

Floats = NDArray[np.float64]

NEVER = -1


def rmse_by_horizon(runs: Floats, truth: Floats, least: int = 1) -> Floats:
    """Measure the error at each number of steps ahead, over all free runs with a known truth there.

    Parameters
    ----------
    runs
        Free runs from many places, shape (starts, horizon).
    truth
        The true values, same shape and units; NaN beyond the end of the data.
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
        raise ValueError(f"runs {runs.shape} and truth {truth.shape} must have the same shape")
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


def gains_by_horizon(
    squared: Floats, reference: Floats, spacing: int = 1, least: int = 1
) -> list[Gain | None]:
    """Compare two forecasts at each horizon, over the free runs whose truth is known there.

    Parameters
    ----------
    squared, reference
        Squared errors of free runs from the same starts, in time order, shape (starts, horizon);
        NaN where no truth is known. An error of a run that ran away may be infinite.
    spacing
        Steps of the series from one start to the next.
    least
        Free runs that a horizon must be measured over.

    Returns
    -------
    A gain in the root of the mean a horizon, each with a 95% interval of its own; errors at
    horizon h overlap those of the h - 1 steps before. None from the first horizon on that has
    too few runs.

    Raises
    ------
    ValueError
        If the shapes differ, or the same cases are not known of both.
    """
    if squared.shape != reference.shape:
        raise ValueError(f"errors {squared.shape} and {reference.shape} must have the same shape")
    gains: list[Gain | None] = [None] * squared.shape[1]
    for step in range(squared.shape[1]):
        known = ~np.isnan(reference[:, step])
        if known.sum() < least:
            break
        gains[step] = relative_gain(
            squared[known, step],
            reference[known, step],
            root=True,
            overlap=math.ceil((step + 1) / spacing),
        )
    return gains


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
