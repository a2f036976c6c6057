"""What is different between the settings of two runs, in words."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from rnnviz.cells import CELLS
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import TASKS

_VALUES: Mapping[str, Mapping[Any, str]] = {
    "optimiser": {"adam": "Adam", "sgd": "SGD"},
    "schedule": {"cosine": "cosine decay", "constant": "a constant learning rate"},
    "order": {
        "shuffled": "examples shuffled every epoch",
        "time": "examples in order of time",
        "random_starts": "examples drawn at random with replacement",
    },
    "bidirectional": {True: "both directions", False: "one direction"},
}
# How a number is told: its noun, as many as one and as more.
_COUNTED = {
    "hidden_size": ("unit", "units"),
    "num_layers": ("layer", "layers"),
    "epochs": ("epoch", "epochs"),
}
_NAMED = {
    "dropout": "dropout",
    "learning_rate": "learning rate",
    "batch_size": "batches of",
    "patience": "patience",
    "gradient_clip": "gradient clip",
}


def difference_in_words(first: RunSpec, second: RunSpec) -> str:
    """Say what the second setting has instead of the first's; nothing if they are the same.

    ``32 units instead of 16, learning rate 0.003 instead of 0.01 and seed 1 instead of 0``
    """
    parts = []
    if first.task != second.task:
        parts.append(f"the task {second.task} instead of {first.task}")
    if first.cell != second.cell:
        parts.append(f"{CELLS[second.cell].title} cells instead of {CELLS[first.cell].title}")
    if first.task == second.task:
        parts += _options(first, second)
    parts += _fields(first.architecture, second.architecture)
    parts += _fields(first.training, second.training)
    if first.task == second.task and TASKS[first.task].drawn:
        before, after = first.data_seed, second.data_seed
        parts += [f"data drawn with seed {after} instead of {before}"] if before != after else []
    return _joined(parts)


def _options(first: RunSpec, second: RunSpec) -> list[str]:
    parts = []
    for field in dataclasses.fields(TASKS[first.task].options):
        # What was not chosen is what stands in the class.
        before = first.options.get(field.name, field.default)
        after = second.options.get(field.name, field.default)
        if before != after:
            label = str(field.metadata["label"])
            parts.append(f"{label[:1].lower()}{label[1:]} {after} instead of {before}")
    return parts


def _fields(first: Any, second: Any) -> list[str]:
    parts = []
    for field in dataclasses.fields(first):
        before, after = getattr(first, field.name), getattr(second, field.name)
        if before != after:
            parts.append(_one(field.name, before, after))
    return parts


def _one(name: str, before: Any, after: Any) -> str:
    if name == "seed":
        return f"seed {after} instead of {before}"
    if name in _COUNTED:
        one, more = _COUNTED[name]
        return f"{after} {one if after == 1 else more} instead of {before}"
    if name in _VALUES:
        told = _VALUES[name]
        return f"{told.get(after, after)} instead of {told.get(before, before)}"
    label = _NAMED.get(name, name.replace("_", " "))
    return f"{label} {_number(after)} instead of {_number(before)}"


def _number(value: Any) -> str:
    if isinstance(value, float):
        return "none" if math.isinf(value) else f"{value:g}"
    return str(value)


def _joined(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
