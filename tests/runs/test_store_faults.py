"""What the store says when its file is damaged, moved, held or refused while it is open."""

import os
import random
import shutil
import sqlite3

import pytest

from rnnviz.runs.run import SCHEDULED, Checkpoint, Snapshot
from rnnviz.runs.store import RunStore, StoreError
from tests.runs.faults import Capricious, FaultyStore, broken, full, held, moved, read_only

ROW = [0, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1]


@pytest.fixture
def faulty(tmp_path, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.database._BUSY_SECONDS", 0.05)
    store = FaultyStore(tmp_path / "home" / "runs.sqlite3")
    yield store
    store.close()


def write(store, run_id, epoch=0):
    store.append_epochs(run_id, [[epoch, *ROW[1:]]], Checkpoint(epoch, bytes(30_000), {}))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (held, r"cannot be written: database is locked\. Another program has locked the file"),
        (
            read_only,
            r"cannot be written: attempt to write a readonly database\. Check that the disk",
        ),
        (full, r"cannot be written: database or disk is full\. Free some"),
        pytest.param(
            broken,
            r"cannot be written: disk I/O error\. Check that the disk",
            marks=pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs Linux"),
        ),
    ],
)
def test_what_cannot_be_written_is_said_and_goes_on_afterwards(faulty, spec, fault, said):
    run = faulty.create(spec)
    with fault(faulty):
        for _ in range(2):
            with pytest.raises(StoreError, match=said):
                write(faulty, run.id)
        assert faulty.runs() == [run]  # to read it is enough
    write(faulty, run.id)
    assert faulty.checkpoint(run.id).epoch == 0


@pytest.mark.parametrize("names", [("",), ("-wal",), ("", "-wal", "-shm")])
def test_a_file_that_is_moved_away_is_missed_and_welcome_back(store, spec, names):
    run = store.create(spec)
    write(store, run.id)
    with moved(store, *names):
        for call in (store.runs, lambda: write(store, run.id, 1), lambda: store.create(spec)):
            with pytest.raises(StoreError, match=r"no longer in .*Put it back, or restart rnnviz"):
                call()
        assert not any(os.path.exists(f"{store.path}{name}") for name in names)
    write(store, run.id, 1)
    assert len(store.epochs(run.id)) == 2


def test_a_log_that_was_deleted_is_written_down_at_the_end(store, spec):
    run = store.create(spec)
    write(store, run.id)
    os.unlink(f"{store.path}-wal")
    with pytest.raises(StoreError, match="no longer in"):
        write(store, run.id, 1)
    store.close()
    again = RunStore(store.path)
    assert len(again.epochs(run.id)) == 1
    assert again._rows("PRAGMA integrity_check") == [("ok",)]
    again.close()


def test_a_copy_in_its_place_is_not_taken_for_the_file(store, spec, tmp_path):
    run = store.create(spec)
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(store.path, copy)
    copy.replace(store.path)
    for _ in range(2):
        with pytest.raises(StoreError, match="no longer in"):
            write(store, run.id)


@pytest.mark.parametrize("seed", range(12))
def test_damage_while_it_is_open_ends_in_sentences(tmp_path, spec, seed):
    chance = random.Random(seed)
    store = RunStore(tmp_path / "runs.sqlite3")
    runs = [store.create(spec) for _ in range(3)]
    for run in runs:
        write(store, run.id)
        store.put_snapshot(run.id, Snapshot(0, bytes(9000), bytes(9000)), SCHEDULED)
    store._rows("PRAGMA wal_checkpoint(TRUNCATE)")  # what there is, is in the file
    size = store.path.stat().st_size
    before = store._connection()
    before.execute("PRAGMA shrink_memory")
    with open(store.path, "r+b") as file:
        if chance.random() < 0.2:
            file.truncate(chance.randrange(size))
        for _ in range(chance.choice([1, 5, 40])):
            file.seek(chance.randrange(size))
            file.write(chance.randbytes(chance.choice([1, 16, 4096])))
    damaged = store.path.read_bytes()
    for epoch in range(1, 4):
        for run in runs:
            for call in (
                lambda run=run: store.run(run.id),
                lambda run=run: store.epochs(run.id),
                lambda run=run: store.pictures(run.id, [0]),
                lambda run=run: store.checkpoint(run.id),
                lambda run=run, epoch=epoch: write(store, run.id, epoch),
                lambda run=run: store.set_status(run.id, "paused"),
                store.overview,
                store.hidden_runs,
                store.active_runs,
                lambda: store.purge(0.0),
            ):
                try:
                    call()
                except KeyError:
                    pass  # its row is damaged, or gone
                except StoreError as error:
                    assert "\n" not in str(error) and len(str(error)) < 500
    store.close()
    assert store.path.stat().st_size >= min(len(damaged), 1)  # it was not made anew
    try:
        RunStore(store.path).close()
    except StoreError as error:
        assert "RNNVIZ_HOME" in str(error)


def fail_at(*beginnings):
    """Fail each of some statements once, the first that begins so."""
    left = list(beginnings)

    def mood(statement):
        for one in left:
            if statement.startswith(one):
                left.remove(one)
                return "disk I/O error", False
        return None

    return mood


def test_a_transaction_that_cannot_be_taken_back_blocks_nothing(faulty, spec, monkeypatch):
    run = faulty.create(spec)
    monkeypatch.setattr(Capricious, "mood", staticmethod(fail_at("COMMIT", "ROLLBACK")))
    with pytest.raises(StoreError, match="disk I/O error"):
        write(faulty, run.id)
    assert len(faulty.epochs(run.id)) == 0
    write(faulty, run.id)
    assert len(faulty.epochs(run.id)) == 1


def test_a_run_that_cannot_be_read_back_is_not_written(faulty, spec, monkeypatch):
    monkeypatch.setattr(Capricious, "mood", staticmethod(fail_at("SELECT id")))
    with pytest.raises(StoreError):
        faulty.create(spec)
    assert faulty.runs() == []
    run = faulty.create(spec)
    faulty.set_status(run.id, "paused")
    monkeypatch.setattr(Capricious, "mood", staticmethod(fail_at("SELECT id")))
    with pytest.raises(StoreError):
        faulty.take_up(run.id)
    assert (faulty.run(run.id).status, faulty.run(run.id).attempt) == ("paused", 0)


def test_a_hidden_run_is_not_taken_up(store, spec):
    run = store.create(spec)
    store.set_status(run.id, "paused")
    store.hide([run.id])
    with pytest.raises(KeyError):
        store.take_up(run.id)
    store.unhide([run.id])
    assert store.run(run.id).status == "paused"


@pytest.mark.parametrize(
    ("table", "column", "value", "read"),
    [
        ("checkpoints", "numbers", "{", "checkpoint"),
        ("epochs", "train_loss", "much", "epochs"),
        ("epochs", "train_loss", b"\x00", "epochs"),
    ],
)
def test_cells_that_are_damaged_are_said(store, spec, table, column, value, read):
    run = store.create(spec)
    write(store, run.id)
    with store._transaction() as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    with pytest.raises(StoreError, match=f"{run.id} (is|are) damaged"):
        getattr(store, read)(run.id)


@pytest.mark.parametrize("column", ["pace", "gradient_norm", "picture", "numbers"])
def test_a_layout_with_a_wrong_letter_is_refused(tmp_path, column):
    store = RunStore(tmp_path / "runs.sqlite3")
    store.close()
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?)", (column, "x" + column[1:])
    )
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"the file is damaged"):
        RunStore(store.path)


def test_an_older_layout_that_cannot_be_brought_up_to_date_stays_as_it_is(tmp_path):
    path = tmp_path / "runs.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE runs (id TEXT); PRAGMA user_version = 1;")
    connection.close()
    with pytest.raises(StoreError, match="no such table: epochs"):
        RunStore(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT sql FROM sqlite_schema").fetchall() == [
        ("CREATE TABLE runs (id TEXT)",)
    ]
    connection.close()


def test_another_engine_may_take_a_run(store, spec):
    run = store.create(spec, owner="one")
    store.set_owner(run.id, "two")
    assert store.run(run.id).owner == "two"
