"""kill -9 of workers, schedulers and apps at random moments, with real processes.

``RNNVIZ_KILLS=30`` makes it as long as it takes; the test suite kills a few times only.
"""

import os
import random
import socket
import sqlite3
import time
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load

from rnnviz.runs.receive import receive
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.train_run import train_run
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
    train_run(spec, lambda message: receive(store, message | {"run": run.id, "attempt": 0}))
    assert store.run(run.id).status == "finished"
    found = store.epochs(run.id), load(store.snapshot(run.id, EPOCHS).weights)
    store.close()
    return found


@pytest.mark.timeout(120 + 30 * KILLS)
def test_no_kill_loses_or_changes_anything(tmp_path):
    chance = random.Random(KILLS)
    home = tmp_path / "home"
    store = RunStore(home / "runs.sqlite3")
    runs = []
    for spec in SPECS:
        # As an app leaves it that was killed: the app of this test takes it up.
        run = store.create(spec, owner=f"{socket.gethostname()}/999999999/1", pace=20.0)
        runs.append(run.id)
    app = processes.start(home, "tests.runs.app_process", LEASE)
    try:
        for kill in range(KILLS):
            victim = ("worker", "scheduler", "app")[kill % 3]
            before = sum(len(store.epochs(run)) for run in runs)
            wait_for(
                lambda before=before: sum(len(store.epochs(run)) for run in runs) != before,
                f"a run to train before kill {kill}",
            )
            time.sleep(chance.uniform(0, 1.0))
            found = processes.of(home, victim)
            assert found, f"no {victim} to kill"
            processes.kill([chance.choice(found)])
            if victim == "app":
                app.wait()
                time.sleep(chance.choice([0, 0, LEASE / 2]))
                app = processes.start(home, "tests.runs.app_process", LEASE)
        for run in runs:
            store.set_pace(run, float("inf"))  # heard of at the next resume, if there is one
            wait_for(lambda run=run: store.run(run).status == "finished", f"{store.run(run)}")
        # Killed outright, nothing is left after lease and idle time.
        processes.kill(processes.of(home, "app"))
        app.wait()
        wait_for(lambda: not processes.of(home), "the processes to end", 60, every=0.5)
    finally:
        processes.kill(processes.of(home))
        app.wait()
    connection = sqlite3.connect(store.path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    for run, spec in zip(runs, SPECS, strict=True):
        rows, weights = uninterrupted(tmp_path / run, spec)
        found = store.epochs(run)
        assert found[:, 0].tolist() == list(range(EPOCHS + 1))
        np.testing.assert_array_equal(found[:, :-1], rows[:, :-1])  # all but the seconds
        last = load(store.snapshot(run, EPOCHS).weights)
        assert all(np.array_equal(last[name], weights[name]) for name in weights)
        assert store.checkpoint(run) is None
    store.close()
