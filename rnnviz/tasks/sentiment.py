"""Is it praise: sentences whose judgement may stand many words before the end.

A sentence begins with the judgement ("we loved the concert") and may go on with what others said
of it (", though his uncle called the sound awful"). Only the beginning counts. In training the
others say good and bad by the toss of a coin, so nothing can be learnt from them; in the long
sentences of the test they say the opposite of the judgement, every one of them.

Every second judgement is a change of mind ("at first we hated the concert, in the end we loved
it"). Without it even a simple RNN may learn to hold on to a single bit: the first word that judges
drives a unit into saturation, and no later word drives it out. With it the same words must be
able to turn the judgement over at the start and not be able to later on.
"""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores, per_sequence
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples, last_step_only
from rnnviz.tasks.metrics import classification_metrics
from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.sentiment_words import CHINESE, ENGLISH, Lexicon
from rnnviz.tasks.symbols import judged, padded
from rnnviz.tasks.task import Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

LABELS = ("negative", "positive")
BY_LENGTH = ("long_accuracy", "short_accuracy", "accuracy")
SHORT_CLAUSES, LONG_CLAUSES = (0, 2), (6, 10)  # what others said, fewest and most clauses
CHANGES_OF_MIND = 0.5  # share of the judgements
# Sentences of each split: short, long.
SIZES: dict[SplitName, tuple[int, int]] = {
    "train": (400, 1_600),
    "validation": (60, 240),
    "test": (300, 300),
}


@dataclass(frozen=True)
class SentimentOptions(TaskOptions):
    """The language: words in English, characters in Chinese."""

    language: str = option("en", "Language", choices=("en", "zh"))


def sentence(
    lexicon: Lexicon, label: int, clauses: int, rng: random.Random, *, misleads: bool
) -> tuple[str, ...]:
    """Draw a sentence as words or characters.

    Parameters
    ----------
    lexicon
        The language's words.
    label
        1 for praise, 0 for blame.
    clauses
        How many others are quoted.
    rng
        Draws the words.
    misleads
        Whether all others say the opposite, rather than what a coin says.
    """
    phrases = _judgement(lexicon, label, rng)
    for _ in range(clauses):
        tone = 1 - label if misleads else rng.randrange(2)
        phrases += [lexicon.comma, rng.choice(lexicon.links), rng.choice(lexicon.others)]
        if rng.random() < 0.5:
            phrases += [rng.choice(lexicon.verbs[tone]), rng.choice(lexicon.things)]
        else:
            said = rng.choice(lexicon.sayings)
            phrases += [said, rng.choice(lexicon.parts), rng.choice(lexicon.qualities[tone])]
    return tuple(lexicon.symbols("".join(phrases) if lexicon.by_character else " ".join(phrases)))


def _judgement(lexicon: Lexicon, label: int, rng: random.Random) -> list[str]:
    """Draw the phrases of what the speaker thinks, perhaps after a change of mind."""
    speaker, thing = rng.choice(lexicon.speakers), rng.choice(lexicon.things)
    if rng.random() >= CHANGES_OF_MIND:
        return [speaker, rng.choice(lexicon.verbs[label]), thing]
    before, now = rng.choice(lexicon.verbs[1 - label]), rng.choice(lexicon.verbs[label])
    first, last = lexicon.turns
    return [
        *(first, speaker, before, thing, lexicon.comma),
        *(last, speaker, now, lexicon.pronoun),
    ]


def load_sentiment(seed: int, options: SentimentOptions) -> SequenceTask:
    """Draw different sentences, as many of praise as of blame."""
    lexicon = ENGLISH if options.language == "en" else CHINESE
    rng = random.Random(seed)
    taken: set[tuple[str, ...]] = set()

    def draw(count: int, bounds: tuple[int, int], misleads: bool) -> list[tuple[str, ...]]:
        """Draw sentences of alternating labels, none of which was drawn before."""
        drawn: list[tuple[str, ...]] = []
        while len(drawn) < count:
            clauses = rng.randint(*bounds)
            found = sentence(lexicon, len(drawn) % 2, clauses, rng, misleads=misleads)
            if found not in taken:
                taken.add(found)
                drawn.append(found)
        return drawn

    parts = {
        name: draw(short, SHORT_CLAUSES, misleads=False)
        + draw(long, LONG_CLAUSES, misleads=name == "test")
        for name, (short, long) in SIZES.items()
    }
    splits: dict[SplitName, Examples] = {}
    for name, part in parts.items():
        symbols, lengths = padded(part, lexicon.vocabulary)
        splits[name] = last_step_only(symbols, np.arange(len(part)) % 2, lengths)
    words = "characters" if lexicon.by_character else "words"
    return SequenceTask(
        name="sentiment",
        title=f"Praise or blame, {lexicon.name}",
        summary=(
            "Tell praise from blame when the judgement stands at the start of a sentence and what "
            f"others say after it misleads, for up to {splits['test'].inputs.shape[1]} {words}. "
            "Half of the speakers change their mind first: an RNN with tanh mistakes the others "
            "for them."
        ),
        source="Made here: sentences from a grammar of ours.",
        group="text",
        kind="classification",
        input_size=16,
        vocabulary=lexicon.vocabulary,
        output_names=LABELS,
        headline="long_accuracy",
        value_name="judgement",
        splits=splits,
        score=lambda examples, outputs: _score(examples, outputs, lexicon.long),
        score_cases=lambda examples, outputs: _score_cases(examples, outputs, lexicon.long),
        label=lambda row: lexicon.vocabulary[int(row)],
        known_baselines={"coin_toss": dict.fromkeys(BY_LENGTH, 0.5)},
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=32),
            training=TrainConfig(
                epochs=25, learning_rate=0.005, batch_size=32, gradient_clip=1.0, seed=seed
            ),
        ),
    )


def _score_cases(examples: Examples, outputs: NDArray[np.floating], long: int) -> CaseScores:
    right = outputs.argmax(axis=-1) == examples.targets
    return per_sequence(right, examples.counted & (examples.lengths >= long)[:, None])


def _score(examples: Examples, outputs: NDArray[np.floating], long: int) -> dict[str, float]:
    """Return accuracy over all, and apart over short and long sentences."""
    scores, truth = judged(examples, outputs)
    right = scores.argmax(axis=-1) == truth
    is_long = examples.lengths >= long
    return {
        "long_accuracy": float(right[is_long].mean()),
        "short_accuracy": float(right[~is_long].mean()),
        **classification_metrics(scores, truth),
    }
