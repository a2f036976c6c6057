"""All that is needed to repeat a run."""

import json
import reprlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from rnnviz.cells import CELLS
from rnnviz.tasks import Architecture, Task, load_task, task_options
from rnnviz.train_config import (
    TrainConfig,
    check_choice,
    check_integer,
    check_number,
    check_switch,
)

MAX_HIDDEN_SIZE = 256
MAX_LAYERS = 4
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
        Units, 1 to 256, layers, 1 to 4, directions and dropout.
    training
        How it is trained. Its seed also draws the task's data and the first weights.
    options
        What was chosen about the task.

    Raises
    ------
    ValueError
        If a name is unknown or a size is out of its range.
    """

    task: str
    cell: str
    architecture: Architecture
    training: TrainConfig = field(default_factory=TrainConfig)
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        task_options(self.task, dict(self.options))
        check_choice("cell", self.cell, tuple(CELLS))
        check_integer("hidden_size", self.architecture.hidden_size, 1, MAX_HIDDEN_SIZE)
        check_integer("num_layers", self.architecture.num_layers, 1, MAX_LAYERS)
        check_switch("bidirectional", self.architecture.bidirectional)
        check_number("dropout", self.architecture.dropout)
        if not 0 <= self.architecture.dropout < 1:
            raise ValueError(
                f"dropout must be from 0 to below 1, not {reprlib.repr(self.architecture.dropout)}"
            )
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))

    def load_task(self) -> Task:
        """Load the task with the data that this run is about."""
        return load_task(self.task, self.training.seed, **self.options)

    def same_data(self, other: "RunSpec") -> bool:
        """Whether another run is about the very same data."""
        mine = (self.task, self.training.seed, self.options)
        return mine == (other.task, other.training.seed, other.options)

    def to_json(self) -> str:
        """Write the spec as JSON. An infinite gradient clip is written as null."""
        training = asdict(self.training)
        if training["gradient_clip"] == float("inf"):
            training["gradient_clip"] = None
        values = {
            "task": self.task,
            "cell": self.cell,
            "architecture": asdict(self.architecture),
            "training": training,
            "options": dict(self.options),
        }
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
            if not isinstance(values.get("options", {}), dict):
                raise TypeError("its options are no names with values")
            return cls(training=TrainConfig(**training), architecture=architecture, **values)
        except RecursionError as error:
            raise ValueError("not a run specification: it is nested too deeply") from error
        except (TypeError, KeyError, AttributeError) as error:
            said = " ".join(str(error).split())[:200]  # names of fields may be of any kind
            raise ValueError(f"not a run specification: {said}") from error
