"""A ball on a line at constant speed, whose next position is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores, per_sequence
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.metrics import regression_metrics
from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.task import SPLITS, Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

ROWS = 10_000
FARTHEST_START = 10
FASTEST = 5
SHORTEST, LONGEST = 5, 10  # positions, of which the last is to be predicted
SCALE = 50.0
SHARES = (0.6, 0.2)  # of the rows, or of the pairs of start and speed: train, validation
SOURCE = "Generated: starts from -10 to 10, speeds of 1 to 5 in either direction, 10,000 rows."
OVERLAP = (
    "About 99% of the test rows are also training rows: there are only 1,260 distinct rows. With "
    "the split by start and speed no complete row is in both training and test."
)
SOLVED = (
    "Arithmetic solves this task: the line through the last two positions gives the next one "
    "exactly. The question is how close a network comes to it."
)


@dataclass(frozen=True)
class BallOptions(TaskOptions):
    """How rows are dealt out to the splits."""

    split: str = option("random", "Split", choices=("random", "by_start_and_speed"))


def load_ball(seed: int, options: BallOptions) -> SequenceTask:
    """Throw 10,000 balls; the seed draws starts, speeds, lengths and the split."""
    rng = np.random.default_rng(seed)
    starts = rng.integers(-FARTHEST_START, FARTHEST_START + 1, ROWS)
    speeds = rng.integers(1, FASTEST + 1, ROWS) * rng.choice([-1, 1], ROWS)
    positions = rng.integers(SHORTEST, LONGEST + 1, ROWS)
    if options.split == "random":
        key = rng.permutation(ROWS)
    else:
        pair = (starts + FARTHEST_START) * (2 * FASTEST + 1) + speeds + FASTEST
        distinct, key = np.unique(pair, return_inverse=True)
        key = rng.permutation(len(distinct))[key]
    total = key.max() + 1
    bounds = np.round(np.cumsum((0, *SHARES, 1 - sum(SHARES))) * total)
    splits: dict[SplitName, Examples] = {}
    for name, low, high in zip(SPLITS, bounds[:-1], bounds[1:], strict=True):
        rows = (low <= key) & (key < high)
        splits[name] = roll(starts[rows], speeds[rows], positions[rows], every=name == "train")
    overlap = OVERLAP if options.split == "random" else partly_shared(splits)
    last_seen = np.asarray(splits["test"].inputs, dtype=np.float32)
    return SequenceTask(
        name="ball",
        title="Rolling ball",
        summary=(
            "Predict where a ball that rolls at constant speed will be next, from four to nine "
            "positions."
        ),
        source=SOURCE,
        overlap=overlap,
        remarks=(SOLVED,),
        group="forecasting",
        kind="regression",
        input_size=1,
        vocabulary=(),
        output_names=("next position",),
        input_names=("position",),
        headline="accuracy",
        value_name="position",
        value_scale=SCALE,
        splits=splits,
        score=_score,
        score_cases=_score_cases,
        label=lambda row: f"{round(float(row[0]) * SCALE)}",
        baseline_outputs={"persistence": last_seen, "straight_line": straight_line(last_seen)},
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=32),
            training=TrainConfig(epochs=150, learning_rate=0.01, batch_size=100, seed=seed),
        ),
    )


def roll(
    starts: NDArray[np.int64], speeds: NDArray[np.int64], positions: NDArray[np.int64], every: bool
) -> Examples:
    """Roll balls, each over a number of positions, all arrays of shape (rows,).

    Parameters
    ----------
    starts, speeds, positions
        In positions, positions a step, and number of positions.
    every
        Whether every step from the second on is judged: its next position is known by then.
        Else only the last.

    Returns
    -------
    Examples of which the last position is not read but to be predicted, divided by 50.
    """
    step = np.arange(LONGEST)
    where = ((starts[:, None] + speeds[:, None] * step) / SCALE).astype(np.float32)
    lengths = positions - 1
    read = step[:-1] < lengths[:, None]  # (rows, steps)
    inputs = np.where(read, where[:, :-1], np.float32(0))[..., None]
    targets = np.where(read, where[:, 1:], np.float32(0))[..., None]
    judged = read & (step[:-1] > 0) if every else step[:-1] == lengths[:, None] - 1
    return Examples(inputs, lengths, targets, judged)


def _score_cases(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
    return per_sequence(1 - _relative_error(examples, outputs), examples.counted)


def _relative_error(examples: Examples, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
    truth = np.asarray(examples.targets[..., 0], dtype=np.float64)
    return np.abs(np.asarray(outputs[..., 0], dtype=np.float64) - truth) / (np.abs(truth) + 1e-4)


def partly_shared(splits: Mapping[SplitName, Examples]) -> str:
    """Say how much of the test rows is within training rows, though no whole row is in both."""
    known = set(_rows(splits["train"]))
    stretches = {
        row[low:high]
        for row in known
        for low in range(len(row))
        for high in range(low + 3, len(row) + 1)
    }
    tested = _rows(splits["test"])
    inside = float(np.mean([row in stretches for row in tested]))
    ends = float(np.mean([row[-3:] in stretches for row in tested]))
    return (
        f"No pair of start and speed occurs in both training and test, but {inside:.0%} of the "
        f"test rows are part of a longer training row, and {ends:.0%} end with three consecutive "
        "positions of a training row."
    )


def _rows(examples: Examples) -> list[tuple[int, ...]]:
    """Return the positions of each row, the last to be predicted."""
    ends = examples.lengths - 1
    read = np.round(examples.inputs[..., 0] * SCALE).astype(int)
    last = np.round(examples.targets[np.arange(len(ends)), ends, 0] * SCALE).astype(int)
    return [
        (*(int(x) for x in row[:n]), int(end))
        for row, n, end in zip(read, examples.lengths, last, strict=True)
    ]


def straight_line(positions: NDArray[np.float32]) -> NDArray[np.float64]:
    """Continue the line through the last two positions by one step.

    Parameters
    ----------
    positions
        Shape (examples, time, 1).

    Returns
    -------
    The next position after each step, same shape; after the first, that position itself.
    """
    read = np.asarray(positions, dtype=np.float64)
    ahead = read.copy()
    ahead[:, 1:] = 2 * read[:, 1:] - read[:, :-1]
    return ahead


def _score(examples: Examples, outputs: NDArray[np.floating]) -> dict[str, float]:
    """Return the accuracy by the tutorial's formula, and the errors in positions.

    The formula is 1 - mean(abs error / (abs target + 1e-4)) of normalised values. Where the
    target is 0 it divides by next to nothing, so a good network may stand below 0.
    """
    predicted = np.asarray(outputs[examples.counted][:, 0], dtype=np.float64)
    truth = np.asarray(examples.targets[examples.counted][:, 0], dtype=np.float64)
    return {
        "accuracy": float(1 - _relative_error(examples, outputs)[examples.counted].mean()),
        **regression_metrics(predicted * SCALE, truth * SCALE),
    }
