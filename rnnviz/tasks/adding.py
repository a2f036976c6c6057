"""The adding problem: two marked numbers among many, to be added up at the end.

After Hochreiter and Schmidhuber (1997), in the form of Bai, Kolter and Koltun (2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import squared_errors
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.duration import duration_note
from rnnviz.tasks.examples import Examples, last_step_only
from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.task import SPLITS, Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

SIZES = (10_000, 1_000, 5_000)
# Of all sequences of a split together: bounds the memory.
MOST_STEPS = (3_000_000, 1_000_000, 5_000_000)
BATCHES = 2_000
BATCH = 50
STEPS_OF_A_BATCH = 50_000  # what a batch of the longest sequences that are usual holds
STEPS_PER_SECOND = 220_000


@dataclass(frozen=True)
class AddingOptions(TaskOptions):
    """How long the sequences are."""

    length: int = option(50, "Length", low=2, high=10_000)


def sums(count: int, length: int, rng: np.random.Generator) -> Examples:
    """Draw sequences: values in [0, 1), and a marker of 1 in either half; the target is the sum."""
    values = rng.random((count, length), dtype=np.float32)
    marks = np.zeros_like(values)
    row, half = np.arange(count), length // 2
    marks[row, rng.integers(0, half, count)] = 1
    marks[row, rng.integers(half, length, count)] = 1
    target = (values * marks).sum(axis=1, keepdims=True, dtype=np.float32)
    return last_step_only(np.stack([values, marks], axis=-1), target)


def load_adding(seed: int, options: AddingOptions) -> SequenceTask:
    """Draw the sequences; real numbers never repeat, so no test sequence is in training."""
    return _adding(seed, options, _counts(options))


def outline_adding(seed: int, options: AddingOptions) -> SequenceTask:
    """Draw two sequences of each split."""
    outline = _adding(seed, options, dict.fromkeys(SPLITS, 2))
    return replace(outline, outlined=_counts(options))


def _counts(options: AddingOptions) -> dict[SplitName, int]:
    return {
        name: min(size, most // options.length)
        for name, size, most in zip(SPLITS, SIZES, MOST_STEPS, strict=True)
    }


def _adding(seed: int, options: AddingOptions, drawn: Mapping[SplitName, int]) -> SequenceTask:
    rng = np.random.default_rng(seed)
    batch = max(1, min(BATCH, STEPS_OF_A_BATCH // options.length))
    splits: dict[SplitName, Examples] = {
        name: sums(count, options.length, rng) for name, count in drawn.items()
    }
    return SequenceTask(
        name="adding",
        title="Adding problem",
        summary=(
            "Add the two marked numbers of a long sequence. Always answering 1 gives a mean "
            "squared error of 1/6 (0.167): an RNN with tanh does no better at length 50, and an "
            "LSTM, which reaches 0.004 there, hardly does better at length 100 (0.16)."
        ),
        source="Generated: numbers drawn uniformly from [0, 1), two of them marked.",
        group="memory",
        kind="regression",
        input_size=2,
        vocabulary=(),
        output_names=("sum",),
        input_names=("number", "marker"),
        headline="mse",
        value_name="sum",
        splits=splits,
        score=_score,
        score_cases=squared_errors,
        label=lambda row: f"{row[0]:.2f}{' marked' if row[1] else ''}",
        baseline_outputs={"always_1": _ones(splits["test"])},
        duration=duration_note(BATCHES * batch * options.length, STEPS_PER_SECOND),
        references={"always 1": _score(splits["validation"], _ones(splits["validation"]))["mse"]},
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=64),
            training=TrainConfig(
                epochs=max(1, round(BATCHES * batch / _counts(options)["train"])),
                learning_rate=0.002,
                schedule="constant",
                batch_size=batch,
                gradient_clip=1.0,
                seed=seed,
            ),
        ),
    )


def _ones(examples: Examples) -> NDArray[np.float32]:
    """Answer 1 after every step, shape (examples, time, 1); one is stored."""
    return np.broadcast_to(np.float32(1), examples.targets.shape)


def _score(examples: Examples, outputs: NDArray[np.floating]) -> dict[str, float]:
    error = outputs[examples.counted][:, 0] - examples.targets[examples.counted][:, 0]
    return {"mse": float(np.mean(np.square(error, dtype=np.float64)))}
