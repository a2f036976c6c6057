"""Is it praise: sentences whose first opinion must be remembered through those that follow.

A sentence begins with an opinion ("we loved the concert") and may go on with others (", though his
uncle called the sound awful"). Only the first counts. All of them are drawn by one rule from the
same words, so neither words nor pairs of words tell the first from the rest, whatever their number:
a reader has to know where the sentence begins and to hold on to what it said.

Four in ten opinions are changes of mind ("at first we hated the concert, then loved it"), the first
as well as the others: the word that judges first is not always the one that counts.

In training the opinions that follow are praise or blame by the toss of a coin, so nothing can be
learnt from them; in the long sentences of the test each of them is the opposite of the first.
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
SHORT_CLAUSES, LONG_CLAUSES = (0, 2), (6, 9)  # what others said, fewest and most clauses
CHANGES_OF_MIND = 0.4  # share of the opinions
NEEDS_MEMORY = (
    "This needs memory: all opinions are made of the same words. A classifier that counts "
    "words and pairs of words, whatever their order, is right on fewer than 65% of the test "
    "sentences, and on hardly any long one."
)
FOUND = (
    "With these settings an LSTM answered every test sentence correctly in each of six training "
    "runs, a GRU in each of three. An RNN with tanh learnt it in none of six: it was right on 58 "
    "to 65% of the short sentences and on 4 to 42% of the long ones, where it followed the later "
    "opinions. An RNN with ReLU learnt it in two of six."
)
# Sentences of each split: short, long.
SIZES: dict[SplitName, tuple[int, int]] = {
    "train": (3_000, 1_000),
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
        1 where the first opinion is praise, 0 where it is blame.
    clauses
        How many opinions follow it.
    rng
        Draws the words.
    misleads
        Whether all that follow say the opposite, rather than what a coin says.
    """
    phrases = _opinion(lexicon, label, rng)
    for _ in range(clauses):
        tone = 1 - label if misleads else rng.randrange(2)
        phrases += [lexicon.comma, rng.choice(lexicon.links), *_opinion(lexicon, tone, rng)]
    return tuple(lexicon.symbols("".join(phrases) if lexicon.by_character else " ".join(phrases)))


def _opinion(lexicon: Lexicon, tone: int, rng: random.Random) -> list[str]:
    """Draw the phrases of an opinion, perhaps after a change of mind."""
    who, before, now = (
        rng.choice(words)
        for words in (lexicon.people, lexicon.verbs[1 - tone], lexicon.verbs[tone])
    )
    if rng.random() < CHANGES_OF_MIND:
        first, last = lexicon.turns
        thing = rng.choice(lexicon.things)
        return [first, who, before, thing, lexicon.comma, last, now, lexicon.pronoun]
    if rng.random() < 0.5:
        return [who, now, rng.choice(lexicon.things)]
    return [
        *(who, rng.choice(lexicon.sayings)),
        *(rng.choice(lexicon.parts), rng.choice(lexicon.qualities[tone])),
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
    tested = splits["test"]
    return SequenceTask(
        name="sentiment",
        title=f"Praise or blame, {lexicon.name}",
        summary=(
            "Say whether the first opinion of a sentence is praise or blame, when more opinions "
            f"follow in the same words. Sentences have up to {tested.inputs.shape[1]} {words}; in "
            "the long ones all later opinions say the opposite."
        ),
        remarks=(NEEDS_MEMORY, FOUND),
        source="Generated: sentences from a small grammar.",
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
        baseline_outputs={
            "coin_toss": np.zeros((*tested.counted.shape, len(LABELS))),
            "most_opinions": most_opinions(lexicon, parts["test"], tested),
        },
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=32),
            training=TrainConfig(
                epochs=15, learning_rate=0.01, batch_size=32, gradient_clip=1.0, seed=seed
            ),
        ),
    )


def _score_cases(examples: Examples, outputs: NDArray[np.floating], long: int) -> CaseScores:
    right = outputs.argmax(axis=-1) == examples.targets
    return per_sequence(right, examples.counted & (examples.lengths >= long)[:, None])


def most_opinions(
    lexicon: Lexicon, sentences: list[tuple[str, ...]], examples: Examples
) -> NDArray[np.float64]:
    """Answer by counting: praise where more words praise than blame, whoever says them.

    Returns
    -------
    How often each tone is said, half a word more for the tone said last, at the last step of each
    sentence; (sentences, time, labels).
    """
    join = "" if lexicon.by_character else " "
    scores = np.zeros((*examples.counted.shape, len(LABELS)))
    for row, (symbols, steps) in enumerate(zip(sentences, examples.lengths, strict=True)):
        text = join.join((*symbols, ""))
        for tone in (0, 1):
            said = lexicon.verbs[tone] + lexicon.qualities[tone]
            scores[row, steps - 1, tone] = sum(text.count(word + join) for word in said)
        last = [max(text.rfind(w) for w in lexicon.verbs[t] + lexicon.qualities[t]) for t in (0, 1)]
        scores[row, steps - 1, int(last[1] > last[0])] += 0.5
    return scores


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
