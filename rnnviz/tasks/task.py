"""What a task is: a series, how it is cut into windows, its units, its source, its defaults."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnnviz.train_config import TrainConfig

SplitName = Literal["train", "validation", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of one split, in normalised units.

    Attributes
    ----------
    inputs
        Shape (windows, window length, 1).
    targets
        What the network is to give after each window, shape (windows, 1): the normalised next
        value, or the normalised change to it, see ``Task.predicts``.
    target_index
        Where in the series each target stands, shape (windows,).
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]
    target_index: NDArray[np.int64]


@dataclass(frozen=True)
class TaskDefaults:
    """Settings that give a good result on a task without touching anything."""

    cell: str
    hidden_size: int
    training: TrainConfig


@dataclass(frozen=True, eq=False)
class Task:
    """Forecasting the next value of a series from a window of the values before.

    Attributes
    ----------
    name, title
        Key in ``TASKS`` and what a person reads.
    summary
        One sentence that says what is to be learnt.
    source
        Where the data come from.
    value_name, unit, step_name
        Names for the axes; an empty unit means a plain number.
    positions
        Where each value stands on the time axis, shape (n,): years, or x.
    series
        The values in the data's own units, shape (n,).
    window
        Number of values a network sees before it predicts.
    predicts
        ``"value"``: the network gives the next value. ``"change"``: it gives the difference
        from the newest value, which is added back; so a network that gives 0 is the persistence
        forecast. The usual choice for series that wander, such as yields.
    validation_start, test_start
        Index of the first target of the validation and of the test split. A target belongs to
        one split only; the windows before it may reach back into the split before.
    defaults
        Settings to begin with.
    """

    name: str
    title: str
    summary: str
    source: str
    value_name: str
    unit: str
    step_name: str
    positions: NDArray[np.float64]
    series: NDArray[np.float64]
    window: int
    predicts: Literal["value", "change"]
    validation_start: int
    test_start: int
    defaults: TaskDefaults
    mean: float = field(init=False)
    std: float = field(init=False)

    input_size = 1
    output_size = 1

    def __post_init__(self) -> None:
        if not self.window < self.validation_start < self.test_start < len(self.series):
            raise ValueError(
                f"task {self.name!r}: window {self.window}, validation from "
                f"{self.validation_start}, test from {self.test_start} do not fit a series of "
                f"{len(self.series)} values in this order"
            )
        # Only the training part may set the scale: the test range is not known in advance.
        seen = self.series[: self.validation_start]
        object.__setattr__(self, "mean", float(seen.mean()))
        object.__setattr__(self, "std", float(seen.std()))
        self.series.flags.writeable = False
        self.positions.flags.writeable = False

    def normalise(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """Bring values to mean 0 and standard deviation 1 of the training part."""
        return np.asarray((values - self.mean) / self.std, dtype=np.float32)

    def to_units(
        self, readout: NDArray[np.floating], newest: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """Turn what the network gives into forecasts in the data's own units.

        Parameters
        ----------
        readout
            The network's outputs, any shape.
        newest
            The newest value that each output was given, in the data's own units, same shape.
        """
        scaled = np.asarray(readout, dtype=np.float64) * self.std
        return scaled + (newest if self.predicts == "change" else self.mean)

    def targets_of(self, split: SplitName) -> range:
        """Return the indices of a split's targets within the series.

        Raises
        ------
        ValueError
            If there is no such split; the message lists those there are.
        """
        bounds = {
            "train": range(self.window, self.validation_start),
            "validation": range(self.validation_start, self.test_start),
            "test": range(self.test_start, len(self.series)),
        }
        if split not in bounds:
            raise ValueError(f"unknown split {split!r}; choose one of {', '.join(SPLITS)}")
        return bounds[split]

    def windows(self, split: SplitName) -> Windows:
        """Cut the windows of a split, in time order."""
        index = np.array(self.targets_of(split), dtype=np.int64)
        normalised = self.normalise(self.series)
        reach = index[:, None] + np.arange(-self.window, 0)  # (windows, window length)
        targets = normalised[index]
        if self.predicts == "change":
            targets = targets - normalised[index - 1]
        return Windows(
            inputs=normalised[reach][..., None],
            targets=targets[:, None],
            target_index=index,
        )


TaskLoader = Callable[[int], Task]
