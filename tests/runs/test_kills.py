"""kill -9 of workers, schedulers and apps at random moments, with real processes.

``RNNVIZ_KILLS=30`` makes it as long as it takes; the test suite kills a few times only.
"""

import os
import random
import time
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs import processes
from tests.runs.waiting import wait_for

KILLS = int(os.environ.get("RNNVIZ_KILLS", "3"))
LEASE = 6
EPOCHS = 40 + 20 * KILLS
SPEC = RunSpec("gs10", "lstm", Architecture(4, dropout=0.0), TrainConfig(epochs=EPOCHS, seed=7))
SPECS = (SPEC, replace(SPEC, cell="gru", training=replace(SPEC.training, optimiser="sgd")))


def uninterrupted(tmp_path, spec):
    """Return the rows and last weights of a run that nobody disturbed."""
    store = RunStore(tmp_path / "undisturbed" / "runs.sqlite3")
    run = store.create(spec)
    train_to_end(store, run.id)
    assert store.run(run.id).status == "finished"
    found = store.epochs(run.id), load(store.snapshot(run.id, EPOCHS).weights)
    store.close()
    return found


# In the short form each store in one of the two places.
PLACES = [("sqlite", "this machine"), ("postgresql", "a cluster")]
if "RNNVIZ_KILLS" in os.environ:
    PLACES += [("postgresql", "this machine"), ("sqlite", "a cluster")]


@pytest.mark.timeout(180 + 40 * KILLS)
@pytest.mark.parametrize(("place", "where"), PLACES, indirect=["place"])
def test_no_kill_loses_or_changes_anything(store, tmp_path, where):
    chance = random.Random(f"{KILLS} {where}")
    home = tmp_path / "processes"
    home.mkdir()
    environment = {"RNNVIZ_STORE": store.address}
    cluster = None
    if where == "a cluster":
        cluster = processes.Cluster(home, environment)
        environment["RNNVIZ_SCHEDULER"] = cluster.address
    runs = [store.create(spec, pace=20.0).id for spec in SPECS]
    start_app = lambda: processes.start(home, "tests.runs.app_process", LEASE, **environment)  # noqa: E731
    app = start_app()
    try:
        for kill in range(KILLS):
            victim = ("worker", "scheduler" if cluster else "app", "app")[kill % 3]
            before = sum(len(store.epochs(run)) for run in runs)
            wait_for(
                lambda before=before: sum(len(store.epochs(run)) for run in runs) != before,
                f"a run to train before kill {kill}: {[store.run(run) for run in runs]}",
            )
            time.sleep(chance.uniform(0, 1.0))
            if victim == "scheduler":
                cluster.replace_scheduler()
            elif victim == "worker" and cluster:
                cluster.replace_worker(chance)
            else:
                found = processes.of(home, victim)
                assert found, f"no {victim} to kill"
                processes.kill([chance.choice(found)])
            if victim == "app":
                app.wait()
                time.sleep(chance.choice([0, 0, LEASE / 2]))
                app = start_app()
        for run in runs:
            store.set_pace(run, float("inf"))
            wait_for(
                lambda run=run: store.run(run).status == "finished", f"{store.run(run)}", every=0.1
            )
        if not cluster:
            # Killed outright, an app leaves nothing behind.
            processes.kill(processes.of(home, "app"))
            app.wait()
            wait_for(lambda: not processes.of(home), "the processes to end", 30, every=0.5)
    finally:
        processes.kill(processes.of(home))
        app.wait()
        if cluster:
            cluster.close()
    for run, spec in zip(runs, SPECS, strict=True):
        rows, weights = uninterrupted(tmp_path / run, spec)
        found = store.epochs(run)
        assert found[:, 0].tolist() == list(range(EPOCHS + 1))
        np.testing.assert_array_equal(found[:, :-1], rows[:, :-1])  # all but the seconds
        last = load(store.snapshot(run, EPOCHS).weights)
        assert all(np.array_equal(last[name], weights[name]) for name in weights)
        assert store.checkpoint(run) is None
