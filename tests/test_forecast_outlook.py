import numpy as np
import pytest
import torch

from rnnviz.forecast_outlook import (
    LEAST_RUNS,
    MOST_STARTS,
    Ground,
    baseline_outlooks,
    network_outlook,
)
from rnnviz.forecasting import free_run, one_step
from rnnviz.models import SequenceModel
from rnnviz.tasks import load_task

TASKS = ("sine", "gs10", "stock", "weather", "sunspots", "mackey_glass")


@pytest.fixture(params=TASKS)
def task(request):
    return load_task(request.param)


@pytest.fixture
def ground(task):
    return Ground.of(task)


@pytest.fixture
def model(task):
    return SequenceModel.for_task(task, cell="gru", hidden_size=5, num_layers=1, seed=2).eval()


def test_the_starts_are_spread_over_the_test_range(task, ground):
    test = task.targets_of("test")
    assert len(ground.starts) == min(len(test), MOST_STARTS)
    assert (ground.starts[0], ground.starts[-1]) == (test[0], test[-1])
    assert (np.diff(ground.starts) > 0).all()
    np.testing.assert_array_equal(ground.truth[:, 0], task.series[ground.starts])
    assert np.isnan(ground.truth[-1, 1:]).all()


def test_a_network_is_seen_as_the_library_sees_it(task, ground, model):
    seen = network_outlook(model, task, ground)
    np.testing.assert_array_equal(seen.one_step, one_step(model, task).predicted)
    middle = len(ground.starts) // 2
    alone = free_run(model, task, ground.horizon, int(ground.starts[middle])).predicted
    # Relative to the data's spread: a forecast may be near 0.
    np.testing.assert_allclose(seen.free[middle], alone, rtol=1e-4, atol=1e-4 * task.std)
    assert seen.outside.shape == seen.free.shape
    assert not model.readout._forward_pre_hooks


def test_baselines_are_those_of_the_task(task, ground):
    seen = baseline_outlooks(task, ground)
    truth = task.series[task.test_start :]
    for name, metrics in task.baselines().items():
        rmse = np.sqrt(np.mean((seen[name].one_step - truth) ** 2))
        assert rmse == pytest.approx(metrics["rmse"])
        first = np.isin(task.targets_of("test"), ground.starts)
        np.testing.assert_allclose(seen[name].free[:, 0], seen[name].one_step[first])


def test_the_error_one_step_ahead_is_the_one_step_error(ground, task, model):
    error = ground.error(network_outlook(model, task, ground).free)
    ahead = one_step(model, task)
    squared = (ahead.predicted - ahead.truth)[ground.starts - task.test_start] ** 2
    assert error[0] == pytest.approx(np.sqrt(squared.mean()), rel=1e-5)
    runs = (~np.isnan(ground.truth)).sum(axis=0)
    assert (np.isnan(error) == (runs < LEAST_RUNS)).all()


def test_states_are_held_against_those_of_the_training_windows():
    task = load_task("sine")
    ground = Ground.of(task)
    model = SequenceModel.for_task(task, cell="rnn_tanh", hidden_size=4, seed=1).eval()
    with torch.no_grad():
        trained = model.hidden_states(torch.tensor(task.examples("train").inputs))[:, -1].numpy()
    seen = network_outlook(model, task, ground)
    # By hand: the third prediction of the fifth run, from 8 true values and 2 predicted ones.
    start = ground.starts[4]
    window = np.concatenate([task.series[start - 8 : start], seen.free[4, :2]])
    read = torch.tensor(task.normalise(window[:, None]))[None]
    with torch.no_grad():
        state = model.hidden_states(read)[0, -1].numpy()
    outside = (state < trained.min(axis=0)) | (state > trained.max(axis=0))
    assert seen.outside[4, 2] == pytest.approx(outside.mean())


def test_a_network_pushed_out_of_its_range_is_told():
    task = load_task("sine")
    model = SequenceModel.for_task(task, cell="rnn_relu", hidden_size=4, seed=1)
    with torch.no_grad():
        model.readout.bias += 50  # its predictions are far from everything it was trained on
    model.train()
    seen = network_outlook(model, task, Ground.of(task))
    assert model.training
    assert seen.outside[:, 0].mean() < 0.2, "the first prediction still reads true values"
    assert seen.outside[:, -1].min() >= 0.25
