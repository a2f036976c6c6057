"""By how much one forecast is better than another, and between which bounds that is known.

Both are scored on the same test cases, so the difference is taken case by case. Cases of a series
follow one another in time, and their errors go together: the variance of a mean over them is then
estimated from the low frequencies of the differences, with the quantiles of Student's t that
belong to so few (equal-weighted cosine transforms: Lazarus, Lewis, Stock and Watson 2018, J. Bus.
Econ. Stat. 36, eq. 4 and their rule of 0.4 n^(2/3) of them; for the comparison of forecasts of
Diebold and Mariano 1995: Coroneo and Iacone 2020, J. Appl. Econometrics 35). In simulations with
18 to 300 cases whose errors have an autocorrelation of 0 to 0.6 the 95% interval held the truth
91 to 95% of the time; a circular block bootstrap did 79 to 95%.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gain:
    """How much better the first of two is than the second.

    Attributes
    ----------
    value
        Above 0 where the first is better. Relative: the share of the second's error that the
        first saves, so 0.27 is an error 27% smaller. Else a difference in the metric's own units.
    low, high
        Bounds of the interval, NaN where the cases are too few for one.
    cases
        Test cases it was measured on.
    level
        Share of such intervals that hold the truth.
    """

    value: float
    low: float
    high: float
    cases: int
    level: float = 0.95

    @property
    def better(self) -> bool:
        """Whether the whole interval is above 0."""
        return self.low > 0

    @property
    def worse(self) -> bool:
        """Whether the whole interval is below 0."""
        return self.high < 0

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.better or self.worse


def relative_gain(
    first: Floats,
    second: Floats | float,
    *,
    weights: Floats | None = None,
    root: bool = False,
    overlap: int = 0,
    level: float = 0.95,
) -> Gain:
    """Compare two mean errors by their ratio.

    Parameters
    ----------
    first
        Error of each case, not negative, shape (cases,).
    second
        The same of the other forecast, in the same order; or its mean, where that is known
        without any sample.
    weights
        How much each case counts, shape (cases,); by default all alike.
    root
        Whether what is compared are the roots of the means: values are squared errors.
    overlap
        As in :class:`rnnviz.tasks.case_scores.CaseScores`.
    level
        Of the interval.

    Raises
    ------
    ValueError
        If the shapes differ or there is no case.

    Notes
    -----
    The interval is that of the logarithm of the ratio, to first order in the two means.
    """
    weights = _checked(first, second, weights)
    count, power = len(first), 0.5 if root else 1.0
    with np.errstate(over="ignore"):  # a forecast that ran away
        one = float(np.average(first, weights=weights))
        other = second
        if isinstance(second, np.ndarray):
            other = float(np.average(second, weights=weights))
    if not math.isfinite(one):
        return Gain(-math.inf, -math.inf, -math.inf, count, level)
    if one == 0 or other == 0 or not math.isfinite(other):
        # Without any error on one side, or without end, there is no ratio that could vary.
        value = 0.0 if one == other else -math.inf if other == 0 else 1.0
        return Gain(value, value, value, count, level)
    influence = power * (first / one - 1)
    if isinstance(second, np.ndarray):
        influence = influence - power * (second / other - 1)
    log_ratio = power * math.log(one / other)
    margin = _margin(influence * weights / weights.mean(), overlap, level)
    low, high = (-math.expm1(log_ratio + side * margin) for side in (1, -1))
    return Gain(-math.expm1(log_ratio), low, high, count, level)


def difference(
    first: Floats,
    second: Floats | float,
    *,
    weights: Floats | None = None,
    higher_is_better: bool = False,
    share: bool = False,
    overlap: int = 0,
    level: float = 0.95,
) -> Gain:
    """Compare two means by their difference, in their own units; above 0 the first is better.

    Parameters
    ----------
    first, second, weights, overlap, level
        As in :func:`relative_gain`.
    higher_is_better
        Whether larger values are better ones.
    share
        Whether values lie in 0..1. Where all cases agree the plain interval has no width at all;
        so two cases are added that differ in either direction (Bonett and Price 2012, J. Educ.
        Behav. Stat. 37), or against a known mean two right and two wrong ones (Agresti and Coull
        1998, Am. Stat. 52).
    """
    weights = _checked(first, second, weights)
    sign = 1.0 if higher_is_better else -1.0
    other = second if isinstance(second, np.ndarray) else np.full(len(first), second)
    ahead = sign * (first - other)
    value = float(np.average(ahead, weights=weights))
    if not math.isfinite(value):
        return Gain(-math.inf, -math.inf, -math.inf, len(first), level)
    middle, spread_over, weighed = value, ahead, weights
    if share:
        paired = isinstance(second, np.ndarray)
        added = np.array([1.0, -1.0]) if paired else np.array([1.0, 1.0, 0.0, 0.0]) - other[0]
        spread_over = np.concatenate([ahead, added if paired else sign * added])
        weighed = np.concatenate([weights, np.full(len(added), weights.mean())])
        middle = float(np.average(spread_over, weights=weighed))
    margin = _margin((spread_over - middle) * weighed / weighed.mean(), overlap, level)
    low, high = middle - margin, middle + margin
    if share:
        low, high = max(-1.0, low), min(1.0, high)
    return Gain(value, low, high, len(first), level)


def _checked(first: Floats, second: Floats | float, weights: Floats | None) -> Floats:
    if weights is None:
        weights = np.ones(len(first))
    shapes = {first.shape, weights.shape} | (
        {second.shape} if isinstance(second, np.ndarray) else set()
    )
    if len(shapes) > 1 or first.ndim != 1 or not len(first):
        raise ValueError(f"cases of shape {', '.join(map(str, sorted(shapes)))} cannot be paired")
    return weights


def _margin(influence: Floats, overlap: int, level: float) -> float:
    """Return half the width of the interval of a mean, NaN where the cases are too few.

    Parameters
    ----------
    influence
        What each case adds to the mean, its own mean 0, shape (cases,).
    """
    count = len(influence)
    if overlap:
        # Frequencies above that of one overlap say nothing of the lowest ones.
        freedom = min(max(2, round(0.4 * count ** (2 / 3))), count // overlap)
    else:
        freedom = count - 1
    if freedom < (2 if overlap else 1):
        return math.nan
    if overlap:
        waves = np.pi * np.outer(np.arange(1, freedom + 1), (np.arange(count) + 0.5) / count)
        projected = math.sqrt(2 / count) * np.cos(waves) @ influence
        variance = float(np.mean(projected**2))
    else:
        variance = float(np.sum(influence**2)) / freedom
    return float(stdtrit(freedom, (1 + level) / 2)) * math.sqrt(variance / count)
