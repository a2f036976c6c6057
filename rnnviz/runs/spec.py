"""All that is needed to repeat a run."""

import json
import reprlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any

from rnnviz.cells import CELLS
from rnnviz.tasks import TASKS, Architecture, Task, load_task, outline_task, task_options
from rnnviz.train_config import (
    TrainConfig,
    check_choice,
    check_integer,
    check_number,
    check_switch,
)

MAX_HIDDEN_SIZE = 512
MAX_LAYERS = 4
# Of the recurrent layers: a run keeps some forty snapshots of all its weights.
MAX_WEIGHTS = 8_000_000
# There are runs from before that limit; they had no more units than this.
_ALWAYS_ALLOWED = 256
# As a data seed: the data are drawn by the seed of the training.
AS_TRAINING = -1
# Of its own JSON; the longest that to_json writes has some 500 characters.
MAX_JSON = 20_000


@dataclass(frozen=True)
class RunSpec:
    """A task, a network and a training, as plain values.

    Attributes
    ----------
    task
        Name of a task in ``rnnviz.tasks.TASKS``.
    cell
        Name of a cell in ``rnnviz.cells.CELLS``.
    architecture
        Units, 1 to 512, layers, 1 to 4, directions and dropout.
    training
        How it is trained. Its seed also draws the initial weights.
    options
        What was chosen about the task.
    data_seed
        Draws the task's data, where they are drawn: several seeds of training can then be held
        against each other on one and the same data. By default the seed of the training; once
        made, a spec has a number here, so that ``replace(spec, training=...)`` keeps the data.

    Raises
    ------
    ValueError
        If a name is unknown, a size is out of its range, or the layers together have more than
        8,000,000 weights.
    """

    task: str
    cell: str
    architecture: Architecture
    training: TrainConfig = field(default_factory=TrainConfig)
    options: Mapping[str, Any] = field(default_factory=dict)
    data_seed: int = AS_TRAINING

    def __post_init__(self) -> None:
        task_options(self.task, dict(self.options))
        check_choice("cell", self.cell, tuple(CELLS))
        check_integer("hidden_size", self.architecture.hidden_size, 1, MAX_HIDDEN_SIZE)
        check_integer("num_layers", self.architecture.num_layers, 1, MAX_LAYERS)
        check_switch("bidirectional", self.architecture.bidirectional)
        check_number("dropout", self.architecture.dropout)
        if not 0 <= self.architecture.dropout < 1:
            raise ValueError(
                "dropout must be at least 0 and below 1, "
                f"not {reprlib.repr(self.architecture.dropout)}"
            )
        weights = recurrent_weights(self.task, self.cell, self.architecture)
        if weights > MAX_WEIGHTS and self.architecture.hidden_size > _ALWAYS_ALLOWED:
            raise ValueError(
                f"these layers would have {weights:,} weights, but at most {MAX_WEIGHTS:,} can be "
                "trained here; choose fewer units, layers or directions"
            )
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))
        if self.data_seed == AS_TRAINING and type(self.data_seed) is int:
            object.__setattr__(self, "data_seed", self.training.seed)
        check_integer("data_seed", self.data_seed, 0, 2**31 - 1)
        if not TASKS[self.task].drawn:  # it says nothing, and must not make two specs of one
            object.__setattr__(self, "data_seed", self.training.seed)

    def load_task(self) -> Task:
        """Load the task with the data that this run is about."""
        return load_task(self.task, self.data_seed, **self.options)

    def outline_task(self) -> Task:
        """Load what is said about the task, without all of its data."""
        return outline_task(self.task, self.data_seed, **self.options)

    @property
    def has_own_data(self) -> bool:
        """Whether its data are drawn by the seed that also draws its weights."""
        return TASKS[self.task].drawn and self.data_seed == self.training.seed

    def same_data(self, other: "RunSpec") -> bool:
        """Whether another run is about the very same data."""
        if (self.task, self.options) != (other.task, other.options):
            return False
        return self.data_seed == other.data_seed or not TASKS[self.task].drawn

    def to_json(self) -> str:
        """Write the spec as JSON. An infinite gradient clip is written as null."""
        training = asdict(self.training)
        if training["gradient_clip"] == float("inf"):
            training["gradient_clip"] = None
        values: dict[str, Any] = {
            "task": self.task,
            "cell": self.cell,
            "architecture": asdict(self.architecture),
            "training": training,
            "options": dict(self.options),
        }
        # A run of the usual kind is written as it was before there were data seeds.
        if self.data_seed != self.training.seed:
            values["data_seed"] = self.data_seed
        return json.dumps(values, allow_nan=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "RunSpec":
        """Read a spec of :meth:`to_json` back.

        Raises
        ------
        ValueError
            If the text is no JSON, too long, lacks a field, has one too many or holds a value out
            of range.
        """
        if len(text) > MAX_JSON:
            raise ValueError(f"not a run specification: it is longer than {MAX_JSON:,} characters")
        try:
            values: dict[str, Any] = json.loads(text)
            training = dict(values.pop("training"))
            architecture = Architecture(**values.pop("architecture"))
            if training.get("gradient_clip") is None:
                training["gradient_clip"] = float("inf")
            # In specs stored before every run was judged by its best epoch.
            training.pop("restore_best", None)
            if not isinstance(values.get("options", {}), dict):
                raise TypeError("its options are not pairs of a name and a value")
            return cls(training=TrainConfig(**training), architecture=architecture, **values)
        except RecursionError as error:
            raise ValueError("not a run specification: it is nested too deeply") from error
        except (TypeError, KeyError, AttributeError) as error:
            said = " ".join(str(error).split())[:200]  # names of fields may be of any kind
            raise ValueError(f"not a run specification: {said}") from error


def stored_with_last_weights(text: str) -> bool:
    """Whether a stored spec asked for the last epoch's weights, as those of old versions could.

    Raises
    ------
    ValueError
        If the text is no JSON.
    """
    return "restore_best" in text and json.loads(text)["training"].get("restore_best") is False


def recurrent_weights(task: str, cell: str, architecture: Architecture) -> int:
    """Count the weights of the recurrent layers, as if the bottom layers read a single number."""
    weights = layer_weights(cell, 1, architecture)
    if TASKS[task].decoder:
        top = architecture.hidden_size * (2 if architecture.bidirectional else 1)
        weights += layer_weights(cell, 1, Architecture(top, architecture.num_layers))
    return weights


def layer_weights(cell: str, inputs: int, shape: Architecture) -> int:
    """Count the weights of the layers and directions of one recurrent network."""
    directions = 2 if shape.bidirectional else 1
    widths = [inputs] + [directions * shape.hidden_size] * (shape.num_layers - 1)
    return directions * sum(CELLS[cell].parameter_count(w, shape.hidden_size) for w in widths)


def most_units(task: str, cell: str, architecture: Architecture) -> int:
    """Return the largest hidden size that such layers may have."""
    return max(
        units
        for units in range(1, MAX_HIDDEN_SIZE + 1)
        if units <= _ALWAYS_ALLOWED
        or recurrent_weights(task, cell, replace(architecture, hidden_size=units)) <= MAX_WEIGHTS
    )
