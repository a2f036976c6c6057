"""What holds for every task, and the truths of each."""

import time

import numpy as np
import pytest

from rnnviz.cells import CELLS
from rnnviz.forecasting import persistence
from rnnviz.tasks import SPLITS, TASKS, load_task
from rnnviz.tasks.gs10 import annual_means


@pytest.fixture(params=TASKS)
def task(request):
    return load_task(request.param, seed=3)


def test_is_the_same_for_the_same_seed(task):
    again = load_task(task.name, seed=3)
    np.testing.assert_array_equal(again.series, task.series)
    np.testing.assert_array_equal(again.positions, task.positions)


def test_is_finite_and_ascending_in_time(task):
    assert np.isfinite(task.series).all()
    assert (np.diff(task.positions) > 0).all()


def test_every_target_belongs_to_one_split(task):
    targets = [set(task.targets_of(split)) for split in SPLITS]
    assert set.union(*targets) == set(range(task.window, len(task.series)))
    assert sum(len(part) for part in targets) == len(task.series) - task.window


def test_windows_hold_what_came_before_their_target(task):
    for split in SPLITS:
        examples = task.examples(split)
        index = np.array(task.targets_of(split))
        assert examples.inputs.shape == (len(index), task.window, task.input_size)
        assert examples.inputs.dtype == examples.targets.dtype == np.float32
        assert examples.counted[:, -1].all()
        assert examples.counted.sum() == len(index)
        np.testing.assert_allclose(
            examples.inputs[:, -1], task.normalise(task.table[index - 1]), rtol=1e-6
        )
        newest = task.series[index - 1]
        back = task.to_units(examples.targets[:, -1, 0], newest=newest)
        np.testing.assert_allclose(back, task.series[index], atol=1e-5)


def test_no_later_value_is_seen_in_training(task):
    first_held_out = task.targets_of("validation")[0]
    assert max(task.targets_of("train")) < first_held_out
    # Nor may it set the scale.
    assert task.mean == pytest.approx(task.series[:first_held_out].mean())
    assert task.std == pytest.approx(task.series[:first_held_out].std())


def test_loads_in_under_a_second(task):
    start = time.perf_counter()
    load_task(task.name)
    assert time.perf_counter() - start < 1


def test_says_what_it_is(task):
    for text in (task.title, task.summary, task.source, task.value_name, task.step_name):
        assert text
    assert task.summary.endswith(".")
    assert task.defaults.cell in CELLS


def test_its_arrays_cannot_be_changed(task):
    with pytest.raises(ValueError, match="read-only"):
        task.table[0] = 1


def test_an_unknown_task_lists_the_known_ones():
    with pytest.raises(ValueError, match="sine, "):
        load_task("cosine")


def test_an_unknown_split_lists_the_known_ones():
    with pytest.raises(ValueError, match="train, validation, test"):
        load_task("sine").targets_of("tests")


def test_sine_has_its_noise_and_its_persistence_error():
    task = load_task("sine")
    noise = task.series - np.sin(task.positions)
    assert noise.min() >= 0
    assert noise.max() < 0.2
    assert noise.std() == pytest.approx(0.2 / np.sqrt(12), rel=0.1)  # the floor of every forecast
    assert len(task.targets_of("test")) == 80
    assert persistence(task).metrics()["rmse"] == pytest.approx(0.10, abs=0.01)


def test_gs10_is_the_real_series_with_its_known_persistence_error():
    years, means = annual_means()
    assert (years[0], years[-1]) == (1953, 2023)
    # Twelve monthly figures of 1954 and of 2023, read off the file by hand.
    assert means[1] == pytest.approx(2.4017, abs=1e-4)
    assert means[-1] == pytest.approx(3.9575, abs=1e-4)
    naive = persistence(load_task("gs10"))
    assert len(naive.truth) == 18
    assert naive.positions[0] == 2006
    assert naive.metrics()["rmse"] == pytest.approx(0.724, abs=5e-4)
