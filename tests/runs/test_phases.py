"""A run whose phases take minutes ends when it is told, and its worker trains for others."""

import time
from dataclasses import replace

import pytest

from rnnviz.runs.deletion import delete_for_now
from rnnviz.runs.engine import Engine
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workers import local
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs.waiting import wait_for

# The untrained network alone is evaluated for minutes, a batch of it for many seconds.
LARGE = RunSpec(
    "adding",
    "rnn_tanh",
    Architecture(512, num_layers=4),
    TrainConfig(epochs=3, batch_size=50),
    {"length": 1000},
)
QUICK = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=2))


@pytest.fixture
def engine(file_store, monkeypatch):
    monkeypatch.setattr(local, "worker_count", lambda: 1)
    monkeypatch.setenv("RNNVIZ_MOST_MEMORY", "100000")
    engine = Engine(file_store, workers=local.LocalWorkers(file_store.address))
    yield engine
    engine.close()


def test_a_large_run_ends_when_it_is_told_and_another_visitor_has_its_turn(engine, file_store):
    """One that was deleted was at work for 100 s more, while another visitor waited."""
    store = file_store
    engine.submit(QUICK)
    wait_for(lambda: not store.held(), "a worker that has loaded PyTorch")
    told = {}
    for how in ("stop", "pause", "delete"):
        large = engine.submit(LARGE, workspace="large")
        wait_for(lambda run=large: store.run(run.id).worker, "a worker")
        time.sleep(1.0)  # within the first evaluation: nothing says how far it is
        start = time.monotonic()
        if how == "delete":
            delete_for_now(store, engine, [store.run(large.id)])
        else:
            getattr(engine, how)(large.id)
        wait_for(lambda: not any(one.status == "running" for one in store.held()), "its end")
        told[how] = time.monotonic() - start
        if how != "delete":
            expected = {"stop": "stopped", "pause": "paused"}[how]
            assert store.run(large.id).status == expected, store.run(large.id)
        other = engine.submit(replace(QUICK, cell="lstm"), workspace="other")
        wait_for(lambda run=other: not store.run(run.id).active, "another visitor's run", 40)
        assert store.run(other.id).status == "finished"
    assert max(told.values()) < 3, told  # 0.9 where the machine is idle


def test_a_visitor_with_several_large_runs_gives_way(engine, file_store, monkeypatch):
    monkeypatch.setattr(local, "worker_count", lambda: 2)
    large = [engine.submit(LARGE, workspace="large") for _ in range(2)]
    for run in large:
        wait_for(lambda run=run: file_store.run(run.id).worker, "a worker")
    other = engine.submit(QUICK, workspace="other")
    took = wait_for(lambda: not file_store.run(other.id).active, "another visitor's run", 60)
    assert file_store.run(other.id).status == "finished", took
    engine.stop(large[0].id)
    engine.stop(large[1].id)
