"""The engine with real worker processes, which serve all tests of the file."""

import sqlite3
from contextlib import suppress
from dataclasses import replace

import numpy as np
import psutil
import pytest
from safetensors.numpy import load

from rnnviz.evaluation import evaluate
from rnnviz.runs.demonstration import DEMONSTRATION_ID, ensure_demonstration
from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.restore import restore_model
from rnnviz.runs.run import EPOCH_COLUMNS, FULL_SPEED, ONE_EPOCH_A_CLICK, Checkpoint
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workers import local
from rnnviz.runs.workers.local import worker_count
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs.waiting import wait_for

QUICK = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=5))
LONG = replace(QUICK, training=TrainConfig(epochs=100_000))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("home") / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture(scope="module")
def engine(store):
    engine = Engine(store)
    yield engine
    engine.close()


def ended(store, run_id):
    return lambda: not store.run(run_id).active


def worker_processes():
    """Return the worker processes of this process that are alive, by their names."""
    found = {}
    for process in psutil.Process().children():
        with suppress(psutil.Error):
            command = process.cmdline()
            if "rnnviz.runs.workers.process" in command:
                found[command[-2]] = process
    return found


def test_trains_in_another_process_into_the_store(engine, store):
    runs = [engine.submit(QUICK), engine.submit(replace(QUICK, cell="lstm"))]
    for run in runs:
        wait_for(ended(store, run.id), "the run to end")
        found = store.run(run.id)
        assert found.status == "finished", found.reason
        assert store.epochs(run.id)[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
        assert store.snapshot_epochs(run.id) == [0, 1, 2, 3, 4, 5]
        assert found.result["test"]["rmse"] > 0
        assert restore_model(store, found, 5).recurrent.hidden_size == 4


def test_equal_runs_are_trained_twice(engine, store):
    first, second = engine.submit(QUICK), engine.submit(QUICK)
    assert first.id != second.id
    for run in (first, second):
        wait_for(ended(store, run.id), "the run to end")
        assert store.run(run.id).status == "finished"


def test_stops_a_run_that_trains_and_one_that_waits(engine, store):
    # More than there are workers, so that the last one waits in the queue.
    runs = [engine.submit(LONG) for _ in range(5)]
    wait_for(lambda: len(store.epochs(runs[0].id)) > 1, "the first run to train")
    assert store.run(runs[-1].id).status == "queued"
    for run in runs[::-1]:
        engine.stop(run.id)
    for run in runs:
        wait_for(ended(store, run.id), "the run to stop")
        assert store.run(run.id).status == "stopped"
    assert "before it began" in store.run(runs[-1].id).reason


def test_a_run_whose_worker_dies_goes_on_by_itself_and_the_next_one_trains(engine, store):
    spec = replace(QUICK, training=TrainConfig(epochs=400, seed=8))
    run = engine.submit(spec, pace=100.0)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    worker_processes()[store.run(run.id).worker].kill()
    after, straight = engine.submit(QUICK), engine.submit(spec)
    for each in (after, run, straight):
        wait_for(ended(store, each.id), "the runs")
        assert store.run(each.id).status == "finished", store.run(each.id)
    assert store.run(run.id).attempt == 1
    np.testing.assert_array_equal(store.epochs(run.id)[:, :-1], store.epochs(straight.id)[:, :-1])


def test_paused_and_resumed_equals_uninterrupted(engine, store):
    spec = replace(QUICK, training=TrainConfig(epochs=400, seed=3))
    run, straight = engine.submit(spec), engine.submit(spec)
    wait_for(lambda: len(store.epochs(run.id)) > 5, "the run to train")
    engine.pause(run.id)
    wait_for(ended(store, run.id), "the run to pause")
    paused = store.run(run.id)
    if paused.status == "paused":  # not if it was faster than we were
        assert paused.reason.startswith("Paused by hand after epoch ")
        assert paused.result["epochs"] == store.checkpoint(run.id).epoch
        engine.resume(run.id)
        assert store.run(run.id).attempt == 1
    for each in (run, straight):
        wait_for(ended(store, each.id), "the run to end")
        assert store.run(each.id).status == "finished"
        assert store.checkpoint(each.id) is None
    np.testing.assert_array_equal(store.epochs(run.id)[:, :-1], store.epochs(straight.id)[:, :-1])
    last, expected = (load(store.snapshot(each.id, 400).weights) for each in (run, straight))
    assert all(np.array_equal(last[name], expected[name]) for name in expected)


def test_a_pause_gives_the_worker_to_the_next_run(engine, store):
    runs = [engine.submit(LONG) for _ in range(worker_count())]
    for run in runs:
        wait_for(lambda run=run: len(store.epochs(run.id)) > 1, "the runs to train")
        engine.pause(run.id)
    after = engine.submit(QUICK)
    wait_for(ended(store, after.id), "the next run")
    for run in runs:
        wait_for(ended(store, run.id), "the run to pause")
        assert store.run(run.id).status == "paused"
        engine.stop(run.id)
    for run in runs:
        wait_for(ended(store, run.id), "the run to stop")
        assert store.run(run.id).status == "stopped"
        assert store.checkpoint(run.id) is None


def test_a_run_that_is_stopped_while_it_stands_is_measured_like_one_that_trains(engine, store):
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 5, "the run to train")
    engine.pause(run.id)
    wait_for(ended(store, run.id), "the run to pause")
    epochs, paused = store.epochs(run.id), store.run(run.id)
    assert "test" not in paused.result
    engine.stop(run.id)
    wait_for(ended(store, run.id), "the run to stop")
    stopped = store.run(run.id)
    assert stopped.status == "stopped"
    assert stopped.reason == paused.reason.replace("Paused", "Stopped")
    np.testing.assert_array_equal(store.epochs(run.id), epochs)
    best = restore_model(store, stopped, stopped.result["best_epoch"])
    assert stopped.result["test"] == evaluate(best, stopped.spec.load_task())
    assert stopped.result["baselines"]


def test_what_cannot_be_measured_is_stopped_all_the_same(engine, store):
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    engine.pause(run.id)
    wait_for(ended(store, run.id), "the run to pause")
    result = store.run(run.id).result
    others = [engine.submit(LONG) for _ in range(worker_count())]
    engine.stop(run.id)  # with every worker taken
    assert (store.run(run.id).status, store.run(run.id).result) == ("stopped", result)
    for other in others:
        engine.pause(other.id)
    for other in others:
        wait_for(ended(store, other.id), "the others to pause")
    damaged = others[0].id
    connection = sqlite3.connect(store.path)
    with connection:
        connection.execute("UPDATE checkpoints SET numbers = '{' WHERE run = ?", (damaged,))
    connection.close()
    for other in others:
        engine.stop(other.id)
        wait_for(ended(store, other.id), "the others to stop")
        assert store.run(other.id).status == "stopped"


def test_a_silent_scheduler_is_not_waited_for_when_a_run_is_stopped(tmp_path, monkeypatch):
    store = RunStore(tmp_path / "runs.sqlite3")
    run = store.create(LONG)
    store.append_epochs(run.id, [[0] + [1.0] * (len(EPOCH_COLUMNS) - 1)], Checkpoint(0, b"", {}))
    store.set_status(run.id, "paused")
    engine = Engine(store, "tcp://127.0.0.1:9")
    monkeypatch.setattr(engine, "start", lambda: pytest.fail("it is waited for"))
    monkeypatch.setattr(engine._workers, "problem", "It did not answer.")
    engine.stop(run.id)
    assert store.run(run.id).status == "stopped"
    engine.close()
    store.close()


def test_a_run_that_waits_to_go_on_is_stopped_without_a_worker(engine, store):
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    engine.pause(run.id)
    wait_for(ended(store, run.id), "the run to pause")
    others = [engine.submit(LONG) for _ in range(worker_count())]
    for other in others:
        wait_for(lambda other=other: len(store.epochs(other.id)) > 1, "the others to train")
    engine.resume(run.id)
    engine.stop(run.id)
    stopped = store.run(run.id)
    assert (stopped.status, stopped.reason) == ("stopped", "Stopped by hand before it resumed.")
    for other in others:
        engine.stop(other.id)
    for other in others:
        wait_for(ended(store, other.id), "the others to stop")


def test_a_run_that_waits_can_be_paused_too(engine, store):
    runs = [engine.submit(LONG) for _ in range(worker_count() + 2)]
    engine.pause(runs[-1].id)
    assert store.run(runs[-1].id).status == "paused"
    for run in runs:
        engine.stop(run.id)
    for run in runs:
        wait_for(ended(store, run.id), "the runs to stop")


def test_the_pace_changes_while_it_trains_and_changes_no_result(engine, store):
    spec = replace(QUICK, training=TrainConfig(epochs=60, seed=5))
    run = engine.submit(spec, pace=ONE_EPOCH_A_CLICK)
    assert run.pace == ONE_EPOCH_A_CLICK
    wait_for(lambda: len(store.epochs(run.id)) == 1, "the untrained network")
    for done in (2, 3, 4):
        engine.step(run.id)
        wait_for(lambda done=done: len(store.epochs(run.id)) == done, "one epoch")
    wait_for(lambda: store.snapshot_epochs(run.id) == [0, 1, 2, 3], "a network of each epoch")
    engine.set_pace(run.id, 20.0)
    took = wait_for(lambda: len(store.epochs(run.id)) >= 24, "twenty epochs")
    assert took > 0.8
    engine.set_pace(run.id, FULL_SPEED)
    straight = engine.submit(spec)
    for each in (run, straight):
        wait_for(ended(store, each.id), "the run to end")
    np.testing.assert_array_equal(store.epochs(run.id)[:, :-1], store.epochs(straight.id)[:, :-1])
    with pytest.raises(ValueError, match="pace must be"):
        engine.set_pace(run.id, -1.0)


def test_a_deleted_run_leaves_its_worker(engine, store):
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    engine.delete(run.id)
    with pytest.raises(KeyError):
        store.run(run.id)
    others = [engine.submit(QUICK) for _ in range(worker_count())]
    for other in others:
        wait_for(ended(store, other.id), "the next run")
    with pytest.raises(KeyError):
        store.run(run.id)


def test_a_duplicate_differs_in_what_was_changed(engine, store):
    run = engine.submit(QUICK)
    other = engine.duplicate(run.id, cell="lstm")
    assert (other.spec.cell, other.spec.training) == ("lstm", QUICK.training)
    with pytest.raises(ValueError, match="unknown cell"):
        engine.duplicate(run.id, cell="nothing")
    for each in (run, other):
        wait_for(ended(store, each.id), "the run")


def test_a_finished_run_is_not_resumed(engine, store):
    run = engine.submit(QUICK)
    wait_for(ended(store, run.id), "the run")
    with pytest.raises(ValueError, match="finished cannot be resumed"):
        engine.resume(run.id)


def test_the_demonstration_is_trained_once(engine, store):
    run = ensure_demonstration(store, engine)
    again = ensure_demonstration(store, engine)
    assert run.id == again.id == DEMONSTRATION_ID
    assert run.created == again.created
    wait_for(ended(store, run.id), "the demonstration")
    assert store.run(run.id).status == "finished"
    assert ensure_demonstration(store, engine).created == run.created
    assert run.id not in [other.id for other in store.runs()]


def test_what_waits_in_the_store_is_trained_whoever_put_it_there(engine, store):
    engine.start()
    for run in [store.create(QUICK), store.create(replace(QUICK, cell="lstm"))]:
        wait_for(ended(store, run.id), "a run that nobody submitted to this engine")
        assert store.run(run.id).status == "finished"


def test_nothing_is_left_running_when_the_engine_closes_and_the_run_goes_on_with_the_next(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    engine = Engine(store)
    before = set(worker_processes())
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    started = set(worker_processes()) - before
    assert started
    engine.close()
    assert not started & set(worker_processes())
    found, checkpoint = store.run(run.id), store.checkpoint(run.id)
    assert (found.status, found.worker, found.attempt) == ("queued", "", 1)
    assert "continues" in found.sentence
    assert checkpoint.epoch == store.epochs(run.id)[-1, 0]
    again = Engine(store)
    again.start()
    wait_for(lambda: len(store.epochs(run.id)) > checkpoint.epoch + 3, "the run to go on")
    again.stop(run.id)
    wait_for(ended(store, run.id), "its end")
    again.close()
    store.close()


def test_workers_end_when_there_is_nothing_to_do(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    engine = Engine(store, idle_seconds=0.5)
    before = set(worker_processes())
    run = engine.submit(QUICK)
    wait_for(ended(store, run.id), "the run to end")
    wait_for(lambda: not set(worker_processes()) - before, "the workers to end")
    again = engine.submit(QUICK)
    wait_for(ended(store, again.id), "a run after that")
    assert engine.problem == ""
    engine.close()
    store.close()


def test_workers_that_do_not_come_up_are_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr(local.sys, "executable", "/bin/false")
    store = RunStore(tmp_path / "runs.sqlite3")
    engine = Engine(store)
    run = engine.submit(QUICK)
    wait_for(lambda: "ended as it started (exit status 1)" in engine.problem, "the problem")
    assert store.run(run.id).status == "queued"
    engine.close()
    store.close()


def test_a_scheduler_that_does_not_answer_is_named(store, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.workers.cluster.CONNECT_SECONDS", 1)
    engine = Engine(store, scheduler="tcp://127.0.0.1:9")
    before = len(store.runs())
    with pytest.raises(EngineError, match="tcp://127.0.0.1:9 did not answer.*RNNVIZ_SCHEDULER"):
        engine.submit(QUICK)
    assert len(store.runs()) == before
    engine.close()
