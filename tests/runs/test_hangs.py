"""Workers that hang: stopped outright by a signal, for a while or for good."""

import signal

import numpy as np
import psutil
import pytest

from rnnviz.runs.engine import Engine
from rnnviz.runs.run import FULL_SPEED
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workers import local
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs.waiting import wait_for

SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=450, seed=11))
# Short, but not for a worker that a busy machine starves for a moment.
LEASE = 8.0
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")


class Lenient(local.LocalWorkers):
    """Does not kill a worker that hangs, as a cluster elsewhere would not in time."""

    dismissed = None

    def dismiss(self, worker):
        with self._lock:
            self.dismissed = self._children.pop(worker).process

    def close(self):
        if self.dismissed is not None:
            with self.dismissed as process:
                process.kill()
        return super().close()


@pytest.fixture
def kind():
    return local.LocalWorkers


@pytest.fixture
def lease():
    return LEASE


@pytest.fixture
def engine(store, kind, lease, monkeypatch):
    monkeypatch.setattr(local, "worker_count", lambda: 2)
    engine = Engine(store, workers=kind(store.address), lease_seconds=lease)
    yield engine
    engine.close()


@pytest.fixture
def straight(store):
    run = store.create(SPEC, workspace="straight")
    train_to_end(store, run.id)
    return store.epochs(run.id)


def worker_of(store, run_id):
    """Return the process that trains a run."""
    (process,) = [
        process
        for process in psutil.Process().children()
        if store.run(run_id).worker in process.cmdline()
    ]
    return process


def two_runs(engine, store):
    # Slow ones, so that they are not at their end before they are disturbed.
    runs = [engine.submit(SPEC, pace=30.0).id for _ in range(2)]
    for run in runs:
        wait_for(lambda run=run: store.checkpoint(run) is not None, "a checkpoint")
    return runs


def finish(engine, store, run, straight):
    engine.set_pace(run, FULL_SPEED)
    wait_for(lambda: not store.run(run).active, "the run to end")
    assert store.run(run).status == "finished", store.run(run)
    np.testing.assert_array_equal(store.epochs(run)[:, :-1], straight[:, :-1])


@pytest.mark.parametrize(("place", "lease"), [("sqlite", 60.0)], indirect=["place"])
def test_a_worker_that_hangs_for_a_while_goes_on(engine, store, straight):
    hung, other = two_runs(engine, store)
    process = worker_of(store, hung)
    process.suspend()
    before = len(store.epochs(other))
    # The other run is what time goes by here: two seconds of it.
    wait_for(lambda: len(store.epochs(other)) > before + 60, "the other run")
    assert store.run(hung).status == "running"
    process.resume()
    finish(engine, store, hung, straight)
    assert store.run(hung).attempt == 0
    finish(engine, store, other, straight)


def test_a_worker_that_hangs_for_good_is_replaced_and_its_run_goes_on(engine, store, straight):
    hung, other = two_runs(engine, store)
    process = worker_of(store, hung)
    process.suspend()
    before = len(store.epochs(other))
    wait_for(lambda: store.run(hung).attempt == 1, "the run to be taken from it", seconds=60)
    assert store.run(other).status == "running" and store.run(other).attempt == 0
    assert len(store.epochs(other)) > before
    wait_for(lambda: not process.is_running(), "the process that hung to be ended")
    for run in (hung, other):
        finish(engine, store, run, straight)
    assert store.run(hung).attempt == 1


@pytest.mark.parametrize(("place", "kind"), [("postgresql", Lenient)], indirect=["place"])
def test_a_worker_that_comes_back_late_changes_nothing(engine, store, straight):
    hung, other = two_runs(engine, store)
    process = worker_of(store, hung)
    process.suspend()
    wait_for(lambda: store.run(hung).attempt == 1, "the run to be taken from it", seconds=60)
    wait_for(lambda: store.run(hung).status == "running", "the second attempt")
    before = len(store.epochs(hung))
    process.resume()
    wait_for(lambda: len(store.epochs(hung)) > before + 60, "the second attempt to go on")
    for run in (hung, other):
        finish(engine, store, run, straight)
    assert store.run(hung).attempt == 1
