"""The copy task: ten symbols, a long blank, and then all ten again.

After Hochreiter and Schmidhuber (1997), in the form of Arjovsky, Shah and Bengio (2016).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import surprises
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.duration import duration_note
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.symbols import class_score
from rnnviz.tasks.task import SPLITS, Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

KINDS = 8
RECALLED = 10
BLANK, GO = KINDS, KINDS + 1
SYMBOLS = (*(chr(ord("a") + k) for k in range(KINDS)), "·", "?")
SIZES = (10_000, 500, 1_000)
MOST_STEPS = 3_000_000
EPOCHS = 12
STEPS_PER_SECOND = 90_000


@dataclass(frozen=True)
class CopyOptions(TaskOptions):
    """How long the blank is that must be remembered through."""

    blanks: int = option(5, "Blanks", low=1, high=1000)


def copies(count: int, blanks: int, rng: np.random.Generator) -> Examples:
    """Draw sequences of ``blanks + 20`` steps, every one of them judged.

    Ten symbols of eight kinds, blanks, a sign that asks for them, and blanks again, over which
    the ten are to be given; before that the answer is a blank.
    """
    said = rng.integers(0, KINDS, (count, RECALLED))
    inputs = np.full((count, blanks + 2 * RECALLED), BLANK, dtype=np.int64)
    inputs[:, :RECALLED] = said
    inputs[:, -RECALLED - 1] = GO
    targets = np.full_like(inputs, BLANK)
    targets[:, -RECALLED:] = said
    lengths = np.full(count, inputs.shape[1], dtype=np.int64)
    return Examples(inputs, lengths, targets, np.ones(inputs.shape, dtype=np.bool_))


def memoryless_loss(blanks: int) -> float:
    """Return the cross-entropy of who knows when to answer but remembers nothing, in nats."""
    return RECALLED * math.log(KINDS) / (blanks + 2 * RECALLED)


def memoryless_scores(examples: Examples) -> NDArray[np.floating]:
    """Return the scores of who knows when to answer but remembers nothing.

    Shape (examples, time, outputs): a blank for certain until the sign comes, then each of the
    eight symbols alike. All sequences get the same, so one is stored.
    """
    scores = np.full((examples.inputs.shape[1], KINDS + 1), -1e9)
    scores[:-RECALLED, BLANK] = 0
    scores[-RECALLED:, :KINDS] = 0
    return np.broadcast_to(scores, (len(examples), *scores.shape))


def load_copy(seed: int, options: CopyOptions) -> SequenceTask:
    """Draw the sequences; of 8^10 there are, no two are expected to be the same."""
    return _copy(seed, options, _counts(options))


def outline_copy(seed: int, options: CopyOptions) -> SequenceTask:
    """Draw two sequences of each split."""
    return replace(_copy(seed, options, dict.fromkeys(SPLITS, 2)), outlined=_counts(options))


def _counts(options: CopyOptions) -> dict[SplitName, int]:
    train = min(SIZES[0], MOST_STEPS // (options.blanks + 2 * RECALLED))
    return dict(zip(SPLITS, (train, *SIZES[1:]), strict=True))


def _copy(seed: int, options: CopyOptions, drawn: Mapping[SplitName, int]) -> SequenceTask:
    rng = np.random.default_rng(seed)
    splits: dict[SplitName, Examples] = {
        name: copies(count, options.blanks, rng) for name, count in drawn.items()
    }
    steps = _counts(options)["train"] * splits["train"].inputs.shape[1]
    floor = memoryless_loss(options.blanks)
    return SequenceTask(
        name="copy",
        title="Copy memory",
        summary=(
            "Repeat ten symbols after a number of blanks. An RNN hardly learns it, and no network "
            "here learns it over hundreds of blanks."
        ),
        source="Generated: ten symbols of eight kinds, drawn uniformly.",
        group="memory",
        kind="classification",
        input_size=len(SYMBOLS),
        vocabulary=SYMBOLS,
        output_names=SYMBOLS[:-1],
        headline="cross_entropy",
        value_name="symbol",
        splits=splits,
        score=class_score,
        score_cases=surprises,
        label=lambda row: SYMBOLS[int(row)],
        known_baselines={"memoryless": {"cross_entropy": floor}},
        baseline_outputs={"memoryless": memoryless_scores(splits["test"])},
        duration=duration_note(EPOCHS * steps, STEPS_PER_SECOND),
        references={"memoryless": floor},
        defaults=TaskDefaults(
            cell="gru",
            architecture=Architecture(hidden_size=128),
            training=TrainConfig(
                epochs=EPOCHS, learning_rate=0.01, batch_size=32, gradient_clip=1.0, seed=seed
            ),
        ),
    )
