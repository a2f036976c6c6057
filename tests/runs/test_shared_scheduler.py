"""A scheduler and workers from Dask's own command line, as a class of a hundred uses them."""

import json
from dataclasses import replace

import numpy as np
import pytest

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
        )
        started.append(scheduler)
        wait_for(lambda: _address(told), "the scheduler")
        worker = processes.start(
            home,
            *("distributed.cli.dask_worker", "--scheduler-file", told, "--nthreads", "1"),
            *("--nworkers", "1", "--no-dashboard", "--preload", "rnnviz.runs.worker"),
            *("--local-directory", home),
        )
        started.append(worker)
        yield _address(told)
    finally:
        processes.kill(processes.of(home))
        for process in started:
            process.wait()


def _address(told):
    try:
        return json.loads(told.read_text())["address"]
    except (OSError, ValueError):
        return None


def test_an_app_that_comes_back_finds_its_run_and_loses_no_report(cluster, tmp_path):
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
