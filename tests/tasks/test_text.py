"""The truths of the text tasks that need no network."""

import math
import random

import numpy as np
import pytest

from rnnviz.tasks import SPLITS, load_task
from rnnviz.tasks.hello import CONTEXT, TEXT
from rnnviz.tasks.parens import DEEPEST, depths, entropy_floor
from rnnviz.tasks.pronoun import MEN, VOCABULARY, WOMEN, subject_genders
from rnnviz.tasks.reber import SYMBOLS, embedded_string, legal_next


def words_of(task, split, row):
    examples = task.examples(split)
    return [task.vocabulary[k] for k in examples.inputs[row, : examples.lengths[row]]]


def test_hello_has_nine_contexts_none_of_which_is_there_twice():
    examples = load_task("hello").examples("test")
    assert examples.inputs.shape == (9, CONTEXT, 8)
    assert len({row.tobytes() for row in examples.inputs}) == 9
    assert (examples.inputs.sum(axis=-1) == 1).all()
    probe = load_task("hello").probe("test", 3)
    assert "".join(probe.labels) == TEXT[3:5]
    assert probe.answers == ("", TEXT[5])
    assert np.isnan(probe.value).all()


def test_reber_strings_are_of_the_grammar_and_unseen():
    task = load_task("reber")
    strings = {
        split: ["".join(words_of(task, split, k)) + "E" for k in range(len(task.examples(split)))]
        for split in SPLITS
    }
    for string in sum(strings.values(), []):
        assert len(legal_next(string)) == len(string) - 1
    assert len(strings["train"]) == len(set(strings["test"])) == 256
    assert not set(strings["test"]) & set(strings["train"] + strings["validation"])


@pytest.mark.parametrize(
    "string", ["", "BTE", "BTBTXSET", "BTBTXSEPE", "BXBTXSEXE", "BTBXETE", "BTBTXSE"]
)
def test_what_is_no_reber_string_is_refused(string):
    with pytest.raises(ValueError, match="not an embedded Reber string"):
        legal_next(string)


def test_what_may_follow_in_a_reber_string():
    assert legal_next("BTBTXSETE") == ["TP", "B", "TP", "SX", "XS", "E", "T", "E"]


def test_a_reber_string_repeats_its_second_symbol():
    rng = random.Random(0)
    for _ in range(200):
        string = embedded_string(rng)
        assert set(string) <= set(SYMBOLS)
        assert string[1] == string[-2]


def test_parens_never_leave_their_depths_and_name_them():
    for split in SPLITS:
        symbols = np.asarray(load_task("parens").examples(split).inputs)
        depth = depths(symbols)
        assert depth.min() == 0
        assert depth.max() == DEEPEST
        digits = symbols >= 2
        np.testing.assert_array_equal((symbols - 2)[digits], depth[digits])


def test_the_entropy_floor_is_what_who_knows_the_rule_reaches():
    task = load_task("parens")
    examples = task.examples("test")
    depth = depths(np.asarray(examples.inputs))
    scores = np.full((*depth.shape, task.output_size), -1e9)
    rows, steps = np.indices(depth.shape)
    scores[rows, steps, 2 + depth] = 0
    scores[..., 0][depth < DEEPEST] = 0
    scores[..., 1][depth > 0] = 0
    found = task.metrics("test", scores)["cross_entropy"]
    assert found == pytest.approx(entropy_floor(examples), abs=1e-12)
    assert math.log(2) < found < math.log(3)
    assert task.baselines()["entropy_floor"]["cross_entropy"] == pytest.approx(found)


def test_every_pronoun_is_that_of_its_subject():
    task = load_task("pronoun")
    for row in range(100):
        words = words_of(task, "test", row)
        for k, word in enumerate(words):
            if word in ("he", "she"):
                subject = next(w for w in reversed(words[:k]) if w in WOMEN + MEN)
                assert (subject in WOMEN) == (word == "she")


def test_the_gender_must_be_known_from_the_subject_to_the_pronoun():
    task = load_task("pronoun")
    examples = task.examples("test")
    genders = subject_genders(examples)
    for row in range(50):
        words = words_of(task, "test", row)
        expected, now = [], 0
        for word in words:
            now = 1 if word in WOMEN else -1 if word in MEN else 0 if word in ("he", "she") else now
            expected.append(now)
        assert genders[row, : len(words)].tolist() == expected
        assert not genders[row, len(words) :].any()
    assert set(np.unique(genders)) == {-1, 0, 1}
    assert len(VOCABULARY) == len(set(VOCABULARY))
