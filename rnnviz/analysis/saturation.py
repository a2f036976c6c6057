"""Saturation of gates: how often they are nearly open or nearly shut.

After Karpathy, Johnson and Fei-Fei, "Visualizing and Understanding Recurrent Networks" (2015,
arXiv:1506.02078), section 4.2: a gate is right-saturated where its value is above 0.9 and
left-saturated where it is below 0.1, and a unit is a point by the shares of time that it spends
there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHUT_BELOW = 0.1
OPEN_ABOVE = 0.9


@dataclass(frozen=True, eq=False)
class Saturation:
    """How often the units of one gate are saturated.

    Attributes
    ----------
    shut, open
        Share of the steps at which each unit's gate is below 0.1 and above 0.9, shape (units,).
    """

    shut: NDArray[np.float64]
    open: NDArray[np.float64]

    @property
    def mean_shut(self) -> float:
        """Share of all values below 0.1."""
        return float(self.shut.mean())

    @property
    def mean_open(self) -> float:
        """Share of all values above 0.9."""
        return float(self.open.mean())


def gate_saturation(
    values: NDArray[np.floating], lengths: NDArray[np.integer] | None = None
) -> Saturation:
    """Measure how often each unit of a gate is saturated.

    Parameters
    ----------
    values
        A gate after its sigmoid, shape (batch, time, units), in 0..1.
    lengths
        Steps of each sequence, shape (batch,); what lies behind them is padding and is not
        counted. By default all steps count.

    Raises
    ------
    ValueError
        If the shapes do not belong together, or no step is left to count.
    """
    if values.ndim != 3:
        raise ValueError(f"values must have the shape (batch, time, units), not {values.shape}")
    batch, steps, _ = values.shape
    ends = np.full(batch, steps) if lengths is None else np.asarray(lengths)
    if ends.shape != (batch,):
        raise ValueError(f"lengths must have the shape ({batch},), not {ends.shape}")
    counted = values[np.arange(steps) < ends[:, None]]  # (counted steps, units)
    if not len(counted):
        raise ValueError("there are no steps to count")
    return Saturation(
        shut=(counted < SHUT_BELOW).mean(axis=0), open=(counted > OPEN_ABOVE).mean(axis=0)
    )
