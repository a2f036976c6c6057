"""The Forecast page without a browser: its sentences, its table and its files."""

import json
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from rnnviz.analysis.gain import relative_gain
from rnnviz.runs.case_scores import unpack_case_scores
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.verdict import gain_in_words
from rnnviz.tasks import Architecture, load_task
from rnnviz.tasks.metrics import METRICS
from rnnviz.train_config import TrainConfig
from rnnviz.ui.sweep import sweep_specs
from tests.app.test_pages import open_page, text_of, trained
from tests.ui.test_stage import train_into

PAGE = "pages/forecast.py"


def open_forecast(runs, **query):
    return open_page(PAGE, runs=".".join(run.id for run in runs), **query)


def headline(test):
    wanted = "persistence (next value = this value)"
    return next(part.value for part in test.markdown if wanted in part.value)


@pytest.mark.parametrize("ticker", ["GOOG", "NFLX"])
def test_who_wins_on_share_prices_is_said_by_the_numbers(engine, store, ticker):  # noqa: F811
    spec = RunSpec(
        "stock",
        "lstm",
        Architecture(64, num_layers=2, dropout=0.2),
        TrainConfig(epochs=4),
        {"ticker": ticker},
    )
    run = train_into(store, spec)
    test = open_forecast([run])
    scores = unpack_case_scores(store.case_scores(run.id))
    gain = relative_gain(
        scores.run.values, scores.baselines["persistence"].values, root=True, overlap=1
    )
    words = "beats" if gain.better else "is worse than" if gain.worse else "cannot be told apart"
    assert f"LSTM {words}" in headline(test)
    assert "on 21 test values" in headline(test)
    lab = open_page("pages/lab.py", runs=run.id)
    assert headline(lab) == headline(test)
    assert lab.dataframe[0].value["against persistence"][0] == gain_in_words(METRICS["rmse"], gain)


def test_baselines_stand_beside_the_networks_one_step_and_free(engine, store):  # noqa: F811
    run = trained(store, ["gru"], task="sunspots")[0]
    table = open_forecast([run]).dataframe[0].value.set_index("forecast")
    assert table.index.tolist() == ["GRU", "persistence", "seasonal naive", "AR(9)", "AR(2)", "ETS"]
    one, free = (table[f"{name} RMSE"] for name in ("one-step", "free-run"))
    for name, found in run.result["baselines"].items():
        assert one[name.replace("_", " ")] == pytest.approx(found["rmse"])
    assert free.notna().all()
    assert table["before training"]["GRU"] != "–"
    assert table["before training"]["ETS"] == "–"


def test_the_address_names_start_and_steps_of_the_free_run(engine, store):  # noqa: F811
    run = trained(store, ["gru"])[0]
    test = open_forecast([run], start="3", horizon="5")
    assert "from year 2009 on, over its first 5 steps" in text_of(test)
    for nonsense in ({"start": "-1"}, {"start": "²"}, {"horizon": "0"}, {"start": "9" * 300}):
        open_forecast([run], **nonsense)


def test_seeds_of_one_setting_stand_together(engine, store):  # noqa: F811
    runs = [
        train_into(store, RunSpec("gs10", cell, Architecture(4), TrainConfig(epochs=2, seed=seed)))
        for cell, seed in (("lstm", 0), ("gru", 0), ("lstm", 1), ("lstm", 2))
    ]
    test = open_forecast(runs)
    table = test.dataframe[0].value
    assert table["forecast"].tolist()[:4] == ["LSTM, seed 0", "LSTM, seed 1", "LSTM, seed 2", "GRU"]
    assert "LSTM, 3 seeds" in headline(test)
    assert "GRU" in headline(test)
    assert "on 18 test values" in headline(test)
    assert "LSTM, 3 seeds" in text_of(test)
    assert not test.info, "seeds of one series are no other data"
    figure = json.loads(test.get("plotly_chart")[0].proto.spec)
    assert [trace["fill"] for trace in figure["data"] if "fill" in trace] == ["toself"]


def test_seeds_of_drawn_data_stand_together_too(engine, store):  # noqa: F811
    specs = sweep_specs("sine", ["gru"], [4], range(3), 1, 5)
    runs = [train_into(store, spec) for spec in specs]
    test = open_forecast(runs)
    assert not test.info
    assert "GRU, 3 seeds" in text_of(test)
    figure = json.loads(test.get("plotly_chart")[0].proto.spec)
    assert [trace["fill"] for trace in figure["data"] if "fill" in trace] == ["toself"]
    # Baselines are of the data that all of them learnt.
    table = test.dataframe[0].value.set_index("forecast")
    found = table.loc["persistence"].tolist()
    rmse = load_task("sine", 5).baselines()["persistence"]["rmse"]
    assert any(isinstance(v, float) and v == pytest.approx(rmse) for v in found), found


def test_a_seed_that_draws_other_data_is_left_out(engine, store):  # noqa: F811
    runs = [
        train_into(store, RunSpec("sine", "gru", Architecture(4), TrainConfig(epochs=1, seed=seed)))
        for seed in (0, 1)
    ]
    test = open_forecast(runs)
    assert "1 more of the chosen runs is not shown" in test.info[0].value
    assert test.dataframe[0].value["forecast"].tolist()[:2] == ["GRU", "persistence"]


def test_inputs_that_nobody_forecasts_are_said(engine, store):  # noqa: F811
    test = open_forecast(trained(store, ["gru"], task="weather"))
    assert "lowest temperature, wind and precipitation" in text_of(test)
    assert "Nobody forecasts" not in text_of(open_forecast(trained(store, ["gru"])))


def test_a_network_that_trains_is_shown_as_it_is_and_anew_when_there_is_more(engine, store):  # noqa: F811
    spec = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=30))
    run = train_into(store, spec, until="before its end")
    store.set_status(run.id, "running", "")
    newest = store.snapshot_epochs(run.id)[-1]
    test = open_forecast([run])
    assert f"Still training; shown here: GRU after epoch {newest}" in test.info[0].value
    store.set_status(run.id, "stopped", "Stopped.")
    test.button(key="forecast_look_again").click().run()
    assert not test.exception
    assert not test.info


def test_runs_without_a_network_are_explained(engine, store):  # noqa: F811
    ready = trained(store, ["gru"])[0]
    queued = store.create(RunSpec("gs10", "lstm", Architecture(4), TrainConfig()))
    assert "LSTM is not shown" in open_forecast([ready, queued]).info[0].value
    store.set_status(queued.id, "failed", "The worker died.")
    assert "There is no network to show for LSTM. The worker died." in text_of(
        open_forecast([queued])
    )


@pytest.mark.parametrize("task", ["gs10", "weather"])
def test_the_series_that_are_shown_leave_as_a_table(engine, store, task):  # noqa: F811
    from rnnviz.forecast_outlook import Ground
    from rnnviz.ui.forecast_runs import baselines_of, foresee
    from rnnviz.ui.forecast_table import Row, error_table, series_table
    from rnnviz.ui.forecast_view import Moment

    run = trained(store, ["gru"], task=task)[0]
    data = run.spec.load_task()
    ground = Ground.of(data)
    rows = {"GRU": Row(foresee(store, [run])[0].after)}
    rows |= {name: Row(seen) for name, seen in baselines_of(run).items()}
    moment = Moment(start=int(ground.starts[-3] - data.test_start), steps=6)
    table = pd.read_csv(StringIO(series_table(data, ground, rows, moment).to_csv(index=False)))
    known = len(data.targets_of("test"))
    assert len(table) > known
    np.testing.assert_allclose(table["truth"][:known], data.series[data.test_start :])
    assert table["truth"][known:].isna().all()
    assert (np.diff(table[data.step_name]) > 0).all()
    free = table["GRU, free run"]
    np.testing.assert_array_equal(np.flatnonzero(free.notna()), moment.start + np.arange(6))
    rmse = np.sqrt(np.nanmean((free - table["truth"]) ** 2))
    errors = error_table(data, ground, rows, moment).set_index("forecast")
    column = next(name for name in errors if str(name).startswith("free-run RMSE"))
    assert errors[column]["GRU"] == pytest.approx(rmse)
