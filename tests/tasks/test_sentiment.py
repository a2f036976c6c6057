"""Sentences whose first opinion counts: what they are made of, and that only memory solves them."""

import random

import numpy as np
import pytest

from rnnviz.tasks import load_task
from rnnviz.tasks.sentiment import CHANGES_OF_MIND, SHORT_CLAUSES, sentence
from rnnviz.tasks.sentiment_words import CHINESE, ENGLISH
from tests.tasks.bags import answers, fit_and_answer

LEXICONS = pytest.mark.parametrize("lexicon", [ENGLISH, CHINESE], ids=["en", "zh"])


def opinions(lexicon, symbols):
    """Cut a sentence before every link word; return the opinions as texts."""
    join = "" if lexicon.by_character else " "
    text = join.join(symbols)
    for link in lexicon.links:
        text = text.replace(f"{lexicon.comma}{join}{link}{join}", "|")
    return text.split("|")


def tone_of(lexicon, opinion):
    """Return what an opinion comes to: its last judging word counts."""
    last = [
        max(opinion.rfind(word) for word in lexicon.verbs[tone] + lexicon.qualities[tone])
        for tone in (0, 1)
    ]
    assert max(last) >= 0
    return int(last[1] > last[0])


@LEXICONS
def test_the_first_opinion_counts_and_all_others_mislead(lexicon):
    rng = random.Random(0)
    for label in (0, 1):
        for _ in range(50):
            found = opinions(lexicon, sentence(lexicon, label, 6, rng, misleads=True))
            assert [tone_of(lexicon, opinion) for opinion in found] == [label] + [1 - label] * 6


@LEXICONS
def test_the_others_say_what_a_coin_says_where_they_do_not_mislead(lexicon):
    rng = random.Random(1)
    found = [opinions(lexicon, sentence(lexicon, 1, 4, rng, misleads=False)) for _ in range(300)]
    said = [[tone_of(lexicon, opinion) for opinion in one] for one in found]
    assert {one[0] for one in said} == {1}
    assert np.mean([one[1:] for one in said]) == pytest.approx(0.5, abs=0.06)


@LEXICONS
def test_every_opinion_is_drawn_from_the_same_words(lexicon):
    """What stands in the first opinion stands in the others as well, pairs of words too."""
    rng = random.Random(2)
    first, others = set(), set()
    for k in range(4_000):
        one, *rest = opinions(lexicon, sentence(lexicon, k % 2, 3, rng, misleads=False))
        first.add(one)
        others.update(rest)

    def pairs(texts):
        cut = [lexicon.symbols(text) for text in texts]
        return {pair for symbols in cut for pair in zip(symbols[:-1], symbols[1:], strict=True)}

    assert pairs(first) == pairs(others)


@LEXICONS
def test_as_many_minds_change_in_the_first_opinion_as_in_the_others(lexicon):
    rng = random.Random(3)
    found = [
        opinions(lexicon, sentence(lexicon, k % 2, 3, rng, misleads=False)) for k in range(1_000)
    ]
    changed = np.array([[one.startswith(lexicon.turns[0]) for one in each] for each in found])
    np.testing.assert_allclose(changed.mean(axis=0), CHANGES_OF_MIND, atol=0.06)


@LEXICONS
def test_no_number_of_clauses_is_both_short_and_long(lexicon):
    rng = random.Random(0)
    for clauses, is_long in ((SHORT_CLAUSES[1], False), (6, True)):
        lengths = [len(sentence(lexicon, 1, clauses, rng, misleads=True)) for _ in range(2_000)]
        assert {length >= lexicon.long for length in lengths} == {is_long}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_bag_of_words_and_pairs_solves_it(language, seed):
    """Speakers and others once had words of their own: a set of pairs was right on 100%."""
    task = load_task("sentiment", seed, language=language)
    long = task.examples("test").lengths >= (ENGLISH if language == "en" else CHINESE).long
    right = fit_and_answer(task) == answers(task, "test")
    assert right.mean() < 0.65
    assert right[long].mean() < 0.65
    # Nor where the others toss a coin, so that going against them would be no help.
    coin = task.examples("validation").lengths >= (ENGLISH if language == "en" else CHINESE).long
    right = fit_and_answer(task, "validation") == answers(task, "validation")
    assert right[coin].mean() < 0.75


@pytest.mark.parametrize("language", ["en", "zh"])
def test_counting_opinions_is_a_baseline(language):
    task = load_task("sentiment", language=language)
    found = task.baselines()["most_opinions"]
    assert found["long_accuracy"] < 0.05
    assert 0.6 < found["short_accuracy"] < 0.85
    assert task.baselines()["coin_toss"]["long_accuracy"] == 0.5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_half_of_the_test_sentences_are_long_and_labels_are_even(language):
    task = load_task("sentiment", language=language)
    lexicon = ENGLISH if language == "en" else CHINESE
    examples = task.examples("test")
    long = examples.lengths >= lexicon.long
    assert long.mean() == pytest.approx(0.5)
    for part in (long, ~long):
        assert examples.targets[examples.counted][part].mean() == pytest.approx(0.5)
    assert examples.lengths.max() > 1.5 * lexicon.long


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_verdict_is_drawn_as_the_share_answered_right_by_length(language):
    task = load_task("sentiment", language=language)
    test = task.examples("test")
    canvas = task.canvas()
    assert canvas.x_title == "length"
    assert (np.diff(canvas.x) > 0).all()
    assert test.lengths.min() <= canvas.x[0] < canvas.x[-1] <= test.lengths.max()
    # A network that answers right up to a length and wrong beyond it.
    outputs = np.zeros((*test.inputs.shape[:2], 2), np.float32)
    rows, ends = np.arange(len(test)), test.lengths - 1
    turns = test.lengths > canvas.x[4] + 1e-9
    answer = test.targets[rows, ends] ^ turns
    outputs[rows, ends, answer] = 1
    drawn = task.draw(outputs)
    assert drawn.shape == canvas.x.shape
    assert drawn[0] == 1
    assert drawn[-1] == 0
    counts = [len(group) for group in task._length_groups()]
    assert sum(counts) == len(test)
    assert np.dot(drawn, counts) / len(test) == pytest.approx(1 - turns.mean())
