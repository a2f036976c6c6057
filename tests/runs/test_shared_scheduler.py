"""A scheduler and workers from Dask's own command line, as a class of a hundred uses them."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workers import cluster as module
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs import processes
from tests.runs.waiting import wait_for

SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=200, seed=2))


@pytest.fixture(params=["postgresql"])
def place(request):
    """Return an empty database: what several machines share."""
    return request.getfixturevalue("database")


@pytest.fixture
def cluster(store, tmp_path):
    home = tmp_path / "cluster"
    home.mkdir()
    cluster = processes.Cluster(home, {"RNNVIZ_STORE": store.address})
    yield cluster
    cluster.close()


@pytest.fixture
def engine(store, cluster):
    engine = Engine(store, cluster.address)
    yield engine
    engine.close()


def straight(tmp_path, spec):
    store = RunStore(tmp_path / "straight.sqlite3")
    run = store.create(spec)
    train_to_end(store, run.id)
    epochs = store.epochs(run.id)
    store.close()
    return epochs


def test_runs_are_trained_watched_and_ended_by_any_app(store, engine, cluster, tmp_path):
    other_store = RunStore(store.address)
    other = Engine(other_store, cluster.address)
    run = engine.submit(SPEC, pace=20.0)
    wait_for(lambda: len(other_store.epochs(run.id)) > 3, "the run to train")
    other.pause(run.id)
    wait_for(lambda: store.run(run.id).status == "paused", "the pause")
    other.resume(run.id)
    wait_for(lambda: store.run(run.id).status == "running", "the run to go on")
    other.set_pace(run.id, float("inf"))
    wait_for(lambda: store.run(run.id).status == "finished", f"its end {store.run(run.id)}")
    np.testing.assert_array_equal(store.epochs(run.id)[:, :-1], straight(tmp_path, SPEC)[:, :-1])
    gone = other.submit(replace(SPEC, training=TrainConfig(epochs=100_000)))
    wait_for(lambda: len(store.epochs(gone.id)) > 3, "another run to train")
    engine.delete(gone.id)
    after = engine.submit(SPEC)
    wait_for(lambda: store.run(after.id).status == "finished", "a run after it")
    other.close()
    other_store.close()


def test_a_run_outlives_the_app_that_started_it(store, cluster):
    first = Engine(store, cluster.address)
    run = first.submit(SPEC, pace=50.0)
    wait_for(lambda: len(store.epochs(run.id)) > 3, "the run to train")
    first.close()
    wait_for(lambda: store.run(run.id).status == "finished", "its end without any app")
    assert store.run(run.id).attempt == 0


def test_a_worker_that_joins_later_takes_a_run_that_waits(store, engine, cluster):
    runs = [engine.submit(SPEC, pace=5.0) for _ in range(3)]
    running = lambda: sum(store.run(run.id).status == "running" for run in runs)  # noqa: E731
    wait_for(lambda: running() == 2, "two to train")
    cluster.add_worker()
    wait_for(lambda: running() == 3, "the third to be taken")
    for run in runs:
        engine.stop(run.id)
    for run in runs:
        wait_for(lambda run=run: not store.run(run.id).active, "the end")


def test_a_replaced_scheduler_is_found_and_runs_go_on(store, engine, cluster, tmp_path):
    run = engine.submit(SPEC, pace=30.0)
    wait_for(lambda: len(store.epochs(run.id)) > 3, "the run to train")
    cluster.replace_scheduler()
    later = engine.submit(SPEC)
    for each in (later, run):
        engine.set_pace(each.id, float("inf"))
        wait_for(lambda each=each: store.run(each.id).status == "finished", "the runs")
    np.testing.assert_array_equal(store.epochs(run.id)[:, :-1], straight(tmp_path, SPEC)[:, :-1])
    wait_for(lambda: not engine.problem, "no problem to be left")


def test_another_version_is_said_before_a_run_waits(store, engine, monkeypatch):
    monkeypatch.setattr(module.rnnviz, "__version__", "99")
    with pytest.raises(EngineError, match=r"The scheduler .* has rnnviz .*, this app 99\. Install"):
        engine.submit(SPEC)
    assert store.runs() == []


def test_a_cluster_without_rnnviz_is_said_before_a_run_waits(store, tmp_path):
    """Neither the scheduler nor its worker finds the package: they start elsewhere."""
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    bare = processes.Cluster(empty, {"PYTHONPATH": ""}, cwd=empty)
    engine = Engine(store, bare.address)
    try:
        with pytest.raises(EngineError, match=r"The scheduler .* has no rnnviz"):
            engine.submit(SPEC)
        assert store.runs() == []
    finally:
        engine.close()
        bare.close()


def test_a_store_that_a_worker_cannot_open_is_said(store, cluster, tmp_path):
    engine = Engine(store, cluster.address)
    engine._workers._address = f"sqlite:///{tmp_path}/elsewhere/runs.sqlite3"
    run = engine.submit(SPEC)
    wait_for(lambda: "cannot train" in engine.problem, "the problem")
    assert "is not on the worker's machine. Set RNNVIZ_STORE to a PostgreSQL" in engine.problem
    assert not (tmp_path / "elsewhere").exists()
    assert store.run(run.id).status == "queued"
    engine.close()
