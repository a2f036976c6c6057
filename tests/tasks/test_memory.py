"""The truths of the memory and architecture tasks that need no network, and of the ball."""

import math

import numpy as np
import pytest

from rnnviz.tasks import SPLITS, adding, load_task
from rnnviz.tasks.adding import SIZES
from rnnviz.tasks.ball import SCALE
from rnnviz.tasks.copy_memory import BLANK, GO, memoryless_loss
from rnnviz.tasks.duration import duration_note


def test_adding_marks_one_number_in_each_half_and_asks_for_their_sum():
    examples = load_task("adding").examples("test")
    values, marks = examples.inputs[..., 0], examples.inputs[..., 1]
    assert examples.inputs.shape[1] == 50
    assert (marks[:, :25].sum(axis=1) == 1).all()
    assert (marks[:, 25:].sum(axis=1) == 1).all()
    np.testing.assert_allclose((values * marks).sum(axis=1), examples.targets[:, -1, 0], rtol=1e-6)


def test_always_1_has_an_error_of_a_sixth():
    for length in (2, 50, 300):
        baselines = load_task("adding", length=length).baselines()
        assert baselines["always_1"]["mse"] == pytest.approx(1 / 6, abs=0.01)


def test_copy_asks_for_what_was_said():
    examples = load_task("copy", blanks=7).examples("test")
    assert examples.inputs.shape[1] == 27
    np.testing.assert_array_equal(examples.targets[:, -10:], examples.inputs[:, :10])
    assert (examples.targets[:, :-10] == BLANK).all()
    assert (examples.inputs[:, -11] == GO).all()
    assert (examples.inputs[:, -10:] == BLANK).all()


def test_who_remembers_nothing_has_the_known_loss():
    task = load_task("copy", blanks=100)
    examples = task.examples("test")
    scores = np.full((*examples.counted.shape, task.output_size), -1e9)
    scores[:, :-10, BLANK] = 0
    scores[:, -10:, :BLANK] = 0
    found = task.metrics("test", scores)["cross_entropy"]
    assert found == pytest.approx(10 * math.log(8) / 120)
    assert memoryless_loss(1000) == pytest.approx(0.0204, abs=5e-5)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (60, ""),
        (70, "about a minute"),
        (100, "about 2 minutes"),
        (600, "about 10 minutes"),
    ],
)
def test_a_training_longer_than_a_minute_is_announced(seconds, said):
    note = (
        f"With these options, training the default network takes {said} on one core of a small "
        "computer."
    )
    assert duration_note(seconds * 1_000, 1_000) == (note if said else "")


@pytest.mark.parametrize(
    ("name", "option", "long"), [("adding", "length", 600), ("copy", "blanks", 1000)]
)
def test_a_long_memory_is_said_to_take_long_before_it_is_trained(name, option, long):
    assert not load_task(name).notes
    task = load_task(name, **{option: long})
    assert "minutes" in task.duration
    assert task.notes == (task.duration,)


def test_the_longest_sums_take_no_more_memory_than_long_ones():
    task = load_task("adding", length=10_000)
    for split, usual in zip(SPLITS, SIZES, strict=True):
        examples = task.examples(split)
        assert 100 <= len(examples) < usual
        assert examples.inputs.size <= 2 * 5_000_000
    assert (task.examples("train").inputs[..., 1].sum(axis=1) == 2).all()
    training = task.defaults.training
    assert training.batch_size * 10_000 == 50 * 1000
    # Up to a thousand steps all is as it was.
    assert (adding.MOST_STEPS[1] // 1000, adding.MOST_STEPS[2] // 1000) == SIZES[1:]
    assert adding.STEPS_OF_A_BATCH // 1000 == adding.BATCH


def test_peek_asks_for_the_sign_of_the_next_number():
    examples = load_task("peek").examples("test")
    asked = examples.counted[:, :-1]
    assert asked.all()
    assert not examples.counted[:, -1].any()
    np.testing.assert_array_equal(examples.targets[:, :-1] == 1, examples.inputs[:, 1:, 0] > 0)


def test_reverse_lays_out_source_start_and_answer():
    task = load_task("reverse")
    probe = task.probe("test", 4)
    text = "".join(probe.labels)
    source = text[: task.source_length]
    assert text[task.source_length] == "▸"
    assert "".join(probe.answers) == source[::-1]
    assert text[task.source_length + 1 :] == source[::-1][:-1]


def test_a_date_is_written_another_way():
    task = load_task("reverse", what="dates")
    probe = task.probe("test")
    written = "".join(probe.answers)
    source = "".join(probe.labels)[: task.source_length]
    assert source[4:6] == written[-2:]
    assert source[-4:] == written[:4]
    assert "JanFebMarAprMayJunJulAugSepOctNovDec".index(source[:3]) // 3 + 1 == int(written[5:7])


def distinct(examples):
    return {row[:n].tobytes() for row, n in zip(examples.inputs, examples.lengths, strict=True)}


def test_ball_has_the_rows_of_the_tutorial():
    task = load_task("ball")
    parts = [task.examples(split) for split in SPLITS]
    assert [len(part) for part in parts] == [6000, 2000, 2000]
    assert len(set.union(*map(distinct, parts))) <= 1260
    for part in parts:
        assert set(np.unique(part.lengths)) == set(range(4, 10))
        first = part.inputs[:, 0, 0] * SCALE
        speed = part.inputs[:, 1, 0] * SCALE - first
        assert np.abs(first).max() <= 10.001
        assert set(np.unique(np.round(np.abs(speed)))) == {1, 2, 3, 4, 5}
        last = part.targets[np.arange(len(part)), part.lengths - 1, 0] * SCALE
        np.testing.assert_allclose(last, first + speed * part.lengths, atol=1e-4)
    test_rows = [row[:n].tobytes() for row, n in zip(parts[2].inputs, parts[2].lengths)]  # noqa: B905
    known = distinct(parts[0])
    assert np.mean([row in known for row in test_rows]) > 0.97


def test_the_honest_split_shares_no_start_and_speed():
    task = load_task("ball", split="by_start_and_speed")
    pairs = [
        {tuple(np.round(row[:2, 0] * SCALE).tolist()) for row in task.examples(split).inputs}
        for split in SPLITS
    ]
    assert not pairs[0] & pairs[1]
    assert not (pairs[0] | pairs[1]) & pairs[2]
    assert sum(map(len, pairs)) == 210


def test_the_honest_split_says_how_much_of_its_rows_is_in_training_rows():
    """No whole row is in both, but many a test row is a stretch of a training row."""
    task = load_task("ball", split="by_start_and_speed")

    def whole(split):
        examples = task.examples(split)
        ends = examples.lengths - 1
        last = examples.targets[np.arange(len(ends)), ends, 0] * SCALE
        read = np.round(examples.inputs[..., 0] * SCALE)
        return [
            (*row[:n].tolist(), float(end))
            for row, n, end in zip(read, examples.lengths, np.round(last), strict=True)
        ]

    def within(row, other):
        reach = len(other) - len(row)
        return any(other[k : k + len(row)] == row for k in range(reach + 1))

    known, tested = set(whole("train")), whole("test")
    inside = {row: any(within(row, other) for other in known) for row in set(tested)}
    ends = {row[-3:]: any(within(row[-3:], other) for other in known) for row in set(tested)}
    assert not known & set(tested)
    share = np.mean([inside[row] for row in tested])
    triples = np.mean([ends[row[-3:]] for row in tested])
    assert share == pytest.approx(0.53, abs=0.005)
    assert triples == pytest.approx(0.88, abs=0.005)
    assert f"{share:.0%} of the test rows are part" in task.overlap
    assert f"{triples:.0%} end with three consecutive" in task.overlap


@pytest.mark.parametrize("split", ["random", "by_start_and_speed"])
def test_a_straight_line_solves_the_ball_and_the_task_says_so(split):
    task = load_task("ball", split=split)
    found = task.baselines()["straight_line"]
    assert found["accuracy"] > 0.999999
    assert found["rmse"] < 1e-5
    assert found["rmse"] < 1e-5 * task.baselines()["persistence"]["rmse"]
    assert any("Arithmetic solves this task" in note for note in task.notes)


def test_the_accuracy_of_the_ball_is_that_of_the_tutorial():
    task = load_task("ball")
    examples = task.examples("test")
    off_by_a_tenth = np.asarray(examples.targets) * 1.1
    truth = examples.targets[examples.counted][:, 0]
    expected = 1 - np.mean(0.1 * np.abs(truth) / (np.abs(truth) + 1e-4))
    found = task.metrics("test", off_by_a_tenth)
    assert found["accuracy"] == pytest.approx(expected, abs=1e-6)
    assert found["rmse"] == pytest.approx(np.sqrt(np.mean((0.1 * truth * SCALE) ** 2)), rel=1e-5)
