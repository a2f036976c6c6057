"""What networks learn: data, split, units, source and defaults, one task a file."""

from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.registry import TASKS, load_task, outline_task, task_options
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import (
    SPLITS,
    Architecture,
    Canvas,
    Probe,
    SplitName,
    Task,
    TaskDefaults,
)

__all__ = [
    "SPLITS",
    "TASKS",
    "Architecture",
    "Canvas",
    "Examples",
    "Probe",
    "SequenceTask",
    "SeriesTask",
    "SplitName",
    "Task",
    "TaskDefaults",
    "load_task",
    "outline_task",
    "task_options",
]
