"""A worker's loop in this process, and the process of a local worker."""

import itertools
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load

from rnnviz.runs.schedule import snapshot_epochs
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.runs.workers.worker import work
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.runs.waiting import wait_for

EPOCHS = 150
LONG = RunSpec("gs10", "lstm", Architecture(4), TrainConfig(epochs=EPOCHS, seed=7))
ENDLESS = replace(LONG, training=TrainConfig(epochs=100_000))
GONE = "rnnviz was closed; it continues from epoch {epoch}."


def everything(store, run_id):
    """Return all that a run leaves behind and that is the same each time."""
    run = store.run(run_id)
    assert run.status == "finished", run
    # The last passing snapshot goes by the clock.
    stay = {*snapshot_epochs(run.spec.training.epochs), run.result["best_epoch"]}
    assert stay <= set(store.snapshot_epochs(run_id))
    snapshots = {epoch: store.snapshot(run_id, epoch) for epoch in stay}
    result = {key: value for key, value in run.result.items() if key != "seconds"}
    rows = store.epochs(run_id)[:, :-1]
    weights = {e: load(snapshot.weights) for e, snapshot in snapshots.items()}
    pictures = {e: snapshot.picture for e, snapshot in snapshots.items()}
    return rows, weights, pictures, result, store.case_scores(run_id)


def assert_same(found, expected):
    np.testing.assert_array_equal(found[0], expected[0])
    assert found[1].keys() == expected[1].keys()
    for epoch, weights in expected[1].items():
        for name, values in weights.items():
            np.testing.assert_array_equal(found[1][epoch][name], values, err_msg=f"{epoch} {name}")
    assert found[2:] == expected[2:]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("undisturbed") / "runs.sqlite3")
    run = store.create(LONG)
    train_to_end(store, run.id)
    found = everything(store, run.id)
    store.close()
    return found


def test_a_worker_trains_what_waits_and_ends_when_nothing_does(store, spec):
    runs = [store.create(spec).id for _ in range(3)]
    work(store, "w", idle_seconds=0)
    assert [store.run(run).status for run in runs] == ["finished"] * 3
    assert store.held() == []


def test_a_worker_waits_for_more_and_prepares_meanwhile(store, spec):
    prepared = threading.Event()
    thread = threading.Thread(
        target=work, args=(store, "w"), kwargs={"idle_seconds": 0.7, "prepare": prepared.set}
    )
    thread.start()
    assert prepared.wait(5)
    run = store.create(spec).id
    thread.join(60)
    assert store.run(run).status == "finished"


def test_an_error_of_a_training_fails_its_run_and_no_other(store, spec, monkeypatch):
    def broken(spec, task):
        raise RuntimeError("no memory")

    run = store.create(spec).id
    with monkeypatch.context() as patch:
        patch.setattr("rnnviz.runs.train_run.build_model", broken)
        work(store, "w", idle_seconds=0)
    assert (store.run(run).status, store.run(run).reason) == ("failed", "RuntimeError: no memory")
    store.take_up(run)
    work(store, "w", idle_seconds=0)
    assert store.run(run).status == "finished"


def test_a_run_left_anywhere_and_claimed_again_is_the_same(store, undisturbed):
    chance = random.Random(5)
    run = store.create(LONG).id
    ways = itertools.cycle(["leave", "pause", "yield", "taken"])
    parts = 0
    while store.run(run).status != "finished":
        parts += 1
        way, reached = next(ways), len(store.epochs(run))
        told = []
        worker = threading.Thread(
            target=work,
            args=(store, f"w{parts}"),
            kwargs={"idle_seconds": 0, "leave": lambda told=told: told[0] if told else ""},
        )
        worker.start()
        wait_for(
            lambda reached=reached: len(store.epochs(run)) > reached or not store.held(),
            "an epoch",
        )
        time.sleep(chance.uniform(0, 0.1))
        if way == "leave":
            told.append(GONE)
        elif way == "taken":
            for held in store.held():
                store.requeue(run, held.attempt, held.beat, "It did not answer.")
        else:
            store.ask(run, way)
        worker.join(60)
        assert not worker.is_alive()
        if store.run(run).status == "paused":
            store.take_up(run)
        assert parts < 100
    assert_same(everything(store, run), undisturbed)


def test_a_run_that_is_only_to_be_stopped_is_measured(store):
    run = store.create(ENDLESS).id
    worker = threading.Thread(target=work, args=(store, "w"), kwargs={"idle_seconds": 0})
    worker.start()
    wait_for(lambda: len(store.epochs(run)) > 3, "some epochs")
    store.ask(run, "pause")
    worker.join(60)
    paused = store.run(run)
    store.take_up(run, keep_result=True, command="stop")
    work(store, "w", idle_seconds=0)
    found = store.run(run)
    assert found.status == "stopped"
    assert found.result["epochs"] == paused.result["epochs"]
    assert found.result["test"]


def test_the_minutes_of_an_administrator_end_a_run(store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_MOST_MINUTES", "0.005")
    run = store.create(ENDLESS).id
    work(store, "w", idle_seconds=0)
    assert store.run(run).status == "stopped"
    assert store.run(run).reason.endswith("here a run may train for at most 0.005 minutes.")


def test_a_run_is_trained_here_and_now_and_only_if_it_waits(store, spec):
    run = store.create(spec).id
    train_to_end(store, run)
    assert store.run(run).status == "finished"
    assert store.snapshot_epochs(run) == [0, 1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="finished cannot be trained"):
        train_to_end(store, run)


class Process:
    """A local worker, started as an app starts it."""

    def __init__(self, store, idle_seconds=60.0):
        self.child = subprocess.Popen(
            [sys.executable, "-m", "rnnviz.runs.workers.process", "w/1", str(idle_seconds)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"RNNVIZ_STORE": store.address},
        )

    def __enter__(self):
        return self.child

    def __exit__(self, *_):
        self.child.kill()
        self.child.communicate()


@pytest.mark.parametrize("how", ["end of input", "SIGTERM"])
def test_a_process_leaves_when_the_app_is_gone_and_its_run_goes_on(store, how, undisturbed):
    run = store.create(LONG, pace=100.0).id
    with Process(store) as child:
        wait_for(lambda: len(store.epochs(run)) > 3, "some epochs")
        child.send_signal(signal.SIGINT)  # a person's Ctrl-C is for the app
        if how == "SIGTERM":
            child.terminate()
        else:
            child.stdin.close()
            child.stdin = None
        assert child.wait(30) == 0  # 1 if it had to be ended after 2.8 s
        assert child.stderr.read() == ""
    found = store.run(run)
    reached = store.checkpoint(run).epoch
    assert reached == len(store.epochs(run)) - 1 > 2
    assert (found.status, found.worker) == ("queued", "")
    assert found.reason == (
        f"rnnviz was closed while it trained; it continues from epoch {reached} when rnnviz runs "
        "again."
    )
    store.set_pace(run, math.inf)
    work(store, "w", idle_seconds=0)
    assert_same(everything(store, run), undisturbed)


def test_a_process_ends_by_itself_and_loads_no_more_than_it_needs(store, spec):
    code = (
        "import sys; from rnnviz.runs.workers.process import main; main('w', 0);"
        "many = {'streamlit', 'pandas', 'plotly', 'alembic', 'distributed', 'torch._inductor'};"
        "print(sorted(many & set(sys.modules)))"
    )
    run = store.create(RunSpec("hello", "gru", Architecture(4), TrainConfig(epochs=2))).id
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"RNNVIZ_STORE": store.address},
    ) as child:
        assert child.stdout.read() == b"[]\n"
    assert store.run(run).status == "finished"


def test_a_store_that_cannot_be_opened_is_a_sentence(tmp_path):
    (tmp_path / "runs.sqlite3").write_text("no database at all " * 20)
    env = os.environ | {"RNNVIZ_STORE": str(tmp_path / "runs.sqlite3")}
    command = [sys.executable, "-m", "rnnviz.runs.workers.process", "w", "0"]
    inside, held = os.pipe()  # an input that does not end: nobody tells it to leave
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, stdin=inside)
    finally:
        os.close(inside)
        os.close(held)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_without_the_compiler_every_number_is_the_same(store, undisturbed):
    run = store.create(LONG).id
    with Process(store, 0.0) as child:
        child.wait(120)
    assert_same(everything(store, run), undisturbed)


def test_a_kill_leaves_a_run_for_the_next(store, undisturbed):
    run = store.create(LONG, pace=100.0).id
    with Process(store) as child:
        wait_for(lambda: len(store.epochs(run)) > 3, "some epochs")
        child.kill()
        child.wait(10)
    assert store.run(run).status == "running"
    store.requeue_worker("w/1", "The process that trained it ended.")
    store.set_pace(run, math.inf)
    work(store, "w", idle_seconds=0)
    assert_same(everything(store, run), undisturbed)
