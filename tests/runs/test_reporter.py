"""The thread between a training and the store, on both kinds of store."""

import threading
import time
from dataclasses import replace

import pytest

from rnnviz.runs.run import PASSING, SCHEDULED, Checkpoint, Snapshot
from rnnviz.runs.store import Ending, StoreError
from rnnviz.runs.workers import control as control_module
from rnnviz.runs.workers import reporter
from rnnviz.runs.workers.control import Control
from rnnviz.runs.workers.reporter import Reporter
from tests.runs.waiting import wait_for

FINISHED = Ending("finished", "", {"epochs": 3})
CLOSED = "rnnviz was closed; it continues from epoch {epoch}."


def row(epoch):
    return [epoch, 1.0, 1.0, 1.0, 1.0, 0.1, 0.01 * epoch]


class Troubled:
    """A store whose reports fail as long as there is trouble, before they are written or after."""

    def __init__(self, store, trouble="", written=False):
        self.store, self.trouble, self.written, self.reports = store, trouble, written, []

    def orders(self, *held):
        return self.store.orders(*held)

    def report(self, run_id, attempt, report):
        if self.written or not self.trouble:
            orders = self.store.report(run_id, attempt, report)
        if self.trouble:
            raise StoreError(self.trouble)
        self.reports.append((time.monotonic(), report))
        return orders


@pytest.fixture
def claimed(store, spec):
    store.create(spec)
    return store.claim("a worker")


def test_what_is_reported_is_in_the_store_when_it_has_ended(store, claimed):
    run = claimed.run.id
    with Reporter(store, claimed, Control()) as reports:
        for epoch in range(4):
            reports.epoch(row(epoch))
            reports.snapshot(Snapshot(epoch, b"w", b"p"), SCHEDULED)
        reports.checkpoint(Checkpoint(3, b"t", {"epoch": 3}))
        reports.end(Ending("paused", "Paused by hand.", {"epochs": 3}))
    assert store.epochs(run)[:, 0].tolist() == [0, 1, 2, 3]
    assert store.snapshot_epochs(run) == [0, 1, 2, 3]
    assert store.checkpoint(run) == Checkpoint(3, b"t", {"epoch": 3})
    found = store.run(run)
    assert (found.status, found.reason, found.worker) == ("paused", "Paused by hand.", "")


def test_reports_go_by_the_clock_and_none_is_lost(store, claimed):
    troubled = Troubled(store)
    with Reporter(troubled, claimed, Control()) as reports:
        end = time.monotonic() + 0.6
        epoch = 0
        while time.monotonic() < end:
            reports.epoch(row(epoch))
            epoch += 1
            time.sleep(0.001)
        reports.end(FINISHED)
    times = [at for at, _ in troubled.reports]
    gaps = [b - a for a, b in zip(times, times[1:-1], strict=False)]
    assert all(gap >= reporter.REPORT_SECONDS for gap in gaps)
    assert store.epochs(claimed.run.id)[:, 0].tolist() == list(range(epoch))


def test_a_training_that_says_nothing_beats(store, claimed, monkeypatch):
    monkeypatch.setattr(reporter, "BEAT_SECONDS", 0.05)
    (before,) = store.held()
    with Reporter(store, claimed, Control()) as reports:
        wait_for(lambda: store.held()[0].beat > before.beat + 2, "a beat")
        reports.end(FINISHED)


def test_orders_are_heard(store, claimed):
    control = Control(claimed.orders)
    run = claimed.run.id
    with Reporter(store, claimed, control) as reports:
        store.set_pace(run, 0.0)
        wait_for(control.must_wait, "the pace")
        store.click(run)
        wait_for(lambda: not control.must_wait(), "the click")
        store.ask(run, "pause")
        wait_for(control.should_end, "the pause")
        reports.end(Ending("paused", "Paused by hand."))
    assert store.run(run).status == "paused"


@pytest.mark.parametrize("how", ["deleted", "taken"])
def test_who_has_lost_its_run_writes_nothing_more(store, claimed, how):
    control = Control()
    run = claimed.run.id
    with Reporter(store, claimed, control) as reports:
        if how == "deleted":
            store.delete(run)
        else:
            (held,) = store.held()
            # A beat may come between.
            while not store.requeue(run, held.attempt, held.beat, "It did not answer."):
                (held,) = store.held()
        wait_for(lambda: control.abandoned, "it to hear of that")
        reports.epoch(row(0))
        reports.end(FINISHED)
    if how == "taken":
        assert (store.run(run).status, len(store.epochs(run))) == ("queued", 0)


@pytest.mark.parametrize("written", [False, True])
def test_what_cannot_be_written_is_kept_and_then_written_once(store, claimed, written, monkeypatch):
    monkeypatch.setattr(reporter, "UNSAVED_SECONDS", 0.4)
    control, run = Control(), claimed.run.id
    troubled = Troubled(store, "the disk is full", written)
    with Reporter(troubled, claimed, control) as reports:
        epoch = 0
        while not control.should_end():
            reports.epoch(row(epoch))
            reports.snapshot(Snapshot(epoch, b"w", b"p"), PASSING)
            reports.checkpoint(Checkpoint(epoch, b"t", {}))
            epoch += 1
            time.sleep(0.01)
            # Of what a newer one replaces, one is kept.
            assert len(reports._unwritten.snapshots) <= 1
        reports.end(Ending("paused", control.departure.reason("after epoch 9", 9)))
        time.sleep(0.1)
        troubled.trouble = ""
    assert store.run(run).status == "paused"
    assert "could not be saved" in store.run(run).reason
    assert store.epochs(run)[:, 0].tolist() == list(range(epoch))
    assert store.snapshot_epochs(run) == [epoch - 1]
    assert store.checkpoint(run).epoch == epoch - 1


def test_a_short_trouble_pauses_nothing(store, claimed):
    control = Control()
    troubled = Troubled(store, "database is locked")
    with Reporter(troubled, claimed, control) as reports:
        reports.epoch(row(0))
        time.sleep(0.4)
        troubled.trouble = ""
        wait_for(lambda: len(store.epochs(claimed.run.id)) == 1, "the epoch")
        assert not control.should_end()
        reports.end(FINISHED)


def test_orders_are_heard_while_nothing_can_be_written(store, claimed):
    control = Control()
    troubled = Troubled(store, "the disk is full")
    with Reporter(troubled, claimed, control) as reports:
        reports.epoch(row(0))
        store.ask(claimed.run.id, "stop")
        wait_for(control.should_end, "the stop", seconds=2)
        troubled.trouble = ""
        reports.end(Ending("stopped", "Stopped by hand."))


def test_a_training_that_cannot_hear_is_left_and_goes_on_from_its_checkpoint(store, claimed):
    control, run = Control(), claimed.run.id
    start = time.monotonic()
    with Reporter(store, claimed, control, lambda: CLOSED) as reports:
        reports.epoch(row(0))
        reports.checkpoint(Checkpoint(2, b"t", {}))
        wait_for(lambda: control.abandoned, "the reporter to end it")
    assert time.monotonic() - start < 2.5
    found = store.run(run)
    assert (found.status, found.attempt) == ("queued", claimed.run.attempt + 1)
    assert found.reason == "rnnviz was closed; it continues from epoch 2."
    assert store.claim("another").checkpoint.epoch == 2


@pytest.mark.parametrize(("command", "status"), [("pause", "paused"), ("stop", "stopped")])
def test_a_run_whose_untrained_network_takes_long_ends_when_it_is_told(
    store, claimed, command, status
):
    control, run = Control(), claimed.run.id
    start = time.monotonic()
    with Reporter(store, claimed, control):
        store.ask(run, command)
        wait_for(lambda: control.abandoned, "the reporter to end it")
    assert time.monotonic() - start < 2
    found = store.run(run)
    assert (found.status, found.reason) == (status, f"{status.title()} by hand before it began.")


@pytest.mark.parametrize(
    ("command", "status", "reason"),
    [
        ("pause", "paused", "Paused by hand after epoch 2."),
        ("stop", "stopped", "Stopped by hand after epoch 3."),
        ("yield", "queued", "Made room for another visitor's run after epoch 2; it continues when"),
    ],
)
def test_a_training_within_one_long_computation_ends_as_it_was_told_and_gives_its_worker_back(
    store, claimed, command, status, reason
):
    control, run, given_up = Control(), claimed.run.id, threading.Event()
    with Reporter(store, claimed, control) as reports:
        reports.give_up = given_up.set
        for epoch in range(4):
            reports.epoch(row(epoch))
        reports.checkpoint(Checkpoint(2, b"t", {}))
        told = time.monotonic()
        store.ask(run, command)
        wait_for(lambda: store.run(run).status == status, "it to end")
        assert time.monotonic() - told < 3  # 0.9 where the machine is idle
        assert store.run(run).reason.startswith(reason)
        assert given_up.wait(10)
    assert (store.checkpoint(run) is None) == (status == "stopped")


def test_a_training_whose_run_was_deleted_and_that_does_not_hear_gives_its_worker_back(
    store, claimed
):
    given_up = threading.Event()
    with Reporter(store, claimed, Control()) as reports:
        reports.give_up = given_up.set
        store.delete(claimed.run.id)
        assert given_up.wait(10)


def test_who_hears_keeps_its_worker(store, claimed):
    control, given_up = Control(), []
    with Reporter(store, claimed, control) as reports:
        reports.give_up = lambda: given_up.append(True)
        reports.epoch(row(0))
        store.ask(claimed.run.id, "pause")
        wait_for(control.should_end, "the pause")
        reports.end(Ending("paused", "Paused by hand after epoch 0 of 5."))
    assert store.run(claimed.run.id).reason == "Paused by hand after epoch 0 of 5."
    assert not given_up


def test_a_run_that_was_claimed_to_be_measured_has_time_for_it(store, spec):
    run = store.create(spec)
    store.claim("a worker")
    store.ask(run.id, "stop")
    (held,) = store.held()
    store.requeue(run.id, held.attempt, held.beat, "It did not answer.")
    again = store.claim("another")
    control = Control(again.orders)
    assert control.should_end()
    assert not control.is_late(-control_module.MEASURE_SECONDS / 2)
    assert not control.must_leave()
    # Unless something else is asked meanwhile: it is deleted.
    control.obey(replace(again.orders, command="pause"))
    wait_for(control.must_leave, "its last moment", seconds=5)


def test_who_is_to_leave_and_cannot_write_leaves(store, claimed):
    start = time.monotonic()
    control = Control()
    with Reporter(Troubled(store, "it is gone"), claimed, control, lambda: CLOSED) as reports:
        wait_for(control.should_end, "the notice")
        reports.end(Ending("queued", "rnnviz was closed."))
    assert 2 < time.monotonic() - start < 4
    assert store.run(claimed.run.id).status == "running"  # for the supervisor to find


def test_a_report_that_makes_no_sense_fails_the_run_and_says_so(store, claimed):
    control = Control()
    with Reporter(store, claimed, control) as reports:
        reports.epoch([1.0, 2.0])
        wait_for(lambda: control.abandoned, "the report")
    found = store.run(claimed.run.id)
    assert found.status == "failed"
    assert found.reason.startswith("What it reported cannot be written: ValueError")
