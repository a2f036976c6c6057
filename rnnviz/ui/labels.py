"""How runs are called on screen."""

from collections.abc import Sequence
from datetime import datetime

from rnnviz.cells import CELLS
from rnnviz.runs.store import Run
from rnnviz.tasks import Architecture, outline_task


def short_labels(runs: Sequence[Run]) -> dict[str, str]:
    """Name runs that stand side by side: by cell, and by more where cells alone are the same."""
    titles = [CELLS[run.spec.cell].title for run in runs]
    labels = {}
    for run, title in zip(runs, titles, strict=True):
        twice = titles.count(title) > 1
        labels[run.id] = f"{title}, {size_in_words(run.spec.architecture)}" if twice else title
    if len(set(labels.values())) < len(runs):
        labels = {run.id: f"{labels[run.id]} ({run.id[:4]})" for run in runs}
    return labels


def size_in_words(architecture: Architecture) -> str:
    """Say how large a network is: ``16 units``, ``2 layers of 64 units, both directions``."""
    words = f"{architecture.hidden_size} unit{'' if architecture.hidden_size == 1 else 's'}"
    if architecture.num_layers > 1:
        words = f"{architecture.num_layers} layers of {words}"
    return f"{words}, both directions" if architecture.bidirectional else words


def group_label(runs: Sequence[Run]) -> str:
    """Name a group of runs in a list: task, cells and when it was started."""
    task = outline_task(runs[0].spec.task).title
    cells = ", ".join(CELLS[run.spec.cell].title for run in runs)
    when = datetime.fromtimestamp(runs[0].created)
    return f"{task}: {cells} · {when:%d %b, %H:%M}"
