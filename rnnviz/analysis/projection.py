"""The path of a state, seen in the few directions in which it moves most."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_COMPONENTS = 3


@dataclass(frozen=True, eq=False)
class PrincipalPath:
    """A path in its principal components.

    Attributes
    ----------
    points
        Shape (time, components): the path around its own mean, largest component first.
    explained
        Share of the total variance that each component holds, shape (components,), in 0..1;
        zeros where nothing moves.
    directions
        Unit vectors, shape (components, unit), orthogonal to one another.
    """

    points: NDArray[np.float64]
    explained: NDArray[np.float64]
    directions: NDArray[np.float64]


def principal_path(states: NDArray[np.floating], components: int = 2) -> PrincipalPath:
    """Project a path on its principal components.

    The sign of a direction is free in the decomposition; here the weight of the largest
    magnitude in each is positive (the first of equals), so that one recording always gives one
    picture.

    Parameters
    ----------
    states
        Shape (time, unit), in any unit.
    components
        From 1 to the smaller of both sizes.

    Raises
    ------
    ValueError
        If ``states`` has no two axes or holds what is not a number, or if there are fewer
        components.

    References
    ----------
    Jolliffe, I. T. (2002). Principal Component Analysis, 2nd ed. Springer. Section 3.5 on the
    singular value decomposition.
    """
    if states.ndim != 2:
        raise ValueError(f"states must be of shape (time, unit), not {states.shape}")
    if not 1 <= components <= min(states.shape):
        raise ValueError(f"components must be from 1 to {min(states.shape)}, not {components}")
    centred = np.asarray(states, dtype=np.float64)
    if not np.isfinite(centred).all():
        raise ValueError("states must be finite")
    centred = centred - centred.mean(axis=0)
    # R of a QR decomposition has the same directions and sizes, and at most (unit, unit) numbers.
    compact = np.linalg.qr(centred, mode="r") if len(centred) > centred.shape[1] else centred
    _, sizes, directions = np.linalg.svd(compact, full_matrices=False)
    sizes, directions = sizes[:components], directions[:components]
    # Rounded, or two weights of one magnitude would take turns with the platform.
    largest = np.abs(directions).round(9).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(components), largest])[:, None]
    total = float((centred**2).sum())
    explained = sizes**2 / total if total > 0 else np.zeros(components)
    return PrincipalPath(centred @ directions.T, explained, directions)
