"""The worker's part without Dask: what it reports, in which order."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load

from rnnviz.evaluation import evaluate
from rnnviz.forecasting import one_step
from rnnviz.models import SequenceModel
from rnnviz.packet import unpack
from rnnviz.runs.build import build_model
from rnnviz.runs.picture import draw_picture
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.worker import train_run
from rnnviz.tape import record
from rnnviz.tasks import Architecture, load_task
from rnnviz.train_config import TrainConfig


def reports(spec, should_stop=lambda: False):
    messages = []
    train_run("abc", spec, messages.append, should_stop)
    return messages


def test_reports_every_epoch_before_its_end(spec):
    messages = reports(spec)
    kinds = [message["kind"] for message in messages]
    assert kinds[0] == "started"
    assert kinds[-1] == "ended"
    rows = [row for m in messages if m["kind"] == "epochs" for row in m["rows"]]
    assert [row[0] for row in rows] == [0, 1, 2, 3, 4, 5]
    kept = [m["epoch"] for m in messages if m["kind"] == "snapshot" and m["kept"]]
    assert set(kept) == {0, 1, 2, 3, 4, 5}
    result = messages[-1]["result"]
    assert messages[-1]["status"] == "finished"
    assert result["epochs"] == 5
    assert result["baselines"]["persistence"]["rmse"] == pytest.approx(0.7236, abs=1e-4)


def test_the_result_is_that_of_the_best_snapshot(spec):
    messages = reports(replace(spec, training=replace(spec.training, epochs=30)))
    result = messages[-1]["result"]
    best = [m for m in messages if m["kind"] == "snapshot" and m["epoch"] == result["best_epoch"]]
    model = build_model(spec, load_task("gs10"))
    model.load_state_dict(load(best[-1]["weights"]))
    assert evaluate(model, load_task("gs10")) == pytest.approx(result["test"])


def test_two_runs_of_one_spec_are_equal(spec):
    ends = [reports(spec)[-1]["result"] for _ in range(2)]
    for end in ends:
        end.pop("seconds")
    assert ends[0] == ends[1]


def test_stops_when_asked(spec):
    long = replace(spec, training=replace(spec.training, epochs=100_000))
    end = reports(long, should_stop=lambda: True)[-1]
    assert end["status"] == "stopped"
    assert 0 < end["result"]["epochs"] < 100_000
    assert "Stopped by hand after epoch" in end["reason"]


def test_a_diverging_run_says_so_and_keeps_a_network():
    training = TrainConfig(epochs=3, optimiser="sgd", learning_rate=10.0)
    wild = RunSpec("sine", "rnn_relu", Architecture(16), training)
    messages = reports(wild)
    assert messages[-1]["status"] == "diverged"
    assert "smaller learning rate" in messages[-1]["reason"]
    assert any(message["kind"] == "snapshot" for message in messages)


@pytest.mark.parametrize("cell", ["rnn_relu", "lstm"])
def test_a_picture_shows_the_forecast_and_the_states(cell):
    task = load_task("sine")
    model = SequenceModel.for_task(task, cell=cell, hidden_size=5, seed=1)
    header, arrays = unpack(draw_picture(model, task))
    np.testing.assert_allclose(arrays["forecast"], one_step(model, task).predicted, rtol=1e-5)
    states = record(model.recurrent, torch.tensor(task.probe("test").inputs)[None])["l0"].hidden[0]
    shown = arrays["hidden"] / 127 * header["limit"]
    np.testing.assert_allclose(shown, states, atol=header["limit"] / 254 + 1e-6)
