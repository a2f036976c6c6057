"""How fast a unit's own gate lets its state decay: one path of many."""

import numpy as np
from numpy.typing import NDArray


def direct_half_life(kept: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the steps after which the direct path through a unit's own gate is halved.

    An LSTM computes ``c' = f * c + i * g``, a GRU in PyTorch ``h' = (1 - z) * n + z * h``. With
    everything else held fixed, the derivative of the state with respect to the state ``k`` steps
    earlier is the product of the ``k`` gates between them, of ``f`` or of ``z``. A product is
    described by the geometric mean ``m`` of its factors: it is halved after ``ln 0.5 / ln m``
    steps. (Papers that write ``h' = z * n + (1 - z) * h`` would need ``1 - z``.)

    This is the direct path only. The old state also acts through the hidden state on every gate
    of every unit; the total derivative holds all these paths and may be far larger, far smaller
    or of the other sign. So this number does not say how long a unit remembers.

    Parameters
    ----------
    kept
        The gate, in [0, 1], of shape (time, ...).

    Returns
    -------
    ndarray
        In steps, shape (...); 0 where the gate is shut at any step, infinity where it is open
        at all of them.

    Raises
    ------
    ValueError
        If there is no step, or a value outside [0, 1].
    """
    gate = np.asarray(kept, dtype=np.float64)
    if gate.shape[0] == 0:
        raise ValueError("a half-life needs at least one step")
    if not ((gate >= 0) & (gate <= 1)).all():
        raise ValueError("the values of a gate must lie in [0, 1]")
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(2) / np.abs(np.log(gate).mean(axis=0)))


def geometric_mean(kept: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the geometric mean of a gate over time, which describes a product of its values.

    Parameters
    ----------
    kept
        The gate, in [0, 1], of shape (time, ...).

    Returns
    -------
    ndarray
        Shape (...); 0 where the gate is shut at any step.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(np.log(np.asarray(kept, dtype=np.float64)).mean(axis=0)))
