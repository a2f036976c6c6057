"""Sequences answered by sequences: digits in reverse, or a date in another format."""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import all_right
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.symbols import judged, padded
from rnnviz.tasks.task import SPLITS, Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_DAY = datetime.date(1900, 1, 1)
DAYS = 73_000  # two centuries
START = "▸"
SIZES = (6_000, 300, 500)


@dataclass(frozen=True)
class ReverseOptions(TaskOptions):
    """What is to be written, and how many digits there are."""

    what: str = option("digits", "What", choices=("digits", "dates"))
    length: int = option(8, "Digits", low=4, high=20)


def load_reverse(seed: int, options: ReverseOptions) -> SequenceTask:
    """Draw different sources and deal them out: no test source is in training."""
    rng = np.random.default_rng(seed)
    dates = options.what == "dates"
    pairs = _dates(rng) if dates else _digits(rng, options.length)
    characters = {character for pair in pairs for character in "".join(pair)}
    answered = {character for _, answer in pairs for character in answer}
    vocabulary = (*sorted(answered), *sorted(characters - answered), START)
    bounds = np.floor(np.cumsum((0, *SIZES)) / sum(SIZES) * len(pairs)).astype(int)
    splits: dict[SplitName, Examples] = {
        name: source_then_answer(pairs[low:high], vocabulary)
        for name, low, high in zip(SPLITS, bounds[:-1], bounds[1:], strict=True)
    }
    return SequenceTask(
        name="reverse",
        title="Dates in another format" if dates else "Digits in reverse",
        summary=(
            "Write a date such as 'Mar 05, 1987' as '1987-03-05', one character at a time."
            if dates
            else "Write a string of digits in reverse order: one network reads, another writes."
        ),
        source=(
            "Generated: different days from 1900 to 2099."
            if dates
            else f"Generated: different strings of {options.length} random digits."
        ),
        group="architecture",
        kind="classification",
        input_size=16,
        vocabulary=vocabulary,
        output_names=vocabulary[: len(answered)],
        headline="exact_match",
        value_name="character",
        source_length=len(pairs[0][0]),
        splits=splits,
        score=_score,
        score_cases=all_right,
        label=lambda row: vocabulary[int(row)],
        known_baselines={"guessing": {"exact_match": float(len(answered)) ** -len(pairs[0][1])}},
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=64),
            training=TrainConfig(
                epochs=20, learning_rate=0.01, batch_size=64, gradient_clip=1.0, seed=seed
            ),
        ),
    )


def source_then_answer(pairs: list[tuple[str, str]], vocabulary: tuple[str, ...]) -> Examples:
    """Lay source, start symbol and answer in one sequence; the steps of the answer are judged.

    Parameters
    ----------
    pairs
        Source and answer of each example; all sources are of one length, all answers too.
    vocabulary
        Its symbols, the answers' first.
    """
    reach = len(pairs[0][0])
    symbols, lengths = padded([[*source, START, *answer] for source, answer in pairs], vocabulary)
    counted = np.broadcast_to(np.arange(symbols.shape[1] - 1) >= reach, symbols[:, 1:].shape)
    targets = np.where(counted, symbols[:, 1:], 0)
    return Examples(symbols[:, :-1].copy(), lengths - 1, targets, counted.copy())


def _digits(rng: np.random.Generator, length: int) -> list[tuple[str, str]]:
    drawn: dict[str, None] = {}
    while len(drawn) < min(sum(SIZES), 10**length // 2):
        drawn["".join(map(str, rng.integers(0, 10, length)))] = None
    return [(source, source[::-1]) for source in drawn]


def _dates(rng: np.random.Generator) -> list[tuple[str, str]]:
    days = rng.choice(DAYS, sum(SIZES), replace=False)
    dates = [FIRST_DAY + datetime.timedelta(days=int(day)) for day in days]
    # Not strftime: the names of months would follow the machine's language.
    return [
        (f"{MONTHS[date.month - 1]} {date.day:02}, {date.year}", date.isoformat()) for date in dates
    ]


def _score(examples: Examples, outputs: NDArray[np.floating]) -> dict[str, float]:
    right = (outputs.argmax(axis=-1) == examples.targets) | ~examples.counted
    scores, truth = judged(examples, outputs)
    return {
        "exact_match": float(right.all(axis=1).mean()),
        "accuracy": float(np.mean(scores.argmax(axis=-1) == truth)),
    }
