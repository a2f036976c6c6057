"""Sequences with what is to be predicted of them, padded to one length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Examples:
    """The examples of one split.

    Attributes
    ----------
    inputs
        Numbers, float32 of shape (examples, time, features), or symbols by their place in the
        vocabulary, int64 of shape (examples, time). Zero behind the end of a sequence.
    lengths
        Steps of each sequence, shape (examples,), at least 1.
    targets
        What the network is to give after each step: float32 of shape (examples, time, outputs),
        or the right class, int64 of shape (examples, time).
    counted
        Which steps are judged, shape (examples, time): only the last of each sequence, or
        every one of which something is asked. Never one behind the end.

    Raises
    ------
    ValueError
        If the shapes do not match, or a step behind the end is judged.
    """

    inputs: NDArray[np.float32] | NDArray[np.int64]
    lengths: NDArray[np.int64]
    targets: NDArray[np.float32] | NDArray[np.int64]
    counted: NDArray[np.bool_]

    def __post_init__(self) -> None:
        count, steps = self.inputs.shape[:2]
        if (
            self.targets.shape[:2] != (count, steps)
            or self.counted.shape != (count, steps)
            or self.lengths.shape != (count,)
        ):
            raise ValueError(
                f"inputs {self.inputs.shape}, targets {self.targets.shape}, counted "
                f"{self.counted.shape} and lengths {self.lengths.shape} do not match"
            )
        if count and not (1 <= self.lengths.min() and self.lengths.max() <= steps):
            raise ValueError(f"lengths must be from 1 to {steps}")
        if (self.counted & (np.arange(steps) >= self.lengths[:, None])).any():
            raise ValueError("a step beyond the end of its sequence is scored")
        for array in (self.inputs, self.lengths, self.targets, self.counted):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.lengths)

    def of_one_length(self) -> bool:
        """Whether no sequence is padded."""
        return bool((self.lengths == self.inputs.shape[1]).all())

    def part(self, index: NDArray[np.int64] | slice) -> "Examples":
        """Return some of the examples."""
        return Examples(
            self.inputs[index], self.lengths[index], self.targets[index], self.counted[index]
        )


def last_step_only(
    inputs: NDArray[np.float32] | NDArray[np.int64],
    targets: NDArray[np.float32] | NDArray[np.int64],
    lengths: NDArray[np.int64] | None = None,
) -> Examples:
    """Make examples of which only the answer after the last step is judged.

    Parameters
    ----------
    inputs
        As in :class:`Examples`.
    targets
        One per sequence: (examples, outputs) float32, or (examples,) int64.
    lengths
        Steps of each sequence; by default all of them.
    """
    count, steps = inputs.shape[:2]
    ends = np.full(count, steps, dtype=np.int64) if lengths is None else lengths
    counted = np.arange(steps) == ends[:, None] - 1
    spread = np.zeros((count, steps, *targets.shape[1:]), dtype=targets.dtype)
    spread[counted] = targets
    return Examples(inputs, ends, spread, counted)
