import numpy as np
import pytest
import torch

from rnnviz.forecast_outlook import Ground, baseline_outlooks, network_outlook
from rnnviz.models import SequenceModel
from rnnviz.packets import FORECAST
from rnnviz.runs.run import Run
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture, SeriesTask, load_task
from rnnviz.train_config import TrainConfig
from rnnviz.ui.forecast_runs import Foreseen, settings_of
from rnnviz.ui.forecast_table import Row, error_table
from rnnviz.ui.forecast_view import HIDDEN_SHARE, Moment, view_packet
from rnnviz.ui.forecast_words import Horizons, horizon_sentence, ranges_in_words
from tests.checked_packets import checked


def a_run(cell="lstm", seed=0, units=4, task="gs10", id_="abcdefgh"):
    spec = RunSpec(task, cell, Architecture(units), TrainConfig(seed=seed))
    return Run(id_, "default", spec, "finished", "", 0.0, "", {})


def test_runs_of_one_setting_have_one_name_and_one_colour():
    runs = [
        a_run(id_="a0", seed=1),
        a_run(id_="b0", cell="gru"),
        a_run(id_="c0", seed=0),
        a_run(id_="d0", units=8),
    ]
    many, gru, other = settings_of(runs)
    assert (many.label, gru.label, other.label) == (
        "LSTM, 4 units, 2 seeds",
        "GRU",
        "LSTM, 8 units",
    )
    assert many.labels == {"c0": "LSTM, 4 units, seed 0", "a0": "LSTM, 4 units, seed 1"}
    assert (many.variant, gru.variant, other.variant) == (0, 0, 1)
    assert gru.labels == {"b0": "GRU"}


@pytest.mark.parametrize("name", ["sine", "gs10", "stock", "weather", "sunspots", "mackey_glass"])
def test_the_packet_holds_every_free_run_and_the_axis_they_stand_on(name):
    task = load_task(name)
    assert isinstance(task, SeriesTask)
    ground = Ground.of(task)
    model = SequenceModel.for_task(task, cell="gru", hidden_size=3)
    run = a_run("gru", task=name)
    seen = network_outlook(model, task, ground)
    networks = {run.id: Foreseen(run, 1, seen, seen)}
    baselines = baseline_outlooks(task, ground)
    packet = view_packet(task, ground, settings_of([run]), networks, baselines, Moment(2, 5))
    header, arrays = checked(FORECAST, packet)
    starts = arrays["starts"].astype(int)
    first = task.test_start - header["test_at"]
    np.testing.assert_array_equal(starts + first, ground.starts)
    assert (np.diff(arrays["x"]) > 0).all()
    np.testing.assert_allclose(
        arrays["truth"][: len(task.series) - first], task.series[first:], rtol=1e-6
    )
    assert np.isnan(arrays["truth"][len(task.series) - first :]).all()
    lines = header["lines"]
    assert [line["kind"] for line in lines] == ["network"] + ["baseline"] * len(baselines)
    assert header["strongest"] in baselines
    np.testing.assert_allclose(arrays["0/free"], seen.free, rtol=1e-6)
    np.testing.assert_allclose(arrays["0/outside"] / 127, seen.outside, atol=0.005)
    # What counts as left in the browser counts as left here.
    limit = round(HIDDEN_SHARE * 127)
    np.testing.assert_array_equal(arrays["0/outside"] >= limit, seen.outside >= HIDDEN_SHARE)
    assert header["opened"] == {"start": 2, "steps": 5}
    assert len(header["labels"]) in (0, len(task.series) - first)
    assert len(packet) < 1_500_000


def test_a_free_run_that_runs_away_is_shown_as_one():
    task = load_task("gs10", sampling="monthly")
    ground = Ground.of(task)
    model = SequenceModel.for_task(task, cell="rnn_relu", hidden_size=3)
    with torch.no_grad():
        for weights in model.parameters():
            weights.fill_(3.0)
    run = a_run("rnn_relu")
    seen = network_outlook(model, task, ground)
    assert not np.isfinite(seen.free).all()
    baselines = baseline_outlooks(task, ground)
    networks = {run.id: Foreseen(run, 1, seen, None)}
    packet = view_packet(
        task, ground, settings_of([run]), networks, baselines, Moment(0, ground.horizon)
    )
    assert not (np.abs(checked(FORECAST, packet)[1]["0/free"]) > 1.01e30).any()
    rows = {"RNN ReLU": Row(seen), "persistence": Row(baselines["persistence"])}
    table = error_table(task, ground, rows, Moment(0, ground.horizon))
    error = table["free-run RMSE (percentage points)"]
    assert not error[0] < 1e30
    gains = ground.gains(
        ground.squared_errors(seen.free), ground.squared_errors(baselines["persistence"].free)
    )
    assert Horizons.of(gains).worse[-1] == Horizons.of(gains).known


@pytest.mark.parametrize(
    ("better", "worse", "sentence"),
    [
        ((), (), "GRU cannot be told apart from persistence at any of the 3 horizons."),
        (
            (1, 2),
            (),
            "GRU is better than persistence 1 to 2 steps ahead; at the other horizons they cannot "
            "be told apart.",
        ),
        ((1, 2, 3), (), "GRU is better than persistence at every horizon."),
        (
            (1,),
            (2, 3),
            "GRU is better than persistence 1 step ahead and worse than persistence 2 to 3 steps "
            "ahead.",
        ),
    ],
)
def test_how_far_ahead_a_network_holds_is_said(better, worse, sentence):
    nothing = "GRU cannot be told apart from the training mean at any of the 3 horizons."
    told = horizon_sentence("GRU", Horizons(better, worse, 3), Horizons((), (), 3))
    assert told == f"{sentence} {nothing}"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((1,), "1 step"),
        ((4,), "4 steps"),
        ((1, 2, 3, 7), "1 to 3 and 7 steps"),
        ((1, 3, 5, 7), "4 of the horizons from 1 to 7 steps"),
    ],
)
def test_ranges_of_steps(steps, words):
    assert ranges_in_words(steps) == words
