"""What a task is: examples by split, what is asked of them, and how an answer is judged."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores
from rnnviz.tasks.examples import Examples
from rnnviz.train_config import TrainConfig

SplitName = Literal["train", "validation", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")
Group = Literal["forecasting", "text", "memory", "architecture"]


@dataclass(frozen=True)
class Architecture:
    """The network of a run, but for its cell: plain values, known before any data is.

    Attributes
    ----------
    hidden_size
        Units of a layer.
    num_layers, bidirectional, dropout
        As in ``torch.nn.LSTM``; dropout stands between layers.
    """

    hidden_size: int
    num_layers: int = 1
    bidirectional: bool = False
    dropout: float = 0.0


@dataclass(frozen=True)
class TaskDefaults:
    """Settings that give a good result on a task without touching anything."""

    cell: str
    architecture: Architecture
    training: TrainConfig


@dataclass(frozen=True)
class Probe:
    """One sequence for a person to watch a network read.

    Attributes
    ----------
    inputs
        What the network reads: (time, features) float32, or (time,) int64.
    labels
        What stands at each step, in words: a year, a letter.
    value
        The number read at each step, in the data's units, shape (time,); NaN throughout where
        symbols are read.
    target
        The number to be predicted after each step, in the data's units, shape (time,); NaN
        where nothing is asked, and throughout where classes are asked.
    answers
        The right class after each step in words; empty strings where nothing is asked.
    caption
        Which sequence this is.
    """

    inputs: NDArray[np.float32] | NDArray[np.int64]
    labels: tuple[str, ...]
    value: NDArray[np.float64]
    target: NDArray[np.float64]
    answers: tuple[str, ...]
    caption: str


@dataclass(frozen=True, eq=False)
class Canvas:
    """What a network's answers on the test split are drawn over, for the Lab's live picture.

    Attributes
    ----------
    x, truth
        Positions and true values, shape (n,).
    context_x, context
        What came before, for the eye; may be empty.
    x_title, y_title, unit
        Names for the axes; an empty unit means a plain number.
    logarithmic
        Whether the answers are shares that should vanish: drawn over decades, and the truth,
        which is 0 throughout, is not drawn.
    """

    x: NDArray[np.float64]
    truth: NDArray[np.float64]
    context_x: NDArray[np.float64]
    context: NDArray[np.float64]
    x_title: str
    y_title: str
    unit: str
    logarithmic: bool = False


@dataclass(frozen=True, eq=False)
class RuleTable:
    """What a rule allows in each of its states, for the Lab to hold a network against.

    Attributes
    ----------
    title
        What stands in the cells.
    state_name, states, symbols
        What a row is called and stands for, and what a column stands for.
    allowed
        Whether a symbol may come next in a state, shape (states, symbols).
    """

    title: str
    state_name: str
    states: tuple[str, ...]
    symbols: tuple[str, ...]
    allowed: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class Task(ABC):
    """Something to learn.

    Attributes
    ----------
    name, title
        Key in ``TASKS`` and what a person reads.
    summary
        One sentence that says what is to be learnt.
    source
        Where the data come from.
    group
        Which shelf it stands on.
    kind
        ``"regression"``: outputs are numbers, judged by their mean squared error.
        ``"classification"``: outputs are scores of classes, judged by their cross-entropy.
    input_size
        Features of a step; for symbols the size of their embedding.
    vocabulary
        The symbols that are read, in the order of their numbers; empty where numbers are.
    output_names
        The classes, or a name for every number predicted.
    headline
        The metric that the task is known by.
    value_name, unit, step_name
        Names for what is predicted and for the time axis; an empty unit means a plain number.
    input_names
        A name for each feature that is read; empty for symbols.
    overlap
        One sentence that says which test examples are in training too, and why; empty where
        none are.
    remarks
        What else is to be known before training: what solves the task without a network, what a
        network's score does and does not show. A sentence each, or a few.
    duration
        One sentence that says how long training takes, where that is more than a minute; else
        empty.
    source_length
        Steps that an encoder reads before a decoder answers, the rest of the sequence; 0 where
        one network reads and answers.
    defaults
        Settings to begin with.
    """

    name: str
    title: str
    summary: str
    source: str
    group: Group
    kind: Literal["regression", "classification"]
    input_size: int
    vocabulary: tuple[str, ...]
    output_names: tuple[str, ...]
    headline: str
    defaults: TaskDefaults
    value_name: str = "value"
    unit: str = ""
    step_name: str = "step"
    input_names: tuple[str, ...] = ()
    overlap: str = ""
    remarks: tuple[str, ...] = ()
    duration: str = ""
    source_length: int = 0

    def __init_subclass__(cls) -> None:
        # A dataclass writes a repr of all its arrays into every subclass that has none of its own.
        super().__init_subclass__()
        cls.__repr__ = Task.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        read = f"{len(self.vocabulary)} symbols"
        if not self.vocabulary:
            read = "1 input" if self.input_size == 1 else f"{self.input_size} inputs"
        given = "1 output" if self.output_size == 1 else f"{self.output_size} outputs"
        return (
            f"{type(self).__name__} {self.name!r}: {self.title} ({self.group}); "
            f"{read} -> {given}, judged by {self.headline}"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known before training and not plain from the summary, a sentence each."""
        return tuple(note for note in (self.overlap, *self.remarks, self.duration) if note)

    @property
    def horizon_metric(self) -> str:
        """The metric of free runs at a horizon, where a task is judged by that too; else empty."""
        return ""

    @property
    def error_unit(self) -> str:
        """Unit of an error: the difference of two percentages is in percentage points."""
        return "percentage points" if self.unit == "%" else self.unit

    @property
    def output_size(self) -> int:
        """Numbers that the network gives after a step."""
        return len(self.output_names)

    @abstractmethod
    def examples(self, split: SplitName) -> Examples:
        """Return the examples of a split.

        Raises
        ------
        ValueError
            If there is no such split; the message lists those there are.
        """

    @abstractmethod
    def metrics(self, split: SplitName, outputs: NDArray[np.floating]) -> dict[str, float]:
        """Judge a network by what it gave for every example of a split.

        Parameters
        ----------
        outputs
            Shape (examples, time, outputs), in normalised units or as scores.

        Returns
        -------
        dict
            The field's names for metrics, in the data's own units; shares in 0..1.
        """

    @abstractmethod
    def case_scores(self, outputs: NDArray[np.floating]) -> CaseScores:
        """Return what each case of the test split contributes to the headline metric.

        Parameters
        ----------
        outputs
            For the test split: shape (examples, time, outputs), as for :meth:`metrics`.
        """

    @abstractmethod
    def baseline_case_scores(self) -> Mapping[str, CaseScores | float]:
        """Return the same of each baseline that has the headline metric.

        A number where it is known without a sample; a floor that nothing can pass is left out.
        """

    @abstractmethod
    def baselines(self) -> Mapping[str, Mapping[str, float]]:
        """Return what a network has to beat on the test split: name to metrics."""

    @abstractmethod
    def reference_losses(self) -> Mapping[str, float]:
        """Return known losses on the validation split, in the units of the training loss.

        Name to loss: what "next equals now" would reach, or a floor that none can pass. Empty
        where nothing is known.
        """

    @abstractmethod
    def canvas(self) -> Canvas:
        """Return what answers on the test split are drawn over."""

    @abstractmethod
    def draw(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Turn the outputs for the test split into the values drawn over the canvas.

        Parameters
        ----------
        outputs
            Shape (examples, time, outputs), as for :meth:`metrics`.
        """

    def rule_table(self) -> RuleTable | None:
        """Return the rule behind the data where it is known and small, else None."""
        return None

    def obeyed(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the mean probability of each symbol in each state of the rule.

        Parameters
        ----------
        outputs
            For the test split: shape (examples, time, outputs), as for :meth:`metrics`.

        Returns
        -------
        Shape (states, symbols) of :meth:`rule_table`; NaN in states that the split never enters,
        and empty where no rule is known.
        """
        return np.empty((0, 0))

    @abstractmethod
    def probe(self, split: SplitName, index: int = 0) -> Probe:
        """Return a sequence of a split to watch."""

    @property
    @abstractmethod
    def readout_scale(self) -> float:
        """By how much an output is multiplied on its way to the data's units."""

    @abstractmethod
    def readout_offset(self, probe: Probe) -> tuple[str, NDArray[np.float64]]:
        """Return what is added to the scaled output after each step of a probe, and its name."""

    def sizes(self, split: SplitName) -> tuple[int, int]:
        """Return how many examples a split has and how many steps they have at most."""
        count, steps = self.examples(split).inputs.shape[:2]
        return int(count), int(steps)

    def probe_count(self, split: SplitName) -> int:
        """Return how many sequences of a split there are to watch."""
        return len(self.examples(split))


def check_split(split: str) -> None:
    """Check the name of a split.

    Raises
    ------
    ValueError
        If there is none of this name; the message lists those there are.
    """
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}; choose one of {', '.join(SPLITS)}")
