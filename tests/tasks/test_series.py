"""What holds for every forecasting task, and the known figures of each."""

import numpy as np
import pytest

from rnnviz.forecasting import persistence
from rnnviz.tasks import SPLITS, TASKS, SeriesTask, load_task
from rnnviz.tasks.gs10 import annual_means
from rnnviz.tasks.mackey_glass import mackey_glass
from rnnviz.tasks.metrics import METRICS
from rnnviz.tasks.stock import TICKERS

SERIES = [name for name in TASKS if isinstance(load_task(name), SeriesTask)]


@pytest.fixture(params=[*SERIES, "gs10-monthly"])
def task(request):
    name, _, sampling = request.param.partition("-")
    return load_task(name, seed=3, **({"sampling": sampling} if sampling else {}))


def test_is_finite_and_ascending_in_time(task):
    assert np.isfinite(task.table).all()
    assert (np.diff(task.positions) > 0).all()
    assert len(task.step_labels) in (0, len(task.series))


def test_every_target_belongs_to_one_split(task):
    targets = [set(task.targets_of(split)) for split in SPLITS]
    assert set.union(*targets) == set(range(task.window, len(task.series)))
    assert sum(len(part) for part in targets) == len(task.series) - task.window


def test_windows_hold_what_came_before_their_target(task):
    for split in SPLITS:
        examples = task.examples(split)
        index = np.array(task.targets_of(split))
        assert examples.inputs.shape == (len(index), task.window, task.input_size)
        assert examples.counted[:, -1].all()
        assert examples.counted.sum() == len(index)
        np.testing.assert_allclose(
            examples.inputs[:, -1], task.normalise(task.table[index - 1]), rtol=1e-6
        )
        newest = task.series[index - 1]
        back = task.to_units(examples.targets[:, -1, 0], newest=newest)
        np.testing.assert_allclose(back, task.series[index], rtol=1e-6, atol=1e-5)


def test_no_later_value_is_seen_in_training(task):
    first_held_out = task.targets_of("validation")[0]
    assert max(task.targets_of("train")) < first_held_out
    # Nor may it set the scale.
    assert task.mean == pytest.approx(task.series[:first_held_out].mean())
    assert task.std == pytest.approx(task.series[:first_held_out].std())


def test_persistence_stands_among_the_baselines(task):
    found = task.baselines()["persistence"]
    assert found["rmse"] == pytest.approx(persistence(task).metrics()["rmse"])


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


def test_gs10_monthly_begins_its_test_with_the_year_2006():
    task = load_task("gs10", sampling="monthly")
    assert len(task.series) == 860
    assert task.step_labels[task.test_start] == "2006-01"
    assert task.step_labels[-1] == "2024-11"


def test_stock_has_its_known_persistence_error():
    task = load_task("stock")
    assert len(task.series) == 105
    assert task.baselines()["persistence"]["rmse"] == pytest.approx(0.0204, abs=5e-5)


@pytest.mark.parametrize("ticker", TICKERS)
def test_every_stock_begins_at_one(ticker):
    assert load_task("stock", ticker=ticker).series[0] == 1


def test_weather_reads_four_series_and_has_its_known_persistence_error():
    task = load_task("weather")
    assert task.table.shape == (1461, 4)
    assert (task.step_labels[0], task.step_labels[-1]) == ("2012-01-01", "2015-12-31")
    assert task.baselines()["persistence"]["rmse"] == pytest.approx(3.06, abs=5e-3)


def test_sunspots_has_the_errors_of_the_literature():
    task = load_task("sunspots")
    assert task.positions[task.test_start] == 1921
    assert task.positions[-1] == 1987
    found = task.baselines()
    for name, mse in (("persistence", 921), ("AR(9)", 305), ("AR(2)", 412)):
        assert found[name]["mse"] == pytest.approx(mse, abs=0.5)
        assert found[name]["mse"] == pytest.approx(found[name]["rmse"] ** 2)


def test_mackey_glass_has_its_baselines_84_steps_ahead_too():
    task = load_task("mackey_glass")
    found = task.baselines()
    starts = task.horizon_starts("test")
    truth = task.series[starts + 83]
    for name, nrmse in (("persistence", 1.60), ("AR(20)", 0.67), ("ETS", 1.60)):
        error = task.baseline_runs(starts, 84)[name][:, 83] - truth
        expected = np.sqrt(np.mean(error**2)) / task.series.std()
        assert found[name]["nrmse84"] == pytest.approx(expected)
        assert found[name]["nrmse84"] == pytest.approx(nrmse, abs=0.01)
    # One step ahead an autoregression is hard to beat.
    assert found["AR(20)"]["rmse"] == pytest.approx(0.00012, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "options", "mase"),
    [("stock", {"ticker": "AMZN"}, 0.58), ("sunspots", {}, 1.42), ("mackey_glass", {}, 1.01)],
)
def test_the_mase_of_persistence_itself_need_not_be_1(name, options, mase):
    found = load_task(name, **options).baselines()
    assert found["persistence"]["mase"] == pytest.approx(mase, abs=0.005)
    assert all("mase" in metrics for metrics in found.values())
    assert "no gain" not in METRICS["mase"].meaning


def test_the_number_of_sunspots_is_an_index():
    task = load_task("sunspots")
    assert task.unit == task.error_unit == ""
    assert "index" in task.value_name


def test_mackey_glass_obeys_its_equation():
    rng = np.random.default_rng(1)
    series = mackey_glass(300, rng)
    assert 0.2 < series.min() < series.max() < 1.4
    # Over one unit of time the change is about that of the equation at its middle.
    middle = (series[18:-1] + series[19:]) / 2
    delayed = (series[1:-18] + series[2:-17]) / 2
    slope = 0.2 * delayed / (1 + delayed**10) - 0.1 * middle
    np.testing.assert_allclose(np.diff(series)[18:], slope, atol=0.02)
