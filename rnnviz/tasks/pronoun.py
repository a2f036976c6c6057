"""Who is meant: short texts in which a pronoun must agree with a subject some words back."""

import random

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores, per_sequence
from rnnviz.tasks.dataset import SequenceTask
from rnnviz.tasks.examples import Examples
from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.symbols import class_score, next_symbols, padded
from rnnviz.tasks.task import SPLITS, Architecture, SplitName, TaskDefaults
from rnnviz.train_config import TrainConfig

WOMEN = ("Alice", "Carol", "Emma", "Grace", "Ines", "Mei", "Nora", "Priya")
MEN = ("Bob", "David", "Frank", "Hugo", "Ivan", "Kofi", "Omar", "Peter")
PRONOUNS = {1: "she", -1: "he"}
TRAITS = ("kind", "quiet", "young", "famous", "patient", "cheerful")
JOBS = ("teacher", "driver", "doctor", "baker", "farmer", "painter", "singer", "judge")
PLACES = (
    "from the north",
    "from the coast",
    "in a small town",
    "in the city",
    "near the harbour",
    "at the old school",
)
DOINGS = (
    "likes tea",
    "plays chess",
    "reads novels",
    "walks home",
    "grows roses",
    "sings well",
    "bakes bread",
    "rides horses",
)
COUNTS = (600, 100, 200)
FEWEST, MOST = 2, 4  # sentences of a text
_PHRASES = (*TRAITS, *JOBS, *PLACES, *DOINGS)
VOCABULARY = (
    *WOMEN,
    *MEN,
    *PRONOUNS.values(),
    *sorted({word for phrase in _PHRASES for word in phrase.split()} | {"is", ",", "and", "."}),
)


def text(rng: random.Random) -> tuple[str, ...]:
    """Draw a text of two to four sentences, each about another person than the one before."""
    words: list[str] = []
    before = ""
    for _ in range(rng.randint(FEWEST, MOST)):
        name = before
        while name == before:
            name = rng.choice(WOMEN + MEN)
        before = name
        words += _sentence(name, rng)
    return tuple(words)


def _sentence(name: str, rng: random.Random) -> list[str]:
    pronoun = PRONOUNS[1 if name in WOMEN else -1]
    traits = rng.sample(TRAITS, rng.randint(0, 2))
    place = rng.choice(PLACES).split() if rng.random() < 0.6 else []
    doing = rng.choice(DOINGS).split()
    return [name, "is", "a", *traits, rng.choice(JOBS), *place, ",", pronoun, *doing, "."]


def subject_genders(examples: Examples) -> NDArray[np.int8]:
    """Return the gender that must be kept in mind after each step.

    Returns
    -------
    Shape (texts, time): 1 from a woman's name to the word before ``she``, -1 from a man's name
    to the word before ``he``, 0 elsewhere.
    """
    symbols = np.asarray(examples.inputs, dtype=np.int64)
    woman = len(WOMEN)
    man = woman + len(MEN)
    genders = np.zeros(symbols.shape, dtype=np.int8)
    now = np.zeros(len(symbols), dtype=np.int8)
    for step in range(symbols.shape[1]):
        word = symbols[:, step]
        pronoun = (word == man) | (word == man + 1)
        now = np.where(word < woman, 1, np.where(word < man, -1, np.where(pronoun, 0, now)))
        genders[:, step] = now
    genders[np.arange(symbols.shape[1]) >= examples.lengths[:, None]] = 0
    return genders


def load_pronoun(seed: int, _: TaskOptions) -> SequenceTask:
    """Draw 900 different texts."""
    rng = random.Random(seed)
    texts: dict[tuple[str, ...], None] = {}
    while len(texts) < sum(COUNTS):
        texts[text(rng)] = None
    drawn, bounds = list(texts), np.cumsum((0, *COUNTS))
    splits: dict[SplitName, Examples] = {
        name: next_symbols(*padded(drawn[low:high], VOCABULARY))
        for name, low, high in zip(SPLITS, bounds[:-1], bounds[1:], strict=True)
    }
    pairs = word_pairs(splits["train"], splits["test"])
    return SequenceTask(
        name="pronoun",
        title="He or she",
        summary=(
            "Predict each next word of short texts such as 'Alice is a teacher, she likes tea.': "
            "the pronoun needs the subject several words back."
        ),
        source="Generated: texts of two to four sentences from a small grammar.",
        remarks=(
            "Word counts alone give every pronoun: the number of women's names so far minus the "
            "number of 'she' so far tells whether a woman is meant. A plain RNN learns them too. "
            "The task shows what a cell keeps and for how long, not that gates are needed.",
        ),
        group="text",
        kind="classification",
        input_size=16,
        vocabulary=VOCABULARY,
        output_names=VOCABULARY,
        headline="pronoun_accuracy",
        value_name="word",
        splits=splits,
        score=_score,
        score_cases=_score_cases,
        label=lambda row: VOCABULARY[int(row)],
        baseline_outputs={
            "word_pairs": pairs,
            "bag_of_words": pairs + bag_of_words(splits["test"]),
        },
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=64),
            training=TrainConfig(epochs=40, learning_rate=0.01, batch_size=10, seed=seed),
        ),
    )


def word_pairs(train: Examples, asked: Examples) -> NDArray[np.float64]:
    """Score each next word by how often it followed the newest one in training.

    Returns
    -------
    Logarithms of the counts, to each of which a tenth was added; (texts, time, words).
    """
    often = np.full((len(VOCABULARY), len(VOCABULARY)), 0.1)
    read, followed = (
        np.asarray(symbols[train.counted], dtype=np.int64)
        for symbols in (train.inputs, train.targets)
    )
    np.add.at(often, (read, followed), 1)
    # Words that followed equally often: the first of the vocabulary is the answer.
    tie_break = 1e-9 * np.arange(len(VOCABULARY))
    scores: NDArray[np.float64] = (np.log(often) - tie_break)[
        np.asarray(asked.inputs, dtype=np.int64)
    ]
    return scores


def bag_of_words(examples: Examples) -> NDArray[np.float64]:
    """Score the pronoun after a comma by counting the words so far, whatever their order.

    Every name has been followed by its pronoun but the newest: the names of women so far less
    the "she" so far are 1 where a woman is meant, else 0; so for men.

    Returns
    -------
    Shape (texts, time, words), 0 but for the pronouns after a comma.
    """
    read = np.asarray(examples.inputs, dtype=np.int64)
    scores = np.zeros((*read.shape, len(VOCABULARY)))
    first = 0
    for names, word in ((WOMEN, PRONOUNS[1]), (MEN, PRONOUNS[-1])):
        said = (first <= read) & (read < first + len(names))
        pronoun = VOCABULARY.index(word)
        waiting = np.cumsum(said.astype(np.int64) - (read == pronoun), axis=1)
        scores[..., pronoun] = np.where(read == VOCABULARY.index(","), 10.0 * waiting, 0.0)
        first += len(names)
    return scores


def _asks_a_pronoun(examples: Examples) -> NDArray[np.bool_]:
    pronouns = [VOCABULARY.index(word) for word in PRONOUNS.values()]
    asked: NDArray[np.bool_] = examples.counted & np.isin(examples.targets, pronouns)
    return asked


def _score_cases(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
    right = outputs.argmax(axis=-1) == examples.targets
    return per_sequence(right, _asks_a_pronoun(examples))


def _score(examples: Examples, outputs: NDArray[np.floating]) -> dict[str, float]:
    asked = _asks_a_pronoun(examples)
    right = outputs[asked].argmax(axis=-1) == examples.targets[asked]
    return {"pronoun_accuracy": float(right.mean()), **class_score(examples, outputs)}
