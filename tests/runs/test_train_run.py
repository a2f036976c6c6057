"""A run without a store: what it reports, in which order, and that it can be left and taken up."""

import math
import random
import threading
import time
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
from rnnviz.runs.run import BEST, SCHEDULED
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.train_run import train_run
from rnnviz.runs.workers.control import GO_ON, Control
from rnnviz.tape import record
from rnnviz.tasks import Architecture, load_task
from rnnviz.train_config import TrainConfig
from tests.runs.reported import Reported, reported


def test_reports_every_epoch_before_its_end(spec):
    found = reported(spec)
    assert found.kinds[-1] == "end"
    assert [row[0] for row in found.rows] == [0, 1, 2, 3, 4, 5]
    kept = {snapshot.epoch for snapshot, kept in found.snapshots if kept == SCHEDULED}
    assert kept == {0, 1, 2, 3, 4, 5}
    assert found.ending.status == "finished"
    assert found.ending.result["epochs"] == 5
    baselines = found.ending.result["baselines"]
    assert baselines["persistence"]["rmse"] == pytest.approx(0.7236, abs=1e-4)


def test_a_network_is_reported_behind_the_epochs_that_led_to_it(spec):
    found = Reported()
    found.snapshot = lambda snapshot, kept: rows.append((snapshot.epoch, found.rows[-1][0]))
    rows = []
    train_run(spec, found)
    # The last is the best one, when all is over.
    assert rows[:-1] == [(epoch, epoch) for epoch in range(6)]


def test_the_result_is_that_of_the_best_snapshot(spec):
    found = reported(replace(spec, training=replace(spec.training, epochs=30)))
    result = found.ending.result
    (best,) = [snapshot for snapshot, kept in found.snapshots if kept == BEST]
    assert best.epoch == result["best_epoch"]
    model = build_model(spec, load_task("gs10"))
    model.load_state_dict(load(best.weights))
    assert evaluate(model, load_task("gs10")) == pytest.approx(result["test"])


def test_two_runs_of_one_spec_are_equal(spec):
    ends = [reported(spec).ending.result for _ in range(2)]
    for end in ends:
        end.pop("seconds")
    assert ends[0] == ends[1]


def test_a_diverging_run_says_so_and_keeps_a_network():
    training = TrainConfig(epochs=3, optimiser="sgd", learning_rate=10.0)
    found = reported(RunSpec("sine", "rnn_relu", Architecture(16), training))
    assert found.ending.status == "diverged"
    assert "smaller learning rate" in found.ending.reason
    assert found.snapshots


def test_a_run_that_diverges_says_in_which_epoch_and_is_not_judged_by_weights_that_are_no_numbers(
    monkeypatch,
):
    monkeypatch.setattr("rnnviz.evaluation.Judge.loss_and_metric", lambda *_: (1.0, 1.0))
    monkeypatch.setattr("rnnviz.training.Trainer._train", lambda *_: (math.inf, 1.0))
    spec = RunSpec("hello", "gru", Architecture(4), TrainConfig(epochs=9, patience=3))
    end = reported(spec).ending
    assert end.status == "diverged"
    assert end.reason.startswith("The training loss became infinite or not a number in epoch 1.")
    assert (end.result["epochs"], end.result["judged_epoch"]) == (1, 0)
    assert end.result["test"] == {}


@pytest.mark.parametrize("name", ["sine", "hello", "parens", "ball"])
def test_a_run_whose_first_network_is_not_finite_diverges_in_epoch_0(name, monkeypatch):
    def broken(spec, task):
        model = build_model(spec, task)
        with torch.no_grad():
            next(model.parameters()).fill_(math.nan)
        return model

    monkeypatch.setattr("rnnviz.runs.train_run.build_model", broken)
    found = reported(RunSpec(name, "gru", Architecture(4), TrainConfig(epochs=2)))
    assert (found.kinds[-1], found.ending.status) == ("end", "diverged")
    assert "before training began" in found.ending.reason
    assert found.ending.result["epochs"] == 0
    assert [row[0] for row in found.rows] == [0]


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


class Cut(Control):
    """Tells a run to leave after it has asked so often, also within epochs and evaluations."""

    def __init__(self, most, how):
        super().__init__()
        self.left, self.how = most, how

    def count(self):
        self.left -= 1
        if self.left == 0:
            if self.how == "leave":
                self.leave("It continues from epoch {epoch}.")
            elif self.how == "lost":
                self.abandon()
            else:
                self.obey(replace(GO_ON, command=self.how))

    def should_end(self):
        self.count()
        return super().should_end()

    @property
    def leaving(self):
        self.count()
        return super().leaving


ENDINGS = {"pause": "paused", "leave": "queued", "yield": "queued"}


def trained_in_parts(spec, cuts):
    """Train a run that is left again and again: after how many questions, and how."""
    rows, kept, checkpoint = {}, {}, None
    for most, how in [*cuts, (0, "never")]:
        control = Cut(most, how)
        part = reported(spec, control, checkpoint)
        checkpoint = part.checkpoints[-1] if part.checkpoints else checkpoint
        rows |= {row[0]: row[:-1] for row in part.rows}
        kept |= {one.epoch: one.weights for one, why in part.snapshots if why == SCHEDULED}
        if part.ending is None:
            assert how == "lost"
        elif part.ending.status == "finished":
            best = [one for one, why in part.snapshots if why == BEST]
            part.ending.result.pop("seconds")
            return rows, kept, best[-1].weights, part.ending
        else:
            assert part.ending.status == ENDINGS[how]
            assert str(checkpoint.epoch if checkpoint else "began" if how != "leave" else 0) in (
                part.ending.reason
            )
    raise AssertionError("it did not end")


@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_a_run_left_anywhere_again_and_again_is_the_same(spec, optimiser, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.train_run.LONG_EPOCH_SECONDS", 0.0)  # all are long
    shape = Architecture(3, num_layers=2, dropout=0.3)
    training = TrainConfig(epochs=6, seed=4, optimiser=optimiser)
    spec = replace(spec, architecture=shape, training=training)
    straight = trained_in_parts(spec, [])
    assert sorted(straight[0]) == sorted(straight[1]) == [0, 1, 2, 3, 4, 5, 6]
    chance = random.Random(optimiser)
    for _ in range(12):
        cuts = [
            (chance.randint(1, 60), chance.choice(["pause", "leave", "yield", "lost"]))
            for _ in range(chance.randint(1, 8))
        ]
        rows, kept, best, ending = trained_in_parts(spec, cuts)
        assert repr(rows) == repr(straight[0]), cuts  # NaN and all
        assert (kept, best, ending) == straight[1:], cuts


def test_of_a_large_network_the_same_few_are_kept_however_often_it_is_left(spec, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.schedule.SNAPSHOT_BYTES", 1)  # all are large
    monkeypatch.setattr("rnnviz.runs.train_run.PICTURE_SECONDS", 0.0)  # and shown at once
    spec = replace(spec, training=TrainConfig(epochs=10))
    straight = trained_in_parts(spec, [])
    assert sorted(straight[1]) == [0, 2, 5, 10]
    for cuts in ([(25, "pause"), (9, "lost"), (30, "leave")], [(40, "yield")]):
        assert trained_in_parts(spec, cuts)[1:] == straight[1:]


def test_what_is_large_is_written_more_rarely(spec, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.train_run.PICTURE_SECONDS", 0.0)
    monkeypatch.setattr("rnnviz.runs.train_run.CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr("rnnviz.runs.train_run.WRITTEN_BYTES_A_SECOND", 1)  # all is large
    found = reported(replace(spec, training=TrainConfig(epochs=60)))
    kept = len([1 for _, why in found.snapshots if why == SCHEDULED])
    assert kept == 40 and len(found.snapshots) == kept + 1  # and the best
    assert len(found.checkpoints) == 1


@pytest.mark.parametrize("how", ["pause", "stop", "yield"])
def test_a_run_told_before_its_network_is_evaluated_leaves_without_doing_so(spec, how):
    found = reported(spec, Control(replace(GO_ON, command=how)))
    assert found.kinds == ["end"]
    assert found.ending.reason.startswith(
        {"pause": "Paused by hand", "stop": "Stopped by hand", "yield": "Made room"}[how]
    )
    assert "before it began" in found.ending.reason
    assert found.ending.result is None


def test_a_run_that_is_another_workers_now_says_nothing_more(spec):
    control = Control()
    control.abandon()
    assert reported(spec, control).kinds == []


def test_a_stopped_run_is_measured_where_it_was_left(spec):
    first = reported(spec, Cut(30, "pause"))
    checkpoint = first.checkpoints[-1]
    found = reported(spec, Control(replace(GO_ON, command="stop")), checkpoint)
    assert found.ending.status == "stopped"
    assert found.ending.result["epochs"] == checkpoint.epoch
    assert found.ending.result["test"]


def endless(control, how):
    """Return what goes on computing when it is told to end, like a large network."""

    def compute(model, task, *_):
        control.obey(replace(GO_ON, command=how))
        probe = torch.tensor(task.probe("test").inputs)[None]
        end = time.monotonic() + 30
        while time.monotonic() < end:
            model(probe)
        pytest.fail("it did not hear")

    return compute


@pytest.mark.parametrize("how", ["pause", "stop", "yield"])
def test_the_last_evaluation_hears_and_what_it_would_have_found_is_found_later(
    spec, how, monkeypatch
):
    straight, control = reported(spec), Control()
    with monkeypatch.context() as patched:
        patched.setattr("rnnviz.runs.train_run.judge", endless(control, how))
        found = reported(spec, control)
    if how == "stop":
        assert found.ending.status == "stopped"
        assert found.ending.reason == (
            "Stopped by hand after epoch 5 of 5. It was not measured on the test data, which "
            "would have taken too long."
        )
        best = found.ending.result["best_epoch"]
        assert "test" not in found.ending.result
        kept = [one for one, why in found.snapshots if one.epoch == best]
        assert kept
        return
    assert found.ending.status == {"pause": "paused", "yield": "queued"}[how]
    again = reported(spec, checkpoint=found.checkpoints[-1])
    assert again.ending.status == "finished"
    assert again.ending.result["test"] == straight.ending.result["test"]


def test_a_best_network_that_there_is_no_time_to_draw_is_kept(spec, monkeypatch):
    control = Control()
    real, drawn = draw_picture, []

    def draw(model, task):
        drawn.append(True)
        if len(drawn) > 2:
            endless(control, "stop")(model, task)
        return real(model, task)

    monkeypatch.setattr("rnnviz.runs.train_run.draw_picture", draw)
    monkeypatch.setattr("rnnviz.runs.train_run.snapshot_epochs", lambda epochs, most: [0])
    monkeypatch.setattr("rnnviz.runs.train_run.PICTURE_SECONDS", 1000.0)
    patient = replace(spec, training=replace(spec.training, epochs=40, learning_rate=0.3))
    found = reported(patient, control)
    assert found.ending.status == "stopped"
    newest, why = found.snapshots[-1]
    assert newest.epoch == found.ending.result["best_epoch"]
    assert (why, newest.picture) == (BEST, b"")
    assert load(newest.weights)


@pytest.mark.parametrize("how", ["pause", "stop"])
def test_baselines_that_take_long_hold_nobody_up(spec, how, monkeypatch):
    control, go = Control(), threading.Event()

    def slow(_):
        control.obey(replace(GO_ON, command=how))
        assert go.wait(30)
        raise ValueError("of no interest")

    monkeypatch.setattr("rnnviz.runs.baselines._baselines", slow)
    # Told before its last epoch it would leave there: hear of it only while waiting.
    monkeypatch.setattr(control, "should_end", lambda: False)
    found = reported(replace(spec, training=replace(spec.training, epochs=1)), control)
    go.set()
    assert found.ending.status == {"pause": "paused", "stop": "stopped"}[how]


@pytest.mark.parametrize("how", ["pause", "stop", "yield"])
def test_a_picture_that_takes_long_holds_nobody_up(spec, how, monkeypatch):
    control, real, drawn = Control(), draw_picture, []

    def draw(model, task):
        drawn.append(True)
        return real(model, task) if len(drawn) < 2 else endless(control, how)(model, task)

    monkeypatch.setattr("rnnviz.runs.train_run.draw_picture", draw)
    found = reported(spec, control)
    assert found.ending.status == {"pause": "paused", "stop": "stopped", "yield": "queued"}[how]
    if how != "stop":
        assert found.checkpoints[-1].epoch == 1


def test_training_ends_when_its_minutes_are_used_up(spec):
    long = replace(spec, training=replace(spec.training, epochs=100_000))
    found = reported(long, most_seconds=0.3)
    assert found.ending.status == "stopped"
    assert "here a run may train for at most 0.005 minutes." in found.ending.reason
    assert found.ending.result["test"]
    first = reported(long, Cut(30, "pause"))
    used = first.checkpoints[-1]
    assert used.numbers["seconds"] > 0
    # What it used before it was paused counts.
    again = reported(long, checkpoint=used, most_seconds=used.numbers["seconds"])
    assert again.ending.result["epochs"] == used.epoch


def test_every_status_says_why(spec):
    patient = replace(spec, training=TrainConfig(epochs=60, patience=1, learning_rate=1.0))
    reason = reported(patient).ending.reason
    assert "the validation loss had not improved for 1 epoch." in reason
