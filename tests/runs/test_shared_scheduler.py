"""A scheduler and workers from Dask's own command line, as a class of a hundred uses them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.runs.cluster import SCHEDULER_SETTINGS
from rnnviz.runs.engine import Engine
from rnnviz.runs.run import FULL_SPEED
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs import processes
from tests.runs.waiting import wait_for

SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=200, seed=2))
LEASE = 20


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    home = tmp_path_factory.mktemp("cluster")
    told = home / "scheduler.json"
    started = []
    try:
        scheduler = processes.start(
            home,
            *("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--scheduler-file", told),
            **SCHEDULER_SETTINGS,
        )
        started.append(scheduler)
        wait_for(lambda: _address(told), "the scheduler")
        started.append(_start_worker(home))
        yield _address(told), home, started
    finally:
        processes.kill(processes.of(home))
        for process in started:
            process.wait()


def _start_worker(home):
    return processes.start(
        home,
        *("distributed.cli.dask_worker", "--scheduler-file", home / "scheduler.json"),
        *("--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--local-directory", home),
        *("--preload", "rnnviz.runs.worker"),
    )


def _address(told):
    try:
        return json.loads(told.read_text())["address"]
    except (OSError, ValueError):
        return None


# First in this file: a scheduler that has seen such tasks end knows by itself how long they are.
def test_a_worker_that_joins_later_takes_a_run_that_waits(cluster, tmp_path):
    address, home, started = cluster
    store = RunStore(tmp_path / "runs.sqlite3")
    engine = Engine(store, address)
    try:
        runs = [engine.submit(replace(SPEC, cell=cell), pace=5.0) for cell in ("gru", "lstm")]
        wait_for(lambda: "running" in {store.run(run.id).status for run in runs}, "one to train")
        started.append(_start_worker(home))
        wait_for(
            lambda: all(store.run(run.id).status == "running" for run in runs),
            "the other to be taken",
        )
    finally:
        for run in runs:
            engine.stop(run.id)
        engine.close()
        store.close()


def test_an_app_that_comes_back_finds_its_run_and_loses_no_report(cluster, tmp_path):
    cluster, _, _ = cluster
    home = tmp_path / "home"
    store = RunStore(home / "runs.sqlite3")
    app = processes.start(home, "tests.runs.app_process", LEASE, cluster)
    engine = Engine(store, cluster)
    try:
        # The app of the test takes it up as if it had been interrupted.
        run = store.create(SPEC, pace=20.0)
        store.set_status(run.id, "interrupted")
        wait_for(lambda: len(store.epochs(run.id)) > 3, "the run to train")
        processes.kill(processes.of(home, "app"))
        app.wait()
        heard = len(store.epochs(run.id))
        app = processes.start(home, "tests.runs.app_process", LEASE, cluster)
        wait_for(lambda: len(store.epochs(run.id)) > heard + 3, "the run to go on")
        again = store.run(run.id)
        assert (again.status, again.attempt) == ("running", 1)  # never taken up a second time
        # A second app on the same scheduler is served beside it.
        other = engine.submit(replace(SPEC, cell="lstm"), pace=FULL_SPEED)
        wait_for(lambda: store.run(run.id).status == "finished", "the run to finish")
        wait_for(lambda: store.run(other.id).status == "finished", "the other run")
        straight = engine.submit(SPEC)
        wait_for(lambda: store.run(straight.id).status == "finished", "the same run in one go")
        found, expected = store.epochs(run.id), store.epochs(straight.id)
        np.testing.assert_array_equal(found[:, :-1], expected[:, :-1])
    finally:
        engine.close()
        processes.kill(processes.of(home))
        app.wait()
        store.close()
