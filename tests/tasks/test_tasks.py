"""What holds for every task."""

import time
from dataclasses import fields

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.tasks import SPLITS, TASKS, SequenceTask, load_task
from rnnviz.tasks.metrics import METRICS

VARIANTS = [
    *((name, {}) for name in TASKS),
    *(
        (name, {field.name: choice})
        for name, entry in TASKS.items()
        for field in fields(entry.options)
        for choice in field.metadata["choices"][1:]
    ),
]


def fresh(name, options, seed=3):
    """Load a task anew: ``load_task`` keeps what it has loaded."""
    return TASKS[name].load(seed, TASKS[name].options(**options))


@pytest.fixture(params=VARIANTS, ids=lambda v: "-".join([v[0], *v[1].values()]), scope="module")
def variant(request):
    return request.param


@pytest.fixture
def task(variant):
    return load_task(variant[0], seed=3, **variant[1])


def test_the_registry_says_whether_the_seed_draws_the_data(variant):
    first, second = (fresh(*variant, seed=seed) for seed in (3, 4))
    same = all(
        np.array_equal(getattr(first.examples(split), name), getattr(second.examples(split), name))
        for split in SPLITS
        for name in ("inputs", "targets", "lengths")
    )
    assert same == (not TASKS[variant[0]].drawn)


def test_a_person_can_read_its_repr(task):
    told = repr(task)
    assert told.startswith(f"{type(task).__name__} {task.name!r}: {task.title} (")
    outputs = "1 output" if task.output_size == 1 else f"{task.output_size} outputs"
    assert told.endswith(f"-> {outputs}, judged by {task.headline}")
    assert len(told) < 160
    assert "array" not in told


def test_is_the_same_for_the_same_seed(variant, task):
    again = fresh(*variant)
    for split in SPLITS:
        one, other = task.examples(split), again.examples(split)
        for name in ("inputs", "lengths", "targets", "counted"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_its_examples_are_finite_and_of_the_right_shapes(task):
    for split in SPLITS:
        examples = task.examples(split)
        count, steps = examples.counted.shape
        assert count > 0
        assert examples.counted.any(axis=1).all()
        if task.vocabulary:
            assert examples.inputs.shape == (count, steps)
            assert examples.inputs.dtype == np.int64
            assert 0 <= examples.inputs.min() <= examples.inputs.max() < len(task.vocabulary)
        else:
            assert examples.inputs.shape == (count, steps, task.input_size)
            assert examples.inputs.dtype == np.float32
            assert np.isfinite(examples.inputs).all()
            assert len(task.input_names) == task.input_size
        if task.kind == "regression":
            assert examples.targets.shape == (count, steps, task.output_size)
            assert np.isfinite(examples.targets).all()
        else:
            assert examples.targets.shape == (count, steps)
            assert 0 <= examples.targets.min() <= examples.targets.max() < task.output_size


def rows_of(examples):
    """Return what is read and what is asked of every example, without padding, as bytes."""
    return {
        (inputs[:n].tobytes(), targets[:n][counted[:n]].tobytes())
        for inputs, targets, counted, n in zip(
            examples.inputs, examples.targets, examples.counted, examples.lengths, strict=True
        )
    }


def test_no_test_data_in_training_or_it_says_so(task):
    shared = rows_of(task.examples("train")) & rows_of(task.examples("test"))
    if isinstance(task, SequenceTask):
        inputs = [{row[0] for row in rows_of(task.examples(s))} for s in ("train", "test")]
        shared |= inputs[0] & inputs[1]
    assert not shared or task.overlap


def test_loads_in_under_a_second(variant):
    start = time.process_time()  # what others do on the machine meanwhile does not count
    fresh(*variant)
    assert time.process_time() - start < 1


def test_says_what_it_is(task):
    for text in (task.title, task.summary, task.source, task.value_name, task.step_name):
        assert text
    assert task.summary.endswith(".")
    assert task.source.endswith(".")
    assert all(note.endswith(".") for note in task.notes)
    assert set(task.notes) == {task.overlap, *task.remarks, task.duration} - {""}
    assert task.defaults.cell in CELLS
    assert len(set(task.output_names)) == task.output_size


def test_its_metrics_and_baselines_have_the_names_of_the_field(task):
    examples = task.examples("test")
    outputs = (
        np.random.default_rng(0)
        .normal(size=(*examples.counted.shape, task.output_size))
        .astype(np.float32)
    )
    found = task.metrics("test", outputs)
    assert task.headline in found
    assert all(isinstance(value, float) and np.isfinite(value) for value in found.values())
    assert set(found) <= set(METRICS)
    baselines = task.baselines()
    assert baselines
    for values in baselines.values():
        assert task.headline in values
        assert set(values) <= set(METRICS)
        assert np.isfinite(list(values.values())).all()


def test_the_truth_itself_has_no_error(task):
    examples = task.examples("test")
    if task.kind == "regression":
        outputs = np.asarray(examples.targets, dtype=np.float64)
    else:
        outputs = 50 * np.eye(task.output_size)[examples.targets]
    found = task.metrics("test", outputs)
    for name, value in found.items():
        perfect = 1.0 if METRICS[name].higher_is_better else 0.0
        assert value == pytest.approx(perfect, abs=1e-4), name
    drawn = task.draw(outputs)
    np.testing.assert_allclose(drawn, task.canvas().truth, atol=1e-4)


def test_a_sequence_can_be_watched(task):
    for split in SPLITS:
        probe = task.probe(split)
        steps = len(probe.labels)
        assert steps > 0
        assert len(probe.inputs) == len(probe.value) == len(probe.target) == steps
        assert len(probe.answers) == steps
        assert task.probe_count(split) >= 1
        _, offset = task.readout_offset(probe)
        assert offset.shape == (steps,)


def test_known_losses_are_finite_and_positive(task):
    assert all(0 < loss < 20 for loss in task.reference_losses().values())


def test_its_arrays_cannot_be_changed(task):
    with pytest.raises(ValueError, match="read-only"):
        task.examples("test").inputs[0] = 1


def test_another_seed_draws_other_data():
    for name in ("sine", "mackey_glass", "ball", "sentiment", "pronoun", "reber", "parens"):
        one, other = (load_task(name, seed=seed).examples("test") for seed in (3, 4))
        assert one.inputs.shape != other.inputs.shape or (one.inputs != other.inputs).any(), name


def test_a_task_is_loaded_once():
    assert load_task("sine", seed=3) is load_task("sine", seed=3)


def test_an_unknown_task_lists_the_known_ones():
    with pytest.raises(ValueError, match="sine, "):
        load_task("cosine")


def test_an_unknown_split_lists_the_known_ones():
    for name in ("sine", "reber"):
        with pytest.raises(ValueError, match="train, validation, test"):
            load_task(name).examples("tests")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("sine", {"noise": -0.1}, "noise must be from 0 to 1, not -0.1"),
        ("sine", {"noise": float("nan")}, "noise must be from 0 to 1, not nan"),
        ("sine", {"noise": "loud"}, "noise must be a number, not 'loud'"),
        ("gs10", {"sampling": "daily"}, "unknown sampling 'daily'; choose one of annual, monthly"),
        ("stock", {"ticker": "XYZ"}, "unknown ticker 'XYZ'; choose one of GOOG, AAPL"),
        ("ball", {"split": ""}, "unknown split ''; choose one of random, by_start_and_speed"),
        ("sentiment", {"language": "fr"}, "unknown language 'fr'; choose one of en, zh"),
        ("adding", {"length": 1}, "length must be a whole number from 2 to 10,000, not 1"),
        ("adding", {"length": 10**9}, "length must be a whole number from 2 to 10,000"),
        ("adding", {"length": 50.0}, "length must be a whole number from 2 to 10,000, not 50.0"),
        ("copy", {"blanks": 0}, "blanks must be a whole number from 1 to 1,000, not 0"),
        ("reverse", {"length": 3}, "length must be a whole number from 4 to 20, not 3"),
        ("reverse", {"what": "words"}, "unknown what 'words'; choose one of digits, dates"),
        ("peek", {"length": 5}, "unknown option 'length'; this task has none"),
    ],
)
def test_a_wrong_option_is_one_clear_sentence(name, options, message):
    with pytest.raises(ValueError) as told:
        load_task(name, **options)
    assert message in str(told.value)
    assert "\n" not in str(told.value)
