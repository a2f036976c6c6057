"""The thread that looks after runs, with workers that only remember what was asked of them."""

import threading
import time
from collections import deque

import pytest

from rnnviz.runs.run import ONE_EPOCH_A_CLICK
from rnnviz.runs.store import Ending, Report, StoreError
from rnnviz.runs.workers import supervisor as module
from rnnviz.runs.workers.supervisor import Supervisor
from tests.runs.waiting import wait_for


class Remembering:
    problem = ""

    def __init__(self, has_room=False):
        self.asked, self.dismissed, self.died = [], [], deque()
        self.has_room = has_room

    def provide(self, queued, busy):
        self.asked.append((queued, set(busy)))

    def room(self, busy):
        return self.has_room

    def dead(self):
        dead = list(self.died)
        self.died.clear()
        return dead

    def dismiss(self, worker):
        self.dismissed.append(worker)


class Time:
    """Elapsed time as a test wants it."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)


@pytest.fixture
def workers():
    return Remembering()


@pytest.fixture
def clock(monkeypatch):
    return Time(monkeypatch)


@pytest.fixture
def supervisor(store, workers):
    return Supervisor(store, workers, lease_seconds=15)


def test_workers_are_asked_for_what_is_queued(store, spec, workers, supervisor):
    assert not supervisor.look()
    for _ in range(3):
        store.create(spec)
    store.claim("one")
    assert supervisor.look()
    assert workers.asked == [(0, set()), (2, {"one"})]


def test_a_worker_that_beats_keeps_its_run(store, spec, clock, workers, supervisor):
    run = store.create(spec)
    store.claim("one")
    for _ in range(20):
        supervisor.look()
        clock.now += 14
        assert store.report(run.id, 0, Report()) is not None
    supervisor.look()
    assert (store.run(run.id).status, workers.dismissed) == ("running", [])


def test_a_silent_worker_loses_its_run_to_the_next(store, spec, clock, workers, supervisor):
    run = store.create(spec)
    store.claim("one")
    supervisor.look()
    clock.now += 14.9
    supervisor.look()
    assert store.run(run.id).worker == "one"
    clock.now += 0.2
    supervisor.look()
    found = store.run(run.id)
    assert (found.status, found.worker, found.attempt) == ("queued", "", 1)
    assert "continues" in found.sentence and workers.dismissed == ["one"]
    assert store.report(run.id, 0, Report()) is None  # too late
    assert store.claim("two").run.id == run.id


def test_of_two_apps_one_ends_a_lease(store, spec, clock, workers):
    run = store.create(spec)
    store.claim("one")
    apps = [Supervisor(store, workers, lease_seconds=15) for _ in range(4)]
    for app in apps:
        app.look()
    clock.now += 16
    threads = [threading.Thread(target=app.look) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (store.run(run.id).attempt, workers.dismissed) == (1, ["one"])


def test_an_app_that_has_just_started_knows_no_beat_yet(store, spec, clock, workers):
    run = store.create(spec)
    store.claim("one")
    clock.now += 1000
    Supervisor(store, workers, lease_seconds=15).look()
    assert store.run(run.id).status == "running"


def test_the_time_of_day_ends_no_lease(store, spec, monkeypatch, workers, supervisor):
    run = store.create(spec)
    store.claim("one")
    supervisor.look()
    now = time.time()
    for away in (1e9, -1e9):
        monkeypatch.setattr(time, "time", lambda away=away: now + away)
        supervisor.look()
    assert store.run(run.id).status == "running"


def test_a_worker_that_died_is_not_waited_for(store, spec, workers, supervisor):
    run = store.create(spec)
    store.claim("one")
    workers.died.append("one")
    supervisor.look()
    found = store.run(run.id)
    assert (found.status, found.attempt) == ("queued", 1)


def test_a_run_that_ends_every_worker_is_given_up(store, spec, workers, supervisor):
    run = store.create(spec)
    for _ in range(3):
        assert store.claim("one")
        workers.died.append("one")
        supervisor.look()
    found = store.run(run.id)
    assert found.status == "failed" and "3 times" in found.sentence
    assert found.resumable


def test_a_worker_that_died_is_remembered_until_that_is_written(
    store, spec, workers, supervisor, monkeypatch
):
    run = store.create(spec)
    store.claim("one")
    workers.died.append("one")
    with monkeypatch.context() as broken:

        def full(*_):
            raise StoreError("The runs cannot be written: disk full.")

        broken.setattr(store, "requeue_worker", full)
        with pytest.raises(StoreError):
            supervisor.look()
    supervisor.look()
    assert store.run(run.id).status == "queued"


def test_what_was_asked_of_a_dead_worker_is_done_without_it(store, spec, workers, supervisor):
    paused, stopped = store.create(spec), store.create(spec)
    for run, order in ((paused, "pause"), (stopped, "stop")):
        store.claim(run.id)
        store.ask(run.id, order)
        workers.died.append(run.id)
    supervisor.look()
    assert store.run(paused.id).status == "paused"
    assert store.run(stopped.id).status in ("stopped", "queued")


def test_two_runs_of_one_visitor_do_not_hold_both_workers(store, spec, clock, supervisor):
    first, second = (store.create(spec, workspace="kind") for _ in range(2))
    for _ in range(2):
        store.claim("worker")
    waiting = store.create(spec, workspace="other")
    supervisor.look()
    assert store.orders(second.id, 0).command == ""  # one may become free
    clock.now += 1.1
    supervisor.look()
    assert store.orders(first.id, 0).command == ""
    assert store.orders(second.id, 0).command == "yield"
    supervisor.look()  # and not once more
    assert store.orders(first.id, 0).command == ""
    assert store.run(waiting.id).status == "queued"


def test_a_run_gives_way_when_it_had_its_turn_and_then_waits_for_the_turns_of_others(
    store, spec, clock, workers
):
    """With as many visitors as workers, nobody had several and the next waited for their ends."""
    supervisor = Supervisor(store, workers, lease_seconds=1000)
    first, second = (store.create(spec, workspace=name) for name in ("a", "b"))
    for _ in range(2):
        store.claim("worker")
    third, fourth = (store.create(spec, workspace=name) for name in ("c", "d"))
    supervisor.look()
    clock.now += module.SLICE_SECONDS - 1
    supervisor.look()
    assert [store.orders(run.id, 0).command for run in (first, second)] == ["", ""]
    clock.now += 2
    supervisor.look()
    assert [store.orders(run.id, 0).command for run in (first, second)] == ["yield", "yield"]
    for run in (first, second):
        store.report(run.id, 0, Report(ending=Ending("queued", "It made room.")))
    assert [store.claim("worker").run.id for _ in range(2)] == [third.id, fourth.id]
    # The next turn of each is longer, for what its epochs cost.
    clock.now += module.SLICE_SECONDS + 2
    supervisor.look()
    for run in (third, fourth):
        store.report(run.id, 0, Report(ending=Ending("queued", "It made room.")))
    assert [store.claim("worker").run.id for _ in range(2)] == [first.id, second.id]
    supervisor.look()
    clock.now += module.SLICE_SECONDS + 2
    supervisor.look()
    assert [store.orders(run.id, 1).command for run in (first, second)] == ["", ""]
    clock.now += module.SLICE_SECONDS
    supervisor.look()
    assert [store.orders(run.id, 1).command for run in (first, second)] == ["yield", "yield"]


def test_a_run_that_waits_for_a_click_gives_way_before_those_that_train(
    store, spec, clock, supervisor
):
    training = store.create(spec, workspace="trains")
    by_click = store.create(spec, workspace="clicks", pace=ONE_EPOCH_A_CLICK)
    for _ in range(2):
        store.claim("worker")
    store.create(spec, workspace="waits")
    supervisor.look()
    clock.now += module.CLICK_SECONDS - 1
    store.click(by_click.id)
    supervisor.look()
    clock.now += module.CLICK_SECONDS - 1
    supervisor.look()
    assert store.orders(by_click.id, 0).command == ""  # somebody clicks
    clock.now += 2
    supervisor.look()
    assert store.orders(by_click.id, 0).command == "yield"
    assert store.orders(training.id, 0).command == ""


def test_nobody_gives_way_where_there_is_room(store, spec, clock, workers, supervisor):
    workers.has_room = True
    runs = [store.create(spec, workspace="kind") for _ in range(2)]
    for _ in range(2):
        store.claim("worker")
    store.create(spec, workspace="other")
    supervisor.look()
    clock.now += 2
    supervisor.look()
    assert all(store.orders(run.id, 0).command == "" for run in runs)


def test_what_fails_is_said_until_it_is_over(store, spec, workers, monkeypatch):
    supervisor = Supervisor(store, workers)
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.02)
    with monkeypatch.context() as broken:

        def gone():
            raise StoreError("The runs cannot be read.")

        broken.setattr(store, "held", gone)
        supervisor.start()
        wait_for(lambda: supervisor.problem == "The runs cannot be read.", "the problem")
    wait_for(lambda: not supervisor.problem, "its end")
    supervisor.close()


def test_a_full_disk_is_noticed_while_a_worker_is_silent(store, spec, clock, monkeypatch):
    store.create(spec)
    store.claim("one")
    supervisor = Supervisor(store, Remembering(), lease_seconds=15)
    supervisor.look()
    clock.now += 4

    def full(*_):
        raise StoreError("The runs cannot be written: disk full.")

    monkeypatch.setattr(store, "touch", full)
    with pytest.raises(StoreError, match="disk full"):
        supervisor.look()
