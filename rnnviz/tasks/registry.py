"""The tasks there are: each one's loader and what can be chosen about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnnviz.tasks.gs10 import load_gs10
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.sine import SineOptions, load_sine
from rnnviz.tasks.task import Task


@dataclass(frozen=True)
class TaskEntry:
    """A task of the registry.

    Attributes
    ----------
    load
        ``(seed, options) -> Task``.
    options
        The class of its options.
    """

    load: Callable[[int, Any], Task]
    options: type[TaskOptions] = TaskOptions


TASKS: dict[str, TaskEntry] = {
    "sine": TaskEntry(load_sine, SineOptions),
    "gs10": TaskEntry(load_gs10),
}


def task_options(name: str, values: dict[str, Any]) -> TaskOptions:
    """Check the options of a task.

    Raises
    ------
    ValueError
        If there is no such task or option, or a value is out of its range.
    """
    if name not in TASKS:
        raise ValueError(f"unknown task {name!r}; choose one of {', '.join(TASKS)}")
    return TASKS[name].options.from_values(values)


def load_task(name: str, seed: int = 0, **options: Any) -> Task:
    """Load a task by its name.

    Parameters
    ----------
    name
        One of ``TASKS``.
    seed
        Makes what is random about the data; the same seed, the same data.
    options
        What can be chosen about the task, see ``TASKS[name].options``.

    Raises
    ------
    ValueError
        If there is no such task or option, or a value is out of its range.
    """
    checked = task_options(name, options)
    return TASKS[name].load(seed, checked)
