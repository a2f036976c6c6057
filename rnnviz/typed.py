"""A sequence that a person types, as a probe: networks read it like one of the task's own.

Numbers are in the data's units, text in the task's symbols. The truth is what was typed next,
or what the rule of the task says; where there is none, none is made up.
"""

import datetime
import difflib
import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks import Probe, SequenceTask, SeriesTask, Task
from rnnviz.tasks.reverse import MONTHS, START

MOST_LETTERS = 600
MOST_STEPS = 400
FARTHEST = 1e6
_MOST_TOLD = 12
_MOST_UNKNOWN = 5
_LONGEST_TOLD = 20
# What a keyboard has, for a symbol that it has not.
_STAND_INS = {"·": (".", "_")}


def typed_probe(task: Task, text: str) -> Probe:
    """Read what was typed as a sequence of a task.

    Parameters
    ----------
    task
        Any.
    text
        Numbers in the data's units, with commas, semicolons or spaces between, where the task
        reads one number a step; where it reads several, one line or one semicolon a step. Else
        symbols of the task: words separated by spaces, or letters. Where an encoder reads, what
        it reads; the answer that its decoder is fed follows from the rule of the task.

    Returns
    -------
    Probe
        One to 400 steps. ``target`` and ``answers`` hold the number or symbol typed next, where
        that is what the task asks for; NaN and empty strings where nothing is known.

    Raises
    ------
    ValueError
        If something is wrong with the text; one sentence says what.
    """
    if len(text) > MOST_LETTERS:
        raise ValueError(f"this has {len(text):,} characters; at most {MOST_LETTERS} can be typed")
    if task.source_length:
        return _pair(task, _read_symbols(task, text))
    if symbols_of(task):
        return _of_symbols(task, _read_symbols(task, text))
    return _of_numbers(task, _read_numbers(text, task.input_names))


def symbols_of(task: Task) -> tuple[str, ...]:
    """Return the symbols that a task reads; empty where it reads numbers."""
    if isinstance(task, SequenceTask) and task.reads_symbols:
        return task.output_names
    return task.vocabulary


def reads_words(task: Task) -> bool:
    """Say whether the symbols of a task are words rather than letters."""
    return any(len(symbol) > 1 for symbol in symbols_of(task))


def known_symbols(task: Task) -> tuple[str, ...]:
    """Return the symbols that can be typed for a task, without the one that starts a decoder."""
    return tuple(symbol for symbol in symbols_of(task) if symbol != START)


def _read_numbers(text: str, names: Sequence[str]) -> NDArray[np.float64]:
    """Return numbers of shape (steps, inputs)."""
    # A keyboard for Chinese writes its own commas.
    written = text.replace("，", ",").replace("；", ";")
    if len(names) == 1:
        rows = [[part] for part in re.split(r"[\s,;]+", written) if part]
    else:
        lines = [re.split(r"[\s,]+", line.strip(" ,\t\r")) for line in re.split(r"[;\n]", written)]
        rows = [line for line in lines if line != [""]]
    _check_length(len(rows), "type numbers such as 1, 2, 3")
    for step, row in enumerate(rows):
        if len(row) != len(names):
            raise ValueError(
                f"step {step} has {len(row)} {'number' if len(row) == 1 else 'numbers'} and needs "
                f"{len(names)}: {', '.join(names)}; write one step per line"
            )
    return np.array([[_number(part) for part in row] for row in rows])


def _number(part: str) -> float:
    try:
        number = float(part)
    except ValueError:
        raise ValueError(f"{_told(part)} is not a number; type numbers such as 1, 2, 3") from None
    if math.isnan(number):
        raise ValueError(f"{_told(part)} is not a number; every step needs one")
    if abs(number) > FARTHEST:
        raise ValueError(f"{_told(part)} is too large; every number must be within 1,000,000 of 0")
    return number


def _of_numbers(task: Task, numbers: NDArray[np.float64]) -> Probe:
    steps = len(numbers)
    following = np.append(numbers[1:, 0], np.nan)
    nothing = np.full(steps, np.nan)
    if isinstance(task, SeriesTask):
        inputs = task.normalise(numbers)
        labels = tuple(map(str, range(steps)))
    elif isinstance(task, SequenceTask):
        inputs = np.asarray(numbers / task.value_scale, dtype=np.float32)
        single = task.input_size == 1
        labels = tuple(f"{row[0]:g}" if single else task.label(row) for row in numbers)
    else:
        raise ValueError(f"the task {task.name!r} does not take typed sequences")
    continues = task.kind == "regression" and (isinstance(task, SeriesTask) or len(numbers[0]) == 1)
    target, answers = following if continues else nothing, ("",) * steps
    if task.name == "adding" and numbers[:, 1].tolist().count(1) == 2:
        target = np.where(np.arange(steps) == steps - 1, numbers[:, 0] @ numbers[:, 1], np.nan)
    elif task.name == "peek":
        answers = (*(task.output_names[int(number > 0)] for number in following[:-1]), "")
    return Probe(inputs, labels, numbers[:, 0], target, answers, _caption(task))


def _read_symbols(task: Task, text: str) -> list[str]:
    known = known_symbols(task)
    if reads_words(task):
        written = re.findall(r"\w+|[^\w\s]", text)
    else:
        written = [letter for letter in text if letter in known or not letter.isspace()]
    offered = " ".join(symbol if symbol != " " else "space" for symbol in known[:_MOST_TOLD])
    if len(known) > _MOST_TOLD:
        what = "words" if reads_words(task) else "symbols"
        offered = f"{len(known)} {what}, the first of them {offered}"
    _check_length(len(written), f"this task knows {offered}")
    symbols = _recognised(written, known)
    unknown = [
        symbol
        for symbol, found in dict(zip(written, symbols, strict=True)).items()
        if found is None
    ]
    if unknown:
        told = ", ".join(_told(one) + _nearest(one, known) for one in unknown[:_MOST_UNKNOWN])
        if len(unknown) > _MOST_UNKNOWN:
            told += f" and {len(unknown) - _MOST_UNKNOWN} more"
        raise ValueError(f"this task does not know {told}; it knows {offered}")
    return [symbol for symbol in symbols if symbol is not None]


def _nearest(symbol: str, known: Sequence[str]) -> str:
    """Name the known words that are spelt most like an unknown one; empty where none is."""
    words = {word.casefold(): word for word in known if len(word) > 1}
    found = difflib.get_close_matches(symbol[:_LONGEST_TOLD].casefold(), words, n=2, cutoff=0.7)
    return f" (nearest: {', '.join(words[one] for one in found)})" if found else ""


def _recognised(written: Sequence[str], known: Sequence[str]) -> list[str | None]:
    """Find the symbol that each typed one means, None where there is no such."""
    meant = {symbol: symbol for symbol in known}
    folded = [symbol.casefold() for symbol in known]
    # "alice" is Alice, unless small and capital letters are different symbols here.
    if len(set(folded)) == len(known):
        meant = dict(zip(folded, known, strict=True)) | meant
    for symbol, others in _STAND_INS.items():
        if symbol in known:
            meant = dict.fromkeys(others, symbol) | meant
    return [meant.get(symbol, meant.get(symbol.casefold())) for symbol in written]


def _of_symbols(task: Task, symbols: list[str], answers: tuple[str, ...] = ()) -> Probe:
    place = np.array([symbols_of(task).index(symbol) for symbol in symbols], dtype=np.int64)
    nothing = np.full(len(symbols), np.nan)
    one_hot = isinstance(task, SequenceTask) and task.reads_symbols
    writes_what_it_reads = symbols_of(task) == task.output_names
    # What is read before enough is known has no right answer.
    asked = task.context - 1 if isinstance(task, SequenceTask) and task.context else 0
    if not answers:
        following = [*symbols[1:], ""] if writes_what_it_reads else [""] * len(symbols)
        answers = tuple("" if step < asked else one for step, one in enumerate(following))
    return Probe(
        inputs=np.eye(len(symbols_of(task)), dtype=np.float32)[place] if one_hot else place,
        labels=tuple(symbols),
        value=nothing,
        target=nothing,
        answers=answers,
        caption=_caption(task),
    )


def _pair(task: Task, source: list[str]) -> Probe:
    """Lay what an encoder reads and what its decoder is fed in one sequence."""
    if len(source) != task.source_length:
        raise ValueError(
            f"the encoder reads exactly {task.source_length} characters, not {len(source)}"
        )
    dates = any(symbol.isalpha() for symbol in task.vocabulary)
    answer = _date("".join(source)) if dates else source[::-1]
    asked = ("",) * len(source) + tuple(answer)
    return _of_symbols(task, [*source, START, *answer[:-1]], asked)


def _date(text: str) -> list[str]:
    found = re.fullmatch(r"(\w{3}) (\d\d), (\d{4})", text, re.ASCII)
    try:
        if not found:
            raise ValueError(text)
        month, day, year = found.groups()
        return list(datetime.date(int(year), MONTHS.index(month) + 1, int(day)).isoformat())
    except ValueError:
        raise ValueError(f"{_told(text)} is not a date; write it as 'Mar 05, 1987'") from None


def _check_length(steps: int, otherwise: str) -> None:
    if not steps:
        raise ValueError(f"the sequence is empty; {otherwise}")
    if steps > MOST_STEPS:
        raise ValueError(f"the sequence is too long; type at most {MOST_STEPS} steps")


def _caption(task: Task) -> str:
    return f"{task.title}: your own sequence"


def _told(text: str) -> str:
    return repr(text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}...")
