"""Workers that hang: stopped outright by a signal, for a while or for good.

``RNNVIZ_FAULTS=1`` adds the case that takes a minute.
"""

import os
import signal

import numpy as np
import psutil
import pytest

from rnnviz.runs import cluster
from rnnviz.runs.engine import Engine
from rnnviz.runs.run import FULL_SPEED
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs.waiting import wait_for

SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=600, seed=11))
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("home") / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture(scope="module")
def engine(store):
    patch = pytest.MonkeyPatch()
    # Dask waits for ten heartbeats at least: five seconds.
    patch.setitem(cluster.SCHEDULER_SETTINGS, "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL", "2s")
    patch.setattr(cluster, "worker_count", lambda: 2)
    engine = Engine(store)
    yield engine
    for process in psutil.Process().children(recursive=True):
        process.send_signal(signal.SIGCONT)
    engine.close()
    patch.undo()


@pytest.fixture(scope="module")
def straight(engine, store):
    run = engine.submit(SPEC)
    wait_for(lambda: store.run(run.id).status == "finished", "the undisturbed run")
    return store.epochs(run.id)


def worker_of(engine, run_id):
    """Return the process that trains a run, and its nanny."""
    (address,) = [
        address
        for address, keys in engine._cluster.client.processing().items()
        if any(run_id in str(key) for key in keys)
    ]
    port = int(address.rpartition(":")[2])
    for process in psutil.Process().children(recursive=True):
        listens = [one.laddr.port for one in process.net_connections() if one.status == "LISTEN"]
        if port in listens and "spawn_main" in " ".join(process.cmdline()):
            return process, process.parent()
    raise AssertionError(f"no process listens on {address}")


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


def test_a_worker_that_hangs_for_a_while_goes_on(engine, store, straight):
    hung, other = two_runs(engine, store)
    process, _ = worker_of(engine, hung)
    process.suspend()
    before = len(store.epochs(other))
    # The other run is what time goes by here: two seconds of it.
    wait_for(lambda: len(store.epochs(other)) > before + 60, "the other run")
    assert store.run(hung).status == "running"
    process.resume()
    finish(engine, store, hung, straight)
    assert store.run(hung).attempt == 0
    finish(engine, store, other, straight)


def test_a_worker_that_hangs_for_good_is_given_up_and_its_run_resumes(engine, store, straight):
    hung, other = two_runs(engine, store)
    process, _ = worker_of(engine, hung)
    process.suspend()
    before = len(store.epochs(other))
    wait_for(lambda: not store.run(hung).active, "the run to be given up", seconds=60)
    found = store.run(hung)
    assert (found.status, found.resumable) == ("interrupted", True)
    assert "died" in found.sentence
    assert store.run(other).status == "running" and store.run(other).attempt == 0
    assert len(store.epochs(other)) > before
    wait_for(lambda: not process.is_running(), "the process that hung to be ended")
    engine.resume(hung)
    for run in (hung, other):
        finish(engine, store, run, straight)
    assert store.run(hung).attempt == 1


@pytest.mark.skipif("RNNVIZ_FAULTS" not in os.environ, reason="takes a minute")
def test_a_worker_that_comes_back_late_changes_nothing(engine, store, straight):
    hung, other = two_runs(engine, store)
    process, nanny = worker_of(engine, hung)
    nanny.suspend()  # so that it cannot end the worker
    process.suspend()
    wait_for(lambda: not store.run(hung).active, "the run to be given up", seconds=80)
    assert store.run(hung).status == "interrupted"
    engine.resume(hung)
    engine.set_pace(other, FULL_SPEED)
    wait_for(lambda: store.run(hung).status == "running", "the second attempt")
    before = len(store.epochs(hung))
    process.resume()
    nanny.resume()
    wait_for(lambda: len(store.epochs(hung)) > before + 60, "the second attempt to go on")
    for run in (hung, other):
        finish(engine, store, run, straight)
    assert store.run(hung).attempt == 1
    wait_for(lambda: not process.is_running(), "the late worker to leave")
