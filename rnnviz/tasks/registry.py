"""The tasks there are: each one's loader and what can be chosen about it."""

import copy
import reprlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rnnviz.byte_cache import MB, ByteCache
from rnnviz.tasks.adding import AddingOptions, load_adding, outline_adding
from rnnviz.tasks.ball import BallOptions, load_ball
from rnnviz.tasks.copy_memory import CopyOptions, load_copy, outline_copy
from rnnviz.tasks.gs10 import Gs10Options, load_gs10
from rnnviz.tasks.hello import load_hello
from rnnviz.tasks.mackey_glass import load_mackey_glass
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.parens import load_parens
from rnnviz.tasks.peek import load_peek
from rnnviz.tasks.pronoun import load_pronoun
from rnnviz.tasks.reber import load_reber
from rnnviz.tasks.reverse import ReverseOptions, load_reverse
from rnnviz.tasks.sentiment import SentimentOptions, load_sentiment
from rnnviz.tasks.sine import SineOptions, load_sine
from rnnviz.tasks.stock import StockOptions, load_stock
from rnnviz.tasks.sunspots import load_sunspots
from rnnviz.tasks.task import Task
from rnnviz.tasks.weather import load_weather

# One of the largest (*adding* from a length of 600 on has 117 MB), and several of all others.
MOST_BYTES = 192 * MB
LOADED = ByteCache(MOST_BYTES)


@dataclass(frozen=True)
class TaskEntry:
    """A task of the registry.

    Attributes
    ----------
    load
        ``(seed, options) -> Task``.
    options
        The class of its options.
    drawn
        Whether the seed draws its data: real series are the same for every seed.
    decoder
        Whether a second network writes the answer, from what the first has read.
    outline
        The same with few examples, where all of them are many; see :func:`outline_task`.
    """

    load: Callable[[int, Any], Task]
    options: type[TaskOptions] = TaskOptions
    drawn: bool = True
    decoder: bool = False
    outline: Callable[[int, Any], Task] | None = None


TASKS: dict[str, TaskEntry] = {
    "sine": TaskEntry(load_sine, SineOptions),
    "gs10": TaskEntry(load_gs10, Gs10Options, drawn=False),
    "stock": TaskEntry(load_stock, StockOptions, drawn=False),
    "weather": TaskEntry(load_weather, drawn=False),
    "sunspots": TaskEntry(load_sunspots, drawn=False),
    "mackey_glass": TaskEntry(load_mackey_glass),
    "ball": TaskEntry(load_ball, BallOptions),
    "hello": TaskEntry(load_hello, drawn=False),
    "sentiment": TaskEntry(load_sentiment, SentimentOptions),
    "pronoun": TaskEntry(load_pronoun),
    "reber": TaskEntry(load_reber),
    "parens": TaskEntry(load_parens),
    "adding": TaskEntry(load_adding, AddingOptions, outline=outline_adding),
    "copy": TaskEntry(load_copy, CopyOptions, outline=outline_copy),
    "peek": TaskEntry(load_peek),
    "reverse": TaskEntry(load_reverse, ReverseOptions, decoder=True),
}


def task_options(name: str, values: dict[str, Any]) -> TaskOptions:
    """Check the options of a task.

    Raises
    ------
    ValueError
        If there is no such task or option, or a value is out of its range.
    """
    if name not in TASKS:
        raise ValueError(f"unknown task {reprlib.repr(name)}; choose one of {', '.join(TASKS)}")
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
    # A page asks for every task at every click. Tasks and their arrays cannot be changed, so all
    # may share one.
    return _load(name, seed, task_options(name, options))


def outline_task(name: str, seed: int = 0, **options: Any) -> Task:
    """Load what is said about a task: its words, settings and sizes, without all of its data.

    Parameters are those of :func:`load_task`.

    Returns
    -------
    The task itself where it is small. Else one that differs in its examples alone: there are few,
    drawn as those of the task are, and ``sizes`` tells how many the task has.

    Raises
    ------
    ValueError
        If there is no such task or option, or a value is out of its range.
    """
    checked = task_options(name, options)
    outline = TASKS[name].outline
    if outline is None:
        return _load(name, seed, checked)
    found: Task = LOADED.find_or_make(
        ("outline", name, seed, checked), lambda: outline(seed, checked)
    )
    return found


def _load(name: str, seed: int, options: TaskOptions) -> Task:
    entry = TASKS[name]
    if entry.drawn or seed == 0:
        found: Task = LOADED.find_or_make((name, seed, options), lambda: entry.load(seed, options))
        return found
    # The data are those of every seed.
    same = _load(name, 0, options)
    seeded: Task = LOADED.find_or_make(
        (name, seed, options), lambda: _with_seed(same, seed), size=0
    )
    return seeded


def _with_seed(task: Task, seed: int) -> Task:
    seeded = copy.copy(task)
    training = replace(task.defaults.training, seed=seed)
    object.__setattr__(seeded, "defaults", replace(task.defaults, training=training))
    return seeded
