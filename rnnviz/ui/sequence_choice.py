"""Which sequence is played: one of a split, a window of a series, or one that a person types."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from rnnviz.tasks import Probe, SeriesTask, SplitName, Task
from rnnviz.typed import typed_probe
from rnnviz.ui.reading import reads_windows, window_choice

TYPED: Literal["typed"] = "typed"
DataName = SplitName | Literal["typed"]
# The address says what the control says.
_NAMES: dict[DataName, str] = {
    "test": "test",
    "validation": "validation",
    "train": "training",
    TYPED: "typed",
}


@dataclass(frozen=True)
class ShownSequence:
    """What the player plays.

    Attributes
    ----------
    split, index
        A sequence of the data.
    typed
        What was typed instead of it; where it is not empty, the split is the one to look for
        the like in.
    window
        Whether the index counts the windows of a series.
    """

    split: SplitName
    index: int = 0
    typed: str = ""
    window: bool = False

    def probe(self, task: Task) -> Probe:
        """Return the sequence as a network reads it."""
        if self.typed:
            return typed_probe(task, self.typed)
        if self.window and isinstance(task, SeriesTask):
            return task.window_probe(self.split, self.index)
        return task.probe(self.split, self.index)

    def at(self, index: int) -> "ShownSequence":
        """Return another sequence of the same data; of the split, where this one was typed."""
        return ShownSequence(self.split, index, window=self.window and not self.typed)

    def count(self, task: Task) -> int:
        """Return how many sequences :meth:`at` can be asked for."""
        if self.window and isinstance(task, SeriesTask):
            return task.window_count(self.split)
        return task.probe_count(self.split)


def data_choice() -> DataName:
    """Offer the splits to read from, and the person's own sequence."""
    chosen: DataName | None = st.segmented_control(
        "Data",
        list(_NAMES),
        default="test",
        required=True,
        format_func=_NAMES.__getitem__,
        key="data",
        bind="query-params",
    )
    return chosen or "test"  # an address may leave it empty


def sample_choice(task: Task, data: SplitName) -> ShownSequence:
    """Offer the sequences of a split, where it has more than one, and the windows of a series."""
    if isinstance(task, SeriesTask) and reads_windows(task):
        return ShownSequence(data, window_choice(task, data), window=True)
    count = task.probe_count(data)
    if count < 2:
        return ShownSequence(data)
    chosen = st.number_input(
        "Sequence",
        min_value=0,
        max_value=count - 1,
        value=0,
        key="sample",
        bind="query-params",
        help=f"One of {count:,} sequences, counted from 0.",
    )
    return ShownSequence(data, min(int(chosen), count - 1))
