"""A run without Dask: what it reports, in which order, and that it can be left and taken up."""

import math
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
from rnnviz.runs.control import Control, Order
from rnnviz.runs.picture import draw_picture
from rnnviz.runs.run import Checkpoint
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.train_run import train_run
from rnnviz.tape import record
from rnnviz.tasks import Architecture, load_task
from rnnviz.train_config import TrainConfig


def reports(spec):
    messages = []
    train_run(spec, messages.append)
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


def test_a_diverging_run_says_so_and_keeps_a_network():
    training = TrainConfig(epochs=3, optimiser="sgd", learning_rate=10.0)
    wild = RunSpec("sine", "rnn_relu", Architecture(16), training)
    messages = reports(wild)
    assert messages[-1]["status"] == "diverged"
    assert "smaller learning rate" in messages[-1]["reason"]
    assert any(message["kind"] == "snapshot" for message in messages)


def test_a_run_that_diverges_says_in_which_epoch_and_is_not_judged_by_weights_that_are_no_numbers(
    monkeypatch,
):
    monkeypatch.setattr("rnnviz.evaluation.Judge.loss_and_metric", lambda *_: (1.0, 1.0))
    monkeypatch.setattr("rnnviz.training.Trainer._train", lambda *_: (math.inf, 1.0))
    end = reports(RunSpec("hello", "gru", Architecture(4), TrainConfig(epochs=9, patience=3)))[-1]
    assert end["status"] == "diverged"
    assert end["reason"].startswith("The training loss became infinite or not a number in epoch 1.")
    assert (end["result"]["epochs"], end["result"]["judged_epoch"]) == (1, 0)
    assert end["result"]["test"] == {}


@pytest.mark.parametrize("name", ["sine", "hello", "parens", "ball"])
def test_a_run_whose_first_network_is_not_finite_diverges_in_epoch_0(name, monkeypatch):
    def broken(spec, task):
        model = build_model(spec, task)
        with torch.no_grad():
            next(model.parameters()).fill_(math.nan)
        return model

    monkeypatch.setattr("rnnviz.runs.train_run.build_model", broken)
    messages = reports(RunSpec(name, "gru", Architecture(4), TrainConfig(epochs=2)))
    end = messages[-1]
    assert (end["kind"], end["status"]) == ("ended", "diverged")
    assert "before training began" in end["reason"]
    assert end["result"]["epochs"] == 0
    rows = [row for m in messages if m["kind"] == "epochs" for row in m["rows"]]
    assert [row[0] for row in rows] == [0]


def test_a_picture_of_a_network_that_writes_holds_what_it_writes():
    task = load_task("hello")
    model = SequenceModel.for_task(task, cell="lstm", hidden_size=4)
    header, _ = unpack(draw_picture(model, task))
    assert header["opening"] == "he"
    assert header["writes"].startswith("he")
    assert set(header["writes"]) <= set("helo wrd")


@pytest.mark.parametrize("cell", ["rnn_relu", "lstm"])
def test_a_picture_shows_the_forecast_and_the_states(cell):
    task = load_task("sine")
    model = SequenceModel.for_task(task, cell=cell, hidden_size=5, seed=1)
    header, arrays = unpack(draw_picture(model, task))
    expected = one_step(model, task).predicted
    np.testing.assert_allclose(arrays["forecast"], expected, rtol=1e-5, atol=1e-5 * task.std)
    states = record(model.recurrent, torch.tensor(task.probe("test").inputs)[None])["l0"].hidden[0]
    shown = arrays["hidden"] / 127 * header["limit"]
    np.testing.assert_allclose(shown, states, atol=header["limit"] / 254 + 1e-6)


def trained_in_parts(spec, stop_after_batches):
    """Train a run, told to leave after so many batches each time, and take it up until it ends."""
    rows, parts, checkpoint = {}, 0, None
    while True:
        control = CountingControl(stop_after_batches)
        messages = []
        train_run(spec, messages.append, control, checkpoint)
        parts += 1
        for message in messages:
            if message["kind"] == "epochs":
                rows |= {row[0]: row[:-1] for row in message["rows"]}
                if message["checkpoint"]:
                    checkpoint = Checkpoint(**message["checkpoint"])
        if messages[-1]["status"] == "finished":
            return rows, parts, [m for m in messages if m["kind"] == "snapshot"]
        assert messages[-1]["status"] == "paused"
        assert messages[-1]["result"]["epochs"] == checkpoint.epoch


class CountingControl(Control):
    """Tells a run to pause after it has asked so often."""

    def __init__(self, most):
        super().__init__(Order("", lease=math.inf))
        self.left = most

    def should_end(self):
        self.left -= 1
        if self.left == 0:
            self.obey(Order("", command="end", ending="paused", why="Paused", lease=math.inf))
        return super().should_end()


@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_a_run_left_within_epochs_again_and_again_is_the_same(spec, optimiser, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.train_run.LONG_EPOCH_SECONDS", 0.0)  # all are long
    shape = Architecture(3, num_layers=2, dropout=0.3)
    training = TrainConfig(epochs=6, seed=4, optimiser=optimiser)
    spec = replace(spec, architecture=shape, training=training)
    straight, one, expected = trained_in_parts(spec, 10**9)
    rows, parts, networks = trained_in_parts(spec, 13)
    assert (one, parts > 2) == (1, True)
    assert sorted(rows) == [0, 1, 2, 3, 4, 5, 6]
    assert repr(rows) == repr(straight)  # NaN and all
    assert networks[-1]["weights"] == expected[-1]["weights"]


def test_nobody_there_ends_a_run_where_it_stands(spec):
    messages = []
    train_run(spec, messages.append, Control(Order("", lease=-1)))
    assert (messages[-1]["status"], messages[-1]["result"]) == ("interrupted", None)
    assert messages[-2]["checkpoint"]["epoch"] == 0


def test_every_status_says_why(spec):
    patient = replace(spec, training=TrainConfig(epochs=60, patience=1, learning_rate=1.0))
    assert "the validation loss had not improved for 1 epoch." in reports(patient)[-1]["reason"]
