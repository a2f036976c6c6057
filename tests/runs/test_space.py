"""The file gives back what was deleted, in portions, and its log stays short."""

import os
import sqlite3
import time

import pytest

from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.store import RunStore
from rnnviz.runs.store import space as space_module
from rnnviz.runs.store.space import SPARE_BYTES
from rnnviz.runs.workers.supervisor import Supervisor
from tests.runs.test_quota import Providing

LARGE = 4_000_000


def fill(store, spec, count=8):
    run = store.create(spec)
    for epoch in range(count):
        store.put_snapshot(run.id, Snapshot(epoch, os.urandom(LARGE), b"p"), SCHEDULED)
    return run.id


def bytes_of(store):
    names = ("", "-wal")
    return sum(os.stat(f"{store.path}{name}").st_size for name in names)


def tidy_up(store, most=2000):
    for _ in range(most):
        if not store.tidy():
            return
    raise AssertionError("there is always more")


def test_what_was_deleted_leaves_the_file(file_store, spec):
    kept, gone = fill(file_store, spec, 2), fill(file_store, spec)
    before = bytes_of(file_store)
    assert before > 10 * LARGE
    file_store.delete(gone)
    tidy_up(file_store)
    assert bytes_of(file_store) < 2 * LARGE + 2 * SPARE_BYTES
    assert len(file_store.snapshot(kept, 1).weights) == LARGE
    assert not file_store.tidy()


def test_nobody_who_writes_waits_long_for_it(file_store, spec, monkeypatch):
    """A portion is so short: by its pages, and not by a clock that a busy machine stretches."""
    gone = fill(file_store, spec)
    file_store.delete(gone)
    asked = []

    class Slow:
        def execute(self, statement):
            return file_store_connection.execute(statement)

        def executescript(self, statement):
            asked.append(statement)
            return file_store_connection.executescript(statement)

    times = iter(range(1000))
    monkeypatch.setattr(space_module.time, "perf_counter", lambda: next(times) * 0.04)
    file_store_connection = sqlite3.connect(file_store.path, isolation_level=None)
    returns = space_module.SpaceReturn()
    returns._pages = 1024
    for _ in range(5):
        assert returns.portion(Slow())
    file_store_connection.close()
    portions = [int(one.rpartition("(")[2][:-1]) for one in asked]
    # Twice as long as it may take: half as many pages the next time.
    assert portions == [1024, 512, 256, 128, 128]


def test_it_gives_way_to_who_writes(file_store, spec):
    file_store.delete(fill(file_store, spec))
    other = sqlite3.connect(file_store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    start = time.monotonic()
    assert not file_store.tidy()
    assert time.monotonic() - start < 5  # not the ten seconds for which a writer waits
    other.execute("ROLLBACK")
    other.close()
    assert file_store.tidy()


def test_the_log_is_written_into_the_file(file_store, spec, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.store.space.LOG_BYTES", 1000)
    fill(file_store, spec, 1)
    file_store.tidy()
    assert os.stat(f"{file_store.path}-wal").st_size == 0


def old_file(path, spec):
    """Return a store as earlier versions made it: what is deleted stays in the file."""
    store = RunStore(path)
    fill(store, spec, 2)
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("journal_mode = DELETE", "auto_vacuum = NONE"):
        connection.execute(f"PRAGMA {statement}")
    connection.execute("VACUUM")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def layout(path):
    connection = sqlite3.connect(path)
    (found,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    connection.close()
    return found


def test_an_older_file_is_written_anew_once(tmp_path, spec):
    path = tmp_path / "runs.sqlite3"
    old_file(path, spec)
    assert layout(path) == 0
    RunStore(path, check=False).close()  # a worker does not
    assert layout(path) == 0
    store = RunStore(path)
    assert layout(path) == 2
    (run,) = store.runs()
    file = path.stat().st_ino
    store.delete(run.id)
    tidy_up(store)
    assert bytes_of(store) < SPARE_BYTES + 1_000_000
    store.close()
    assert path.stat().st_ino == file


@pytest.mark.parametrize("why", ["large", "no room", "in use"])
def test_an_older_file_stays_as_it_is_where_that_would_cost_too_much(
    tmp_path, spec, monkeypatch, why
):
    path = tmp_path / "runs.sqlite3"
    old_file(path, spec)
    other = sqlite3.connect(path, isolation_level=None)
    if why == "large":
        monkeypatch.setattr("rnnviz.runs.store.space.LARGEST_REWRITTEN", LARGE)
    elif why == "no room":
        monkeypatch.setattr("rnnviz.runs.store.sqlite.SQLiteFile.free_bytes", lambda _: 4 * LARGE)
    else:
        other.execute("BEGIN IMMEDIATE")
    store = RunStore(path)
    other.close()
    assert layout(path) == 0
    assert len(store.runs()) == 1
    assert not store.tidy()
    store.close()


def test_what_was_deleted_goes_for_good_without_a_visitor(store, spec, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.workers.supervisor.UNDO_SECONDS", 0.0)
    run = store.create(spec)
    store.hide([run.id])
    supervisor = Supervisor(store, Providing())
    supervisor._tidy()
    assert store.hidden_runs() == []
