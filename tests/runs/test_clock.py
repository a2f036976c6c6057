"""A clock that somebody sets by hours, forward or back, while all is at work."""

import time

import pytest

from rnnviz.runs.deletion import UNDO_SECONDS
from rnnviz.runs.store import Report, RunStore

HOURS = 5 * 3600.0
YEARS = 20 * 365 * 24 * 3600.0
JUMPS = [HOURS, -HOURS, YEARS, -YEARS]
_TIME = time.time


@pytest.fixture
def clock(monkeypatch):
    """Set the clock so many seconds forward: ``clock(3600)``."""

    def jump(seconds):
        monkeypatch.setattr(time, "time", lambda: _TIME() + seconds)

    return jump


@pytest.mark.parametrize("seconds", JUMPS)
def test_what_was_just_deleted_can_be_brought_back(store, spec, clock, seconds):
    run = store.create(spec)
    store.hide([run.id])
    clock(seconds)
    store.purge(UNDO_SECONDS)
    assert [one.id for one in store.hidden_runs()] == [run.id]
    store.unhide([run.id])
    assert store.run(run.id) == run


def test_what_was_deleted_in_the_future_is_not_kept_for_ever(file_store, spec, clock):
    store = file_store
    run = store.create(spec)
    clock(YEARS)
    store.hide([run.id])
    another = RunStore(store.path)
    clock(0)
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) <= time.time()
    clock(UNDO_SECONDS - 5)
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) is not None
    clock(UNDO_SECONDS + 5)
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) is None
    another.close()


@pytest.mark.parametrize("seconds", JUMPS)
def test_the_newest_run_stays_the_first(store, spec, clock, seconds):
    before = store.create(spec)
    clock(seconds)
    after = store.create(spec)
    assert [run.id for run in store.runs()] == [after.id, before.id]
    assert [one.run.id for one in store.overview()] == [after.id, before.id]


@pytest.mark.parametrize("seconds", JUMPS)
def test_on_a_server_its_clock_is_the_one_that_counts(database, spec, clock, seconds):
    store = RunStore(database)
    before = store.database_time()
    clock(seconds)
    run = store.create(spec)
    store.hide([run.id])
    assert before <= run.created <= store.hidden_since(run.id) <= store.database_time()
    another = RunStore(database)  # this one does not know how long ago that was
    another.purge(UNDO_SECONDS)
    assert another.hidden_since(run.id) is not None
    another.purge(-1)
    assert another.hidden_since(run.id) is None
    for one in (store, another):
        one.close()


@pytest.mark.parametrize("seconds", JUMPS)
def test_no_clock_ends_or_prolongs_a_lease(store, spec, clock, seconds):
    """That a worker lives is seen by a number that it raises."""
    run = store.create(spec)
    store.claim("w")
    (seen,) = store.held()
    clock(seconds)
    store.report(run.id, 0, Report())
    assert not store.requeue(run.id, 0, seen.beat, "It is silent.")
    (seen,) = store.held()
    assert store.requeue(run.id, 0, seen.beat, "It is silent.")
