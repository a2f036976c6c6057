"""Baselines that answer every test example, judged as a network is."""

import math

import numpy as np
import pytest

from rnnviz.tasks import TASKS, SequenceTask, load_task

ANSWERED = {
    "adding": {"always_1"},
    "ball": {"persistence", "straight_line"},
    "copy": {"memoryless"},
    "hello": {"commonest_character"},
    "parens": {"entropy_floor", "uniform"},
    "peek": {"coin_toss"},
    "pronoun": {"word_pairs", "bag_of_words"},
    "reber": {"guessing"},
    "sentiment": {"coin_toss", "most_opinions"},
}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_baseline_answers_every_test_example(name):
    task = load_task(name)
    assert isinstance(task, SequenceTask)
    assert set(task.baseline_outputs) == ANSWERED[name]
    for called, outputs in task.baseline_outputs.items():
        assert outputs.shape == (*task.examples("test").counted.shape, task.output_size), called
        assert np.isfinite(outputs).all()
        judged, found = task.metrics("test", outputs), task.baselines()[called]
        known = task.known_baselines.get(called, {})
        for metric, value in found.items():
            assert value == known.get(metric, judged[metric])


def test_every_other_sequence_task_has_known_ones():
    others = {n for n in TASKS if isinstance(load_task(n), SequenceTask)} - set(ANSWERED)
    assert others == {"reverse"}


def test_where_classes_tie_no_share_of_right_answers_is_told():
    found = load_task("parens").baselines()
    assert set(found["uniform"]) == {"cross_entropy"}
    assert found["uniform"]["cross_entropy"] == pytest.approx(math.log(7))
    floor = load_task("parens").known_baselines["entropy_floor"]["cross_entropy"]
    task = load_task("parens")
    assert task._scored(task.baseline_outputs["entropy_floor"])["cross_entropy"] == pytest.approx(
        floor, abs=1e-9
    )


def test_who_remembers_nothing_of_what_is_to_be_copied_has_the_known_loss():
    for blanks in (5, 100):
        task = load_task("copy", blanks=blanks)
        found = task._scored(task.baseline_outputs["memoryless"])
        assert found == {"cross_entropy": pytest.approx(10 * math.log(8) / (blanks + 20))}


def test_counting_words_solves_the_pronouns_and_the_task_says_so():
    for seed in (0, 1, 2):
        found = load_task("pronoun", seed).baselines()
        assert found["bag_of_words"]["pronoun_accuracy"] == 1.0
        assert found["word_pairs"]["pronoun_accuracy"] == pytest.approx(0.5, abs=0.1)
    assert any("Word counts alone give" in note for note in load_task("pronoun").notes)
