"""The engine with real worker processes. One cluster serves all tests of the file."""

import os
import time
from dataclasses import replace

import psutil
import pytest

from rnnviz.runs.demonstration import DEMONSTRATION_ID, ensure_demonstration
from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.restore import restore_model
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig

PATIENCE_SECONDS = 60
QUICK = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=5))
LONG = replace(QUICK, training=TrainConfig(epochs=100_000))


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    pytest.fail(f"waited {PATIENCE_SECONDS} s for {what}")


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


def test_a_run_whose_worker_dies_says_so_and_the_next_one_trains(engine, store):
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    busiest = max(
        (p for p in psutil.Process().children(recursive=True) if "spawn_main" in str(p.cmdline())),
        key=lambda process: sum(process.cpu_times()[:2]),
    )
    busy = [p for p in psutil.Process().children(recursive=True) if p.cpu_percent(0.3) > 20]
    for process in {*busy, busiest}:
        if "spawn_main" in str(process.cmdline()):
            process.kill()
    wait_for(ended(store, run.id), "the run to be given up")
    assert store.run(run.id).status == "interrupted"
    assert "died" in store.run(run.id).reason
    after = engine.submit(QUICK)
    wait_for(ended(store, after.id), "the next run")
    assert store.run(after.id).status == "finished"


def test_the_demonstration_is_trained_once(engine, store):
    run = ensure_demonstration(store, engine)
    again = ensure_demonstration(store, engine)
    assert run.id == again.id == DEMONSTRATION_ID
    assert run.created == again.created
    wait_for(ended(store, run.id), "the demonstration")
    assert store.run(run.id).status == "finished"
    assert ensure_demonstration(store, engine).created == run.created
    assert run.id not in [other.id for other in store.runs()]


def test_runs_of_an_app_that_is_gone_are_interrupted(store):
    run = store.create(QUICK, owner=f"{os.uname().nodename}/999999999/1")
    mine = store.create(QUICK, owner=f"{os.uname().nodename}/{os.getpid()}/1")
    far = store.create(QUICK, owner="another-machine/1/1")
    Engine(store).close()
    assert store.run(run.id).status == "interrupted"
    assert store.run(mine.id).status == "interrupted"  # the process id was used again since
    assert store.run(far.id).status == "queued"
    store.set_status(far.id, "interrupted")


def test_nothing_is_left_running_when_the_engine_closes(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    engine = Engine(store)
    before = {p.pid for p in psutil.Process().children(recursive=True)}
    run = engine.submit(LONG)
    wait_for(lambda: len(store.epochs(run.id)) > 1, "the run to train")
    started = {p.pid for p in psutil.Process().children(recursive=True)} - before
    assert started
    engine.close()
    wait_for(lambda: not any(map(psutil.pid_exists, started)), "the processes to end")
    assert store.run(run.id).status == "interrupted"
    store.close()


def test_a_scheduler_that_does_not_answer_is_named(store, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.engine.CONNECT_SECONDS", 1)
    engine = Engine(store, scheduler="tcp://127.0.0.1:9")
    before = len(store.runs())
    with pytest.raises(EngineError, match="tcp://127.0.0.1:9 did not answer.*RNNVIZ_SCHEDULER"):
        engine.submit(QUICK)
    assert len(store.runs()) == before
    engine.close()
