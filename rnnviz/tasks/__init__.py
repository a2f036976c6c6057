"""What networks learn: data, split, units, source and defaults, one task a file."""

from rnnviz.tasks.gs10 import load_gs10
from rnnviz.tasks.sine import load_sine
from rnnviz.tasks.task import SPLITS, SplitName, Task, TaskDefaults, TaskLoader, Windows

__all__ = [
    "SPLITS",
    "TASKS",
    "SplitName",
    "Task",
    "TaskDefaults",
    "Windows",
    "load_task",
]

TASKS: dict[str, TaskLoader] = {"sine": load_sine, "gs10": load_gs10}


def load_task(name: str, seed: int = 0) -> Task:
    """Load a task by its name.

    Raises
    ------
    ValueError
        If there is no such task; the message lists the names there are.
    """
    if name not in TASKS:
        raise ValueError(f"unknown task {name!r}; choose one of {', '.join(TASKS)}")
    return TASKS[name](seed)
