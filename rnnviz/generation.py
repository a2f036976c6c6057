"""Let a trained network continue what a person types: positions or text.

>>> rnnviz.continue_history(model, task, "1, 2, 3")          # where the ball will be
array([4.0])
>>> rnnviz.continue_text(model, task, "he", steps=5)         # what follows
'hello w'
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from rnnviz.evaluation import evaluating
from rnnviz.models import SequenceModel
from rnnviz.tasks import SequenceTask, Task

LONGEST_HISTORY = 100
LONGEST_TEXT = 1000
FARTHEST = 1e6


def parse_history(text: str) -> list[float]:
    """Read numbers that are separated by commas, semicolons or blanks.

    Raises
    ------
    ValueError
        If there is none or only one, something is no finite number, or there are more than 100;
        one sentence says which.
    """
    parts = text.replace(",", " ").replace(";", " ").split()
    values = []
    # No longer than this is read: the sentence about the length needs no more.
    for part in parts[: LONGEST_HISTORY + 1]:
        try:
            values.append(float(part))
        except ValueError:
            raise ValueError(
                f"{_shortened(part)} is not a number; type positions, such as 1, 2, 3"
            ) from None
    return check_history(values)


def check_history(values: Sequence[float]) -> list[float]:
    """Check a history of positions.

    Raises
    ------
    ValueError
        As in :func:`parse_history`.
    """
    history = [float(value) for value in values]
    if not history:
        raise ValueError("the history is empty; type at least two positions, such as 1, 2")
    if len(history) < 2:
        raise ValueError(
            "one position says nothing about the speed; type at least two, such as 1, 2"
        )
    if len(history) > LONGEST_HISTORY:
        raise ValueError(f"the history is too long; type at most {LONGEST_HISTORY} positions")
    for value in history:
        if not math.isfinite(value):
            raise ValueError("every position must be finite; type numbers, such as 1, 2, 3")
        if abs(value) > FARTHEST:
            raise ValueError(f"every position must be within {FARTHEST:,.0f} of 0")
    return history


def continue_history(
    model: SequenceModel, task: Task, history: str | Sequence[float], *, steps: int = 1
) -> NDArray[np.float64]:
    """Predict the positions after a typed history.

    Parameters
    ----------
    model, task
        A network trained on a task that reads one number a step and predicts the next: ``ball``.
    history
        Two to 100 positions, as typed or as numbers.
    steps
        How many to predict, 1 to 100; each is read before the next is predicted.

    Returns
    -------
    Shape (steps,), in the data's own units.

    Raises
    ------
    ValueError
        If the task takes no such history, or something about the history or the number of steps
        is wrong; one sentence says what.
    """
    if not (isinstance(task, SequenceTask) and task.kind == "regression" and task.input_size == 1):
        raise ValueError(f"the task {task.name!r} does not take a typed history; ball does")
    values = parse_history(history) if isinstance(history, str) else check_history(history)
    _check_steps(steps, LONGEST_HISTORY)
    read = np.array(values) / task.value_scale
    device = next(model.parameters()).device
    with evaluating(model):
        for _ in range(steps):
            x = torch.tensor(read[None, :, None], dtype=torch.float32, device=device)
            read = np.append(read, float(model(x)[0, -1, 0]))
    predicted: NDArray[np.float64] = read[len(values) :] * task.value_scale
    return predicted


def continue_text(model: SequenceModel, task: Task, start: str, *, steps: int = 20) -> str:
    """Continue a typed text, at each step with the symbol that the network finds most probable.

    Parameters
    ----------
    model, task
        A network trained to predict the next symbol: on ``hello``, ``pronoun``, ``parens`` or
        ``reber``.
    start
        Symbols of the task; words where the task's symbols are words.
    steps
        How many symbols to add, 1 to 1,000.

    Returns
    -------
    The start and what follows it.

    Raises
    ------
    ValueError
        If the task predicts no symbols, the start is empty, too short, too long or has an
        unknown symbol; one sentence says which.
    """
    if not isinstance(task, SequenceTask) or not _writes_what_it_reads(task):
        raise ValueError(f"the task {task.name!r} does not write text; hello does")
    _check_steps(steps, LONGEST_TEXT)
    known = task.output_names
    in_words = any(len(symbol) > 1 for symbol in known)
    symbols = start.split() if in_words else list(start)
    _check_start(symbols, task)
    place = [known.index(symbol) for symbol in symbols]
    device = next(model.parameters()).device
    with evaluating(model):
        for _ in range(steps):
            index = torch.tensor(place[-task.context :], device=device)  # all where context is 0
            x = torch.eye(len(known), device=device)[index] if task.reads_symbols else index
            place.append(int(model(x[None])[0, -1].argmax()))
    return (" " if in_words else "").join(known[k] for k in place)


def opening(task: Task) -> str | None:
    """Return a text that a network of this task can continue, if it writes text.

    It is that of the first test sequence: three words, or as many letters as the network needs
    to see.
    """
    if not isinstance(task, SequenceTask) or not _writes_what_it_reads(task):
        return None
    in_words = any(len(symbol) > 1 for symbol in task.output_names)
    symbols = task.probe("test").labels[: 3 if in_words else max(1, task.context)]
    return (" " if in_words else "").join(symbols)


def _writes_what_it_reads(task: SequenceTask) -> bool:
    next_symbol = task.group == "text" and task.vocabulary == task.output_names
    return next_symbol or (task.reads_symbols and task.input_size == task.output_size)


def _check_start(symbols: Sequence[str], task: SequenceTask) -> None:
    known = task.output_names
    offered = " ".join(symbol if symbol != " " else "space" for symbol in known[:12])
    offered += " ..." if len(known) > 12 else ""
    if not symbols:
        raise ValueError(f"the text is empty; this task knows {offered}")
    for symbol in symbols:
        if symbol not in known:
            raise ValueError(f"this task does not know {_shortened(symbol)}; it knows {offered}")
    if len(symbols) < task.context:
        raise ValueError(f"the text is too short; type at least {task.context} symbols")
    if len(symbols) > LONGEST_TEXT:
        raise ValueError(f"the text is too long; type at most {LONGEST_TEXT:,} symbols")


def _check_steps(steps: int, most: int) -> None:
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= most:
        raise ValueError(f"steps must be a whole number from 1 to {most:,}, not {steps!r}")


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 20 else f"{text[:20]}...")
