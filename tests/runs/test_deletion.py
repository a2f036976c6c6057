import time

import pytest
from sqlalchemy import text

from rnnviz.runs import deletion
from rnnviz.runs.deletion import bring_back, delete_for_now
from rnnviz.runs.run import SCHEDULED
from rnnviz.runs.store import RunStore, Snapshot


class Worker:
    """Stands in for an engine whose workers leave at once, or not at all."""

    def __init__(self, store, leaves=True):
        self.store, self.leaves = store, leaves
        self.asked = []

    def pause(self, run_id):
        self.asked.append(("pause", run_id))
        if self.leaves:
            self.store.set_status(run_id, "paused")

    def resume(self, run_id):
        self.asked.append(("resume", run_id))
        return self.store.take_up(run_id)


def test_hidden_runs_are_found_nowhere_and_come_back_as_they_were(store, spec):
    run, other = store.create(spec), store.create(spec)
    store.append_epochs(run.id, [[1, 0.5, 0.5, 0.5, 0.5, 0.1, 1.0]])
    store.put_snapshot(run.id, Snapshot(1, b"w", b"p"), 1)
    store.set_status(run.id, "finished", result={"epochs": 1})
    before = store.run(run.id)
    store.hide([run.id])
    assert [one.id for one in store.runs()] == [other.id]
    assert [one.run.id for one in store.overview()] == [other.id]
    assert store.progress([run.id]) == []
    assert store.existing_runs([run.id]) == []
    with pytest.raises(KeyError):
        store.run(run.id)
    assert store.hidden_runs() == [before]
    assert store.hidden_runs("somebody else") == []
    store.unhide([run.id])
    assert store.run(run.id) == before
    assert store.snapshot(run.id, 1) == Snapshot(1, b"w", b"p")
    assert len(store.epochs(run.id)) == 1


def test_only_what_was_hidden_long_ago_is_taken_away(store, spec):
    old, new, kept = (store.create(spec) for _ in range(3))
    store.put_snapshot(old.id, Snapshot(1, b"w", b"p"), 1)
    store.hide([old.id, new.id])
    with store._transaction() as connection:
        connection.execute(
            text("UPDATE runs SET hidden = hidden - 100 WHERE id = :run"), {"run": old.id}
        )
    another = RunStore(store.address)  # this one knows by itself how long ago that was
    another.purge(50)
    another.close()
    assert [run.id for run in store.hidden_runs()] == [new.id]
    assert store.snapshot_epochs(old.id) == []
    assert store.run(kept.id) == kept


def test_what_trains_is_paused_and_trains_on_when_it_comes_back(store, spec):
    run, done = store.create(spec), store.create(spec)
    store.set_status(done.id, "finished")
    worker = Worker(store)
    paused = delete_for_now(store, worker, [run, store.run(done.id)])
    assert paused == [run.id]
    bring_back(store, worker, [run.id, done.id], resume=paused)
    assert store.run(run.id).status == "queued"
    assert store.run(done.id).status == "finished"
    assert worker.asked == [("pause", run.id), ("resume", run.id)]


def test_a_worker_that_does_not_leave_is_not_waited_for_for_ever(store, spec, monkeypatch):
    monkeypatch.setattr(deletion, "LEAVE_SECONDS", 0.05)
    run = store.create(spec)
    worker = Worker(store, leaves=False)
    bring_back(store, worker, [run.id], resume=delete_for_now(store, worker, [run]))
    assert worker.asked == [("pause", run.id)]
    assert store.run(run.id).active


def test_a_run_that_is_gone_for_good_does_not_come_back(store, spec):
    run = store.create(spec)
    worker = Worker(store)
    paused = delete_for_now(store, worker, [run])
    store.purge(-1)
    bring_back(store, worker, [run.id], resume=paused)
    assert store.runs() == []


def test_what_is_brought_back_meanwhile_stays(store, spec, monkeypatch):
    past, future = store.create(spec), store.create(spec)
    store.hide([past.id, future.id])
    ages = {past.id: 1.0, future.id: time.time() + 10_000}
    with store._transaction() as connection:
        connection.execute(
            text("UPDATE runs SET hidden = :age WHERE id = :run"),
            [{"age": age, "run": key} for key, age in ages.items()],
        )
    store._hidden_here.clear()
    rows = store._rows

    def read_and_undone(*query):
        found = rows(*query)
        monkeypatch.undo()
        store.unhide(list(ages))
        return found

    monkeypatch.setattr(store, "_rows", read_and_undone)
    store.purge(600)
    assert {run.id for run in store.runs()} == set(ages)


def test_what_is_taken_away_for_good_counts_for_nobody_at_once(store, spec, monkeypatch):
    run, other = (store.create(spec) for _ in range(2))
    for epoch in range(3):
        store.put_snapshot(run.id, Snapshot(epoch, b"w", b"p"), SCHEDULED)
    store.discard([run.id])  # not deleted before: nothing happens
    assert store.snapshot_epochs(run.id) == [0, 1, 2]
    store.hide([run.id])
    monkeypatch.setattr(store, "delete", lambda _: pytest.fail("the process is killed"))
    with pytest.raises(pytest.fail.Exception):
        store.discard([run.id])
    assert store.usage("default").runs == 1
    store.unhide([run.id])
    assert [one.id for one in store.runs()] == [other.id]
    assert store.hidden_runs() == []
    monkeypatch.undo()
    store.purge(600.0)  # what is left of it needs no ten minutes
    assert store.hidden_since(run.id) is None
    assert store.snapshot_epochs(run.id) == []
