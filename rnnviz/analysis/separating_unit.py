"""Which unit best separates two cases, and how soon it follows a change between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class SeparatingUnit:
    """A unit and the threshold that separates the two cases.

    Attributes
    ----------
    unit
        Its number.
    threshold
        Halfway between the two values of the unit that it parts.
    positive_above
        Whether case 1 lies above the threshold.
    accuracy
        Share of the steps on the right side, in 0..1.
    """

    unit: int
    threshold: float
    positive_above: bool
    accuracy: float

    def side(self, states: Floats) -> NDArray[np.int8]:
        """Say for states of shape (..., units) which case the unit stands for: 1 or -1."""
        above = np.asarray(states)[..., self.unit] > self.threshold
        return np.where(above == self.positive_above, 1, -1).astype(np.int8)


def separating_unit(states: Floats, cases: NDArray[np.integer]) -> SeparatingUnit:
    """Find the unit and the threshold that separate the two cases most often.

    Parameters
    ----------
    states
        Cell or hidden states, (sequences, time, units).
    cases
        (sequences, time): 1 or -1 where the case must be known, 0 where it need not.

    Raises
    ------
    ValueError
        If the shapes do not match, or only one of the cases occurs.
    """
    if states.ndim != 3 or states.shape[:2] != cases.shape:
        raise ValueError(f"states {states.shape} and cases {cases.shape} do not match")
    known = cases != 0
    values = np.asarray(states[known], dtype=np.float64)  # (steps, units)
    positive = cases[known] > 0
    total, positives = len(positive), int(positive.sum())
    if positives in (0, total):
        raise ValueError("both cases must occur: with one alone there is nothing to separate")
    order = np.argsort(values, axis=0, kind="stable")
    ranked = np.take_along_axis(values, order, axis=0)
    # With a threshold behind rank k, how many are right if case 1 lies above it.
    below = np.cumsum(positive[order], axis=0)
    ranks = np.arange(1, total + 1)[:, None]
    right_above = (ranks - below) + (positives - below)
    best = np.maximum(right_above, total - right_above)[:-1].astype(np.float64)
    best[ranked[1:] == ranked[:-1]] = -1  # no threshold parts what is equal
    rank, unit = (int(place) for place in np.unravel_index(best.argmax(), best.shape))
    return SeparatingUnit(
        unit=unit,
        threshold=float((ranked[rank, unit] + ranked[rank + 1, unit]) / 2),
        positive_above=bool(2 * right_above[rank, unit] >= total),
        accuracy=float(best[rank, unit]) / total,
    )


def flip_delays(
    found: SeparatingUnit, states: Floats, cases: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Return how many steps after each change of case the unit crosses to the right side.

    Parameters
    ----------
    found
        The unit.
    states, cases
        As in :func:`separating_unit`. The case changes where it becomes 1 after it last was -1,
        or the other way round; steps of 0 between them do not count.

    Returns
    -------
    One number a change: 0 where the unit is right at the step itself, -1 where it is not
    before the span of the new case ends.
    """
    sides = found.side(states)
    delays = []
    for side, case in zip(sides, cases, strict=True):
        starts = np.flatnonzero((case != 0) & (np.concatenate([[0], case[:-1]]) != case))
        before = 0
        for start in starts:
            if before == -case[start]:
                span = case[start:] == case[start]
                end = len(span) if span.all() else int(np.argmin(span))
                right = np.flatnonzero(side[start : start + end] == case[start])
                delays.append(int(right[0]) if len(right) else -1)
            before = int(case[start])
    return np.array(delays, dtype=np.int64)
