"""How the share of right answers depends on the length of a sequence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LengthBand:
    """The sequences of similar length.

    Attributes
    ----------
    shortest, longest
        Steps, both included.
    count
        How many sequences there are.
    accuracy
        Share of them that were answered right, in 0..1.
    """

    shortest: int
    longest: int
    count: int
    accuracy: float


def accuracy_by_length(
    lengths: NDArray[np.integer], right: NDArray[np.bool_], *, width: int = 10
) -> tuple[LengthBand, ...]:
    """Group sequences into bands of lengths, and return the share of right answers in each.

    Parameters
    ----------
    lengths, right
        Steps of each sequence and whether its answer was right, both of shape (sequences,).
    width
        Lengths that share a band: 1 to ``width`` are the first one.

    Returns
    -------
    The bands that hold a sequence, the shortest first.

    Raises
    ------
    ValueError
        If the shapes differ, or the width or a length is below 1.
    """
    if lengths.shape != right.shape:
        raise ValueError(f"lengths {lengths.shape} and right {right.shape} do not match")
    if width < 1 or (len(lengths) and lengths.min() < 1):
        raise ValueError("the width of a band and every length must be at least 1")
    band = (lengths - 1) // width
    return tuple(
        LengthBand(
            shortest=int(k) * width + 1,
            longest=(int(k) + 1) * width,
            count=int((band == k).sum()),
            accuracy=float(right[band == k].mean()),
        )
        for k in np.unique(band)
    )
