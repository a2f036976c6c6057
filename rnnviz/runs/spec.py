"""All that is needed to repeat a run."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from rnnviz.cells import get_cell
from rnnviz.tasks import TASKS
from rnnviz.train_config import TrainConfig, check_choice, check_integer

MAX_HIDDEN_SIZE = 256


@dataclass(frozen=True)
class RunSpec:
    """A task, a cell, its size and a training, as plain values.

    Attributes
    ----------
    task
        Name of a task in ``rnnviz.tasks.TASKS``.
    cell
        Name of a cell in ``rnnviz.cells.CELLS``.
    hidden_size
        Units of the recurrent layer, 1 to 256.
    training
        How it is trained. Its seed also draws the task's data and the first weights.

    Raises
    ------
    ValueError
        If a name is unknown or a size is out of its range.
    """

    task: str
    cell: str
    hidden_size: int
    training: TrainConfig = field(default_factory=TrainConfig)

    def __post_init__(self) -> None:
        check_choice("task", self.task, tuple(TASKS))
        get_cell(self.cell)
        check_integer("hidden_size", self.hidden_size, 1, MAX_HIDDEN_SIZE)

    def to_json(self) -> str:
        """Write the spec as JSON. An infinite gradient clip is written as null."""
        values = asdict(self)
        clip = values["training"]["gradient_clip"]
        values["training"]["gradient_clip"] = None if clip == float("inf") else clip
        return json.dumps(values, allow_nan=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "RunSpec":
        """Read a spec of :meth:`to_json` back.

        Raises
        ------
        ValueError
            If the text is no JSON, lacks a field, has one too many or holds a value out of range.
        """
        try:
            values: dict[str, Any] = json.loads(text)
            training = dict(values.pop("training"))
            if training.get("gradient_clip") is None:
                training["gradient_clip"] = float("inf")
            return cls(training=TrainConfig(**training), **values)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a run specification: {error}") from error
