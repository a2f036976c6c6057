"""Faults of the store at random moments, under a worker, an engine and readers.

``RNNVIZ_FAULTS=500`` makes it as long as it takes; the test suite has some tens of trials.
"""

import os
import random
import signal
import sqlite3
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load

from rnnviz.runs.engine import Engine
from rnnviz.runs.run import FULL_SPEED
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs import faults
from tests.runs.threads import ThreadWorkers
from tests.runs.waiting import wait_for

TRIALS = int(os.environ.get("RNNVIZ_FAULTS", "12"))
EPOCHS = 24
SPEC = RunSpec("gs10", "lstm", Architecture(4), TrainConfig(epochs=EPOCHS, seed=7))
SPECS = (SPEC, replace(SPEC, cell="gru", training=replace(SPEC.training, optimiser="sgd")))
# Faults of a file, and of a database server.
OF_A_FILE = {
    "moods": lambda store, chance: faults.moods(chance),
    "held": lambda store, chance: faults.held(store),
    "read-only": lambda store, chance: faults.read_only(store),
    "full": lambda store, chance: faults.full(store),
    "moved": lambda store, chance: faults.moved(store, *chance.choice([("",), ("-wal",)])),
}
if sys.platform == "linux":
    OF_A_FILE["broken"] = lambda store, chance: faults.broken(store)
OF_A_SERVER = {
    "moods": lambda store, chance: faults.moods(chance, said=faults.SAID_BY_POSTGRES),
    "full": lambda store, chance: faults.moods(chance, 1, faults.SAID_BY_POSTGRES[:1]),
}


@pytest.fixture
def store(place, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.store.sqlite.BUSY_SECONDS", 0.05)
    store = faults.FaultyStore(place)
    yield store
    store.close()


@pytest.fixture
def some(request, store):
    if store.path is not None:
        return OF_A_FILE
    server = request.getfixturevalue("postgres")
    how = (signal.SIGINT, signal.SIGQUIT)
    return OF_A_SERVER | {
        "restarted": lambda store, chance: faults.down(server, chance.choice(how)),
        "cut": lambda store, chance: cut(server, store),
    }


@contextmanager
def cut(server, store):
    """All its connections are cut, again and again."""
    ended = threading.Event()

    def go_on():
        while not ended.wait(0.02):
            server.cut(store.address)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.fixture
def engine(store, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.workers.reporter.UNSAVED_SECONDS", 0.2)
    engine = Engine(store, workers=ThreadWorkers(store))
    engine.start()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return the rows and last weights of runs that nothing befell."""
    store = RunStore(tmp_path_factory.mktemp("undisturbed") / "runs.sqlite3")
    found = []
    for spec in SPECS:
        run = store.create(spec)
        train_to_end(store, run.id)
        found.append((store.epochs(run.id), load(store.snapshot(run.id, EPOCHS).weights)))
    store.close()
    return found


@contextmanager
def readers(store, ids):
    """Pages that look all the time. Return what they met that was no sentence."""
    ended, met = threading.Event(), []

    def look():
        while not ended.is_set():
            for call in (store.overview, store.active_runs, lambda: store.progress(ids)):
                _looked(call, met)
            for run_id in ids:
                for call in (store.epochs, store.snapshot_epochs, store.checkpoint, store.run):
                    _looked(lambda call=call, run_id=run_id: call(run_id), met)
            time.sleep(0.005)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield met
    finally:
        ended.set()
        thread.join()


def _looked(call, met):
    try:
        call()
    except KeyError:
        pass
    except StoreError as error:
        if "\n" in str(error) or len(str(error)) > 500:
            met.append(error)
    except BaseException as error:
        met.append(error)


def asked(call, *arguments):
    """Do what a person may ask for; the answer may be a sentence."""
    try:
        return call(*arguments)
    except (StoreError, ValueError):
        return None


@pytest.mark.timeout(120 + 10 * TRIALS)
def test_no_fault_loses_or_changes_anything(store, engine, some, undisturbed):
    before = faults.Mood.raised
    for trial in range(TRIALS):
        chance = random.Random(f"{trial} of {os.environ.get('RNNVIZ_FAULTS')}")
        kind = sorted(some)[trial % len(some)]
        runs = [engine.submit(spec, pace=chance.choice([40.0, FULL_SPEED])).id for spec in SPECS]
        with readers(store, runs) as met:
            for _ in range(chance.randint(1, 3)):
                time.sleep(chance.uniform(0, 0.25))
                with some[kind](store, chance):
                    if kind not in ("moods", "cut"):
                        with pytest.raises(StoreError):
                            store.create(SPEC, workspace="x" * 100_000)
                    time.sleep(chance.choice([0.02, 0.2, 0.2, 1.5]) * chance.random())
                    asked(chance.choice([engine.pause, engine.resume]), chance.choice(runs))
            for run in runs:
                go_on_to_the_end(store, engine, run)
        assert not met, (kind, met)
        wait_for(lambda: engine.problem == "", "the problem to be over")
        assert store.active_runs() == []
        for run, (rows, weights) in zip(runs, undisturbed, strict=True):
            found = store.epochs(run)
            np.testing.assert_array_equal(found[:, :-1], rows[:, :-1], err_msg=kind)
            last = load(store.snapshot(run, EPOCHS).weights)
            assert all(np.array_equal(last[name], weights[name]) for name in weights), kind
            assert store.checkpoint(run) is None
            store.delete(run)
    assert faults.Mood.raised > before + TRIALS / len(some)
    if store.path is not None:
        whole = sqlite3.connect(store.path)
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole.close()


def go_on_to_the_end(store, engine, run_id):
    """Resume a run as often as it takes; each time it has to end by itself."""
    for _ in range(10):
        wait_for(
            lambda: not store.run(run_id).active,
            f"the run to end, {store.run(run_id)}, {engine.problem}",
            seconds=20,
        )
        run = store.run(run_id)
        if not run.resumable:
            assert run.status == "finished", run
            return
        assert run.sentence
        engine.set_pace(run_id, FULL_SPEED)
        engine.resume(run_id)
    pytest.fail("it was interrupted again and again, and nothing disturbed it any more")
