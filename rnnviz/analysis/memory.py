"""How long a unit remembers, computed from the gate that keeps its old state."""

import numpy as np
from numpy.typing import NDArray


def half_life(kept: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the steps after which half of a unit's old state is left, at its mean gate.

    A state that is multiplied by a share ``m`` at every step is halved after ``ln 0.5 / ln m``
    steps. For an LSTM ``m`` is the mean of the forget gate and the state is the cell state. For a
    GRU it is the mean of the update gate ``z`` and the state is the hidden state, because in
    PyTorch ``h' = (1 - z) * n + z * h``: there z keeps. (Papers that write
    ``h' = z * n + (1 - z) * h`` would need ``1 - z``.) What the gates let in anew is left out.

    Parameters
    ----------
    kept
        The gate, in [0, 1], of shape (time, ...).

    Returns
    -------
    ndarray
        In steps, shape (...); 0 where nothing is ever kept, infinity where all always is.

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
        return np.asarray(np.log(2) / np.abs(np.log(gate.mean(axis=0))))
