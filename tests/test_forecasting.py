import numpy as np
import pytest
import torch

from rnnviz.evaluation import evaluate, free_run_error, free_runs
from rnnviz.forecasting import Forecast, free_run, one_step, persistence
from rnnviz.models import SequenceModel
from rnnviz.tasks import TASKS, SeriesTask, load_task


@pytest.fixture(params=[name for name in TASKS if isinstance(load_task(name), SeriesTask)])
def task(request):
    return load_task(request.param)


@pytest.fixture
def model(task):
    return SequenceModel.for_task(task, cell="gru", hidden_size=5, seed=2)


# Networks compute in single precision, in numbers of the size of a standard deviation, and many
# windows at once give other last digits than one alone. Where a forecast is near 0, an error
# relative to it says nothing.
ROUNDING = 1e-5


def by_hand(model, task, window):
    """Forecast what follows a window (window, inputs), true or predicted, in the data's units."""
    x = torch.from_numpy(task.normalise(window))[None]
    with torch.no_grad():
        readout = float(model(x)[0, -1, 0])
    return readout * task.std + (window[-1, 0] if task.predicts == "change" else task.mean)


def test_one_step_reads_true_values_only(task, model):
    forecast = one_step(model, task)
    test = task.targets_of("test")
    model.eval()
    expected = [by_hand(model, task, task.table[k - task.window : k]) for k in test]
    np.testing.assert_allclose(
        forecast.predicted, expected, rtol=ROUNDING, atol=ROUNDING * task.std
    )
    np.testing.assert_array_equal(forecast.truth, task.series[test.start :])
    np.testing.assert_array_equal(forecast.positions, task.positions[test.start :])


def test_free_run_feeds_on_its_own_predictions(task, model):
    forecast = free_run(model.eval(), task, horizon=4)
    window = task.table[task.test_start - task.window : task.test_start]
    for predicted in forecast.predicted:
        expected = by_hand(model, task, window)
        assert predicted == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING * task.std)
        # What the network does not forecast stays as it was.
        newest = np.array([predicted, *window[-1, 1:]])
        window = np.concatenate([window[1:], newest[None]])


def test_free_run_may_leave_the_data(task, model):
    beyond = len(task.series) - task.test_start + 3
    forecast = free_run(model, task, horizon=beyond)
    assert np.isnan(forecast.truth[-3:]).all()
    assert np.isfinite(forecast.predicted).all()
    assert (np.diff(forecast.positions) > 0).all()
    assert np.isfinite(forecast.metrics()["rmse"])


def test_free_run_and_one_step_agree_on_the_first_step(task, model):
    expected = one_step(model, task).predicted[0]
    found = free_run(model, task).predicted[0]
    assert found == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING * task.std)


@pytest.mark.parametrize("start", [-1, 0, 10_000])
def test_free_run_needs_a_window_before_its_start(task, model, start):
    with pytest.raises(ValueError, match="start must be from"):
        free_run(model, task, start=start)


def test_free_run_needs_a_step(task, model):
    with pytest.raises(ValueError, match="horizon must be at least 1"):
        free_run(model, task, horizon=0)


def test_persistence_is_the_value_before(task):
    forecast = persistence(task)
    np.testing.assert_array_equal(forecast.predicted[1:], forecast.truth[:-1])


def test_metrics_are_those_of_the_textbook():
    forecast = Forecast(np.arange(3.0), np.array([1.0, 2.0, 9.0]), np.array([1.0, 4.0, np.nan]))
    assert forecast.metrics() == {"rmse": pytest.approx(np.sqrt(2)), "mae": pytest.approx(1.0)}


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ([1.0, 4.0, np.nan], "rmse 1.414, mae 1 over the 2 whose truth is known"),
        ([np.nan] * 3, "the truth is not known"),
    ],
)
def test_a_person_can_read_the_repr(truth, said):
    forecast = Forecast(np.arange(3.0) + 0.5, np.array([1.0, 2.0, 9.0]), np.array(truth))
    assert repr(forecast) == f"Forecast of 3 values from position 0.5 to 2.5; {said}"


def test_a_forecast_of_nothing_has_a_repr():
    assert repr(Forecast(*[np.zeros(0)] * 3)) == "Forecast of 0 values"


def test_forecasting_leaves_the_mode_of_the_model_alone(task, model):
    model.train()
    one_step(model, task)
    assert model.training


def test_many_free_runs_are_as_many_single_ones(task, model):
    starts = np.array([task.test_start, task.test_start + 3])
    together = free_runs(model, task, starts, 4)
    for start, predicted in zip(starts, together, strict=True):
        alone = free_run(model, task, horizon=4, start=int(start)).predicted
        np.testing.assert_allclose(predicted, alone, rtol=ROUNDING, atol=ROUNDING * task.std)


def test_the_error_of_free_runs_is_over_the_deviation_of_the_series():
    task = load_task("mackey_glass")
    model = SequenceModel.for_task(task, cell="gru", hidden_size=3)
    with torch.no_grad():
        for weights in model.readout.parameters():
            weights.zero_()  # always no change: the forecast is the last true value
    starts = np.arange(task.test_start, len(task.series) - 83, 4)
    error = task.series[starts - 1] - task.series[starts + 83]
    expected = np.sqrt(np.mean(error**2)) / task.series.std()
    assert free_run_error(model, task) == pytest.approx(expected)
    assert evaluate(model, task)["nrmse84"] == pytest.approx(expected)
