"""What can be asked by typing, and what stands in the fields at first or for a click."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks import SeriesTask, Task
from rnnviz.typed import MOST_LETTERS, reads_words, symbols_of, typed_probe

EXAMPLES = {
    "ball": "1, 2, 3",
    "hello": "he",
    "pronoun": "Alice is a",
    "reber": "B",
    "parens": "(",
}
# Symbols or positions that an answer has.
STEPS = {"ball": 3, "hello": 5, "pronoun": 12, "reber": 8, "parens": 20}

# To be played: name and text. Those that a task's options make impossible are left out.
_PLAYED = {
    "ball": (
        ("rolls on", "1, 2, 3, 4"),
        ("rolls down", "9, 7, 5, 3, 1"),
        ("turns back", "1, 3, 5, 3, 1"),
    ),
    "hello": (("in order", "hello world"), ("another order", "world hello")),
    "pronoun": (
        ("she", "Alice is a kind teacher from the north , she"),
        ("he", "Bob is a kind teacher from the north , he"),
        ("she called he", "Alice is a kind teacher , he reads novels"),
    ),
    "sentiment": (
        ("praise", "we loved the concert"),
        ("change of mind", "at first we loved the concert , then hated it"),
        ("others disagree", "we adored this film , but his uncle called the ending awful"),
        ("praise", "我们喜欢这部电影"),
        ("others disagree", "我们喜欢这部电影，可是她老板认为结尾糟糕"),
    ),
    "reber": (("legal", "BTBTXSETE"), ("another way", "BPBPVVEPE"), ("wrong end", "BTBTXSEPE")),
    "parens": (("legal", "0(1(22)1)0(1)"), ("never closed", "((((4444"), ("illegal", ")))(((")),
    "copy": (("three letters", "abc.......?...."), ("early cue", "abcdefghab?..........")),
    "reverse": (
        *(("up", "01234567"), ("two digits", "11112222")),
        *(("spring", "Mar 05, 1987"), ("last day", "Dec 31, 1999")),
    ),
    "peek": (
        ("up and down", "1, -1, 1, -1, 1, -1, 1, -1"),
        ("two signs", "1, 1, 1, 1, -1, -1, -1"),
    ),
}


def takes_typed(task: Task) -> bool:
    """Whether the networks of a task can be asked by typing."""
    return task.name in EXAMPLES


def played_examples(task: Task) -> list[tuple[str, str]]:
    """Return sequences to play, each with a name: all of them can be read by the task."""
    offered = _PLAYED.get(task.name, ())
    found = list(offered)
    if isinstance(task, SeriesTask):
        found = list(_of_series(task))
    elif task.name == "adding":
        found = list(_of_adding(task))
    return [*filter(lambda one: _can_be_read(task, one[1]), found), _of_the_test(task)]


def _can_be_read(task: Task, text: str) -> bool:
    try:
        typed_probe(task, text)
    except ValueError:
        return False
    return True


def _of_series(task: SeriesTask) -> Iterator[tuple[str, str]]:
    """Make shapes that say much about a network, around the mean of the training part."""
    steps = np.arange(task.window)
    middle = steps >= task.window // 2
    shapes = {
        "a jump": np.where(middle, 1.0, -1.0),
        "a spike": np.where(steps == task.window // 2, 3.0, 0.0),
        "a slope": np.linspace(-1.5, 1.5, len(steps)),
        "constant": np.zeros(len(steps)),
    }
    for name, shape in shapes.items():
        rows = np.tile(task.means, (len(steps), 1))
        rows[:, 0] += shape * task.std
        yield name, _that_fits(task, rows)


def _of_adding(task: Task) -> Iterator[tuple[str, str]]:
    """Make sums far from 1, which is what a network says that has learnt nothing but the mean."""
    length = task.examples("train").inputs.shape[1]
    early, late = length // 4, length // 2 + length // 4
    # Shorter than in training only where so much cannot be typed.
    drawn = np.random.default_rng(0).integers(0, 10, length) / 10
    for name, marked in (
        ("0.9 and 0.8", (0.9, 0.8)),
        ("0.1 and 0.2", (0.1, 0.2)),
        ("nothing marked", ()),
    ):
        rows = np.stack([drawn, np.zeros(length)], axis=1)
        for place, value in zip((early, late), marked, strict=False):
            rows[place] = value, 1
        yield name, _that_fits(task, rows)


def _that_fits(task: Task, rows: NDArray[np.floating]) -> str:
    """Write as many rows as can be typed, from the first on."""
    text = written_rows(task, rows)
    while len(text) > MOST_LETTERS:
        rows = rows[: len(rows) * MOST_LETTERS // len(text)]
        text = written_rows(task, rows)
    return text


def written_rows(task: Task, rows: NDArray[np.floating]) -> str:
    """Write numbers, shape (steps, inputs), as they are typed: to about 1% of their spread."""
    decimals = 2
    if isinstance(task, SeriesTask):
        decimals = min(6, max(0, 1 - math.floor(math.log10(float(task.stds.min())))))
    cells = [[f"{round(value, decimals):g}" for value in row] for row in rows.tolist()]
    if rows.shape[1] == 1:
        return ", ".join(row[0] for row in cells)
    return "\n".join(" ".join(row) for row in cells)


def _of_the_test(task: Task) -> tuple[str, str]:
    """Write what begins the test split, to be changed by hand."""
    probe = task.probe("test")
    if symbols_of(task):
        count = task.source_length or len(probe.labels)
        glue = " " if reads_words(task) else ""
        return "from the test data", glue.join(probe.labels[:count])[:400].strip()
    rows = np.asarray(probe.inputs, dtype=np.float64)
    if isinstance(task, SeriesTask):
        rows = rows[: task.window] * task.stds + task.means
    else:
        rows = rows * getattr(task, "value_scale", 1.0)
    return "from the test data", _that_fits(task, rows)
