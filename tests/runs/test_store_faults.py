"""What the store says when its file is damaged, moved, held or refused while it is open."""

import os
import random
import shutil
import signal
import sqlite3
import threading
import time

import psycopg
import pytest
from sqlalchemy import text

from rnnviz.runs.run import SCHEDULED, Checkpoint, Snapshot
from rnnviz.runs.store import Ending, Report, RunStore, StoreError
from rnnviz.runs.store.postgresql import _TIMES
from tests.runs.faults import (
    SAID,
    SAID_BY_POSTGRES,
    FaultyStore,
    Mood,
    broken,
    down,
    failing_at,
    full,
    held,
    moods,
    moved,
    read_only,
)

ROW = [0, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1]


@pytest.fixture
def faulty_file(tmp_path, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.store.sqlite.BUSY_SECONDS", 0.05)
    store = FaultyStore(tmp_path / "home" / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture
def faulty(place, monkeypatch):
    monkeypatch.setattr("rnnviz.runs.store.sqlite.BUSY_SECONDS", 0.05)
    store = FaultyStore(place)
    yield store
    store.close()


@pytest.fixture
def server_store(database):
    store = RunStore(database)
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
def test_what_cannot_be_written_is_said_and_goes_on_afterwards(faulty_file, spec, fault, said):
    faulty = faulty_file
    run = faulty.create(spec)
    with fault(faulty):
        for _ in range(2):
            with pytest.raises(StoreError, match=said):
                write(faulty, run.id)
        assert faulty.runs() == [run]  # to read it is enough
    write(faulty, run.id)
    assert faulty.checkpoint(run.id).epoch == 0


@pytest.mark.parametrize("names", [("",), ("-wal",), ("", "-wal", "-shm")])
def test_a_file_that_is_moved_away_is_missed_and_welcome_back(file_store, spec, names):
    store = file_store
    run = store.create(spec)
    write(store, run.id)
    with moved(store, *names):
        for call in (store.runs, lambda: write(store, run.id, 1), lambda: store.create(spec)):
            with pytest.raises(StoreError, match=r"no longer in .*Put it back, or restart rnnviz"):
                call()
        assert not any(os.path.exists(f"{store.path}{name}") for name in names)
    write(store, run.id, 1)
    assert len(store.epochs(run.id)) == 2


def test_a_log_that_was_deleted_is_written_down_at_the_end(file_store, spec):
    store = file_store
    run = store.create(spec)
    write(store, run.id)
    os.unlink(f"{store.path}-wal")
    with pytest.raises(StoreError, match="no longer in"):
        write(store, run.id, 1)
    store.close()
    again = RunStore(store.path)
    assert len(again.epochs(run.id)) == 1
    assert again._rows(text("PRAGMA integrity_check")) == [("ok",)]
    again.close()


def test_a_copy_in_its_place_is_not_taken_for_the_file(file_store, spec, tmp_path):
    store = file_store
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
    store._rows(text("PRAGMA wal_checkpoint(TRUNCATE)"))  # what there is, is in the file
    size = store.path.stat().st_size
    with store._reading.connect() as connection:
        connection.exec_driver_sql("PRAGMA shrink_memory")
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


def error_for(store):
    """Return an error that says the same on either kind of database."""
    return "disk I/O error" if store.path else psycopg.errors.IoError("disk I/O error")


def test_a_transaction_that_cannot_be_taken_back_blocks_nothing(faulty, spec):
    run = faulty.create(spec)
    with (
        failing_at("COMMIT", "ROLLBACK", "ROLLBACK", error=error_for(faulty)),
        pytest.raises(StoreError, match="disk I/O error"),
    ):
        write(faulty, run.id)
    assert len(faulty.epochs(run.id)) == 0
    write(faulty, run.id)
    assert len(faulty.epochs(run.id)) == 1


def test_a_run_that_cannot_be_read_back_is_not_written(faulty, spec):
    with failing_at("SELECT runs.id", error=error_for(faulty)), pytest.raises(StoreError):
        faulty.create(spec)
    assert faulty.runs() == []
    run = faulty.create(spec)
    faulty.set_status(run.id, "paused")
    with failing_at("SELECT runs.id", error=error_for(faulty)), pytest.raises(StoreError):
        faulty.take_up(run.id)
    assert (faulty.run(run.id).status, faulty.run(run.id).attempt) == ("paused", 0)


def test_of_a_report_that_fails_nothing_is_kept(faulty, spec):
    run = faulty.create(spec)
    faulty.claim("w")
    before = faulty.held()
    report = Report(
        [ROW],
        [(Snapshot(0, b"w", b"p"), SCHEDULED)],
        Checkpoint(0, bytes(1_000_000), {}),
        Ending("finished", "", {"epochs": 0}, b"scores"),
    )
    full_disk = psycopg.errors.DiskFull("could not extend file")
    for beginning in ("INSERT INTO epochs", "INSERT INTO snap", "INSERT INTO check", "UPDATE runs"):
        error = "database or disk is full" if faulty.path else full_disk
        with failing_at(beginning, error=error), pytest.raises(StoreError, match="disk space"):
            faulty.report(run.id, 0, report)
        assert faulty.held() == before
        assert len(faulty.epochs(run.id)) == 0
        assert faulty.snapshot_epochs(run.id) == []
    assert faulty.report(run.id, 0, report) is not None
    assert faulty.run(run.id).status == "finished"


def until_it_is_written(call):
    """Do it as often as it takes, as a worker does."""
    for _ in range(200):
        try:
            return call()
        except StoreError as error:
            assert "\n" not in str(error) and len(str(error)) < 500
    raise AssertionError("it was never written")


@pytest.mark.parametrize("seed", range(8))
def test_failures_at_random_lose_and_double_nothing(faulty, spec, seed):
    """Also where a COMMIT was done and its word was lost."""
    chance = random.Random(seed)
    before = Mood.raised
    said = SAID if faulty.path else SAID_BY_POSTGRES
    runs = [faulty.create(spec, workspace=f"{k}").id for k in range(3)]
    with moods(chance, 0.15, said):
        for epoch in range(6):
            for worker, run_id in enumerate(runs):
                name = f"w{worker}"
                attempt, status = until_it_is_written(
                    lambda run_id=run_id: (faulty.run(run_id).attempt, faulty.run(run_id).status)
                )
                # Its word may have been lost: then it is held, and nobody knows.
                while status == "queued":
                    found = until_it_is_written(lambda name=name: faulty.claim(name))
                    status = until_it_is_written(lambda run_id=run_id: faulty.run(run_id).status)
                    assert found is None or found.run.id in runs
                left = chance.random() < 0.3
                report = Report(
                    [[epoch, *ROW[1:]]],
                    [(Snapshot(epoch, b"w%d" % epoch, b"p"), SCHEDULED)],
                    Checkpoint(epoch, bytes(500), {"epoch": epoch}),
                    Ending("queued", "It left.") if left else None,
                )
                until_it_is_written(
                    lambda run_id=run_id, attempt=attempt, report=report: faulty.report(
                        run_id, attempt, report
                    )
                )
                now = until_it_is_written(lambda run_id=run_id: faulty.run(run_id))
                assert now.attempt == attempt + left
        for run_id in runs:
            until_it_is_written(lambda run_id=run_id: faulty.set_status(run_id, "paused"))
    assert Mood.raised > before + 10
    for run_id in runs:
        assert faulty.epochs(run_id)[:, 0].tolist() == list(range(6))
        assert faulty.snapshot_epochs(run_id) == list(range(6))
        assert faulty.checkpoint(run_id).epoch == 5


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
def test_cells_that_are_damaged_are_said(file_store, spec, table, column, value, read):
    store = file_store
    run = store.create(spec)
    write(store, run.id)
    with store._transaction() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
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


# A PostgreSQL server


def test_a_server_that_was_restarted_is_met_again_without_a_word(server_store, postgres, spec):
    run = server_store.create(spec)
    for how in (signal.SIGINT, signal.SIGQUIT):
        assert server_store.runs() == [run]
        postgres.restart(how)
        assert server_store.runs() == [run]
        postgres.restart(how)
        server_store.rename(run.id, "")  # one that writes is tried by the pool


def test_connections_that_are_cut_are_made_anew(server_store, postgres, spec):
    run = server_store.create(spec)
    for _ in range(5):
        assert postgres.cut(server_store.address)
        assert server_store.run(run.id) == run
        assert postgres.cut(server_store.address)
        write(server_store, run.id)


def test_a_connection_that_is_cut_in_the_middle_writes_nothing(server_store, postgres, spec):
    run = server_store.create(spec)
    with pytest.raises(StoreError, match=r"cannot be written: .*Check that the database server"):
        with server_store._transaction() as connection:
            connection.execute(text("DELETE FROM runs"))
            assert postgres.cut(server_store.address)
            connection.execute(text("DELETE FROM epochs"))
    assert server_store.runs() == [run]


def test_a_server_that_is_down_is_said_and_it_goes_on_afterwards(server_store, postgres, spec):
    run = server_store.create(spec)
    with down(postgres):
        for what, call in (
            ("read", server_store.runs),
            ("read", lambda: server_store.claim("w")),
            ("written", lambda: write(server_store, run.id)),
        ):
            began = time.monotonic()
            said = rf"postgresql://rnnviz@127.*cannot be {what}: .*Check that the database server"
            with pytest.raises(StoreError, match=said) as told:
                call()
            assert time.monotonic() - began < 5
            assert "p@ss" not in str(told.value) and "p%40ss" not in str(told.value)
        with pytest.raises(StoreError, match="Check that the database server"):
            RunStore(server_store.address)
    write(server_store, run.id)
    assert server_store.checkpoint(run.id).epoch == 0


def test_a_server_that_restarts_under_readers_and_writers_loses_nothing(
    server_store, postgres, spec
):
    run = server_store.create(spec)
    server_store.claim("w")
    met, ended = [], threading.Event()

    def look():
        while not ended.is_set():
            try:
                server_store.overview()
                server_store.epochs(run.id)
            except StoreError:
                pass
            except BaseException as error:
                met.append(error)
            time.sleep(0.001)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()

    def report_all():
        for epoch in range(150):
            report = Report([[epoch, *ROW[1:]]], [], Checkpoint(epoch, bytes(2000), {}))
            while True:
                try:
                    assert server_store.report(run.id, 0, report) is not None
                    break
                except StoreError:
                    time.sleep(0.01)
                except BaseException as error:
                    met.append(error)
                    return

    writer = threading.Thread(target=report_all)
    writer.start()
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
        time.sleep(0.2)
        postgres.restart(how)
    writer.join()
    ended.set()
    for reader in readers:
        reader.join()
    assert not met
    assert server_store.epochs(run.id)[:, 0].tolist() == list(range(150))
    assert server_store.checkpoint(run.id).epoch == 149


def test_a_table_that_another_program_locks_holds_nobody_for_ever(
    database, postgres, spec, monkeypatch
):
    monkeypatch.setitem(_TIMES, "lock_timeout", "200ms")
    store = RunStore(database)
    run = store.create(spec)
    other = postgres.connect(database.rpartition("/")[2])
    with other.transaction():
        other.execute("LOCK TABLE runs")
        with pytest.raises(StoreError, match=r"cannot be written: .*when the lock is released"):
            store.rename(run.id, "x")
    other.close()
    store.rename(run.id, "x")
    store.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("a%20p%40ss%2Fword", "wrong"), "Check the user's name and the password"),
        (("/test_", "/no_test_"), "Create the database"),
    ],
)
def test_a_server_that_refuses_is_said(database, change, said):
    with pytest.raises(StoreError, match=rf"cannot be stored in postgresql://rnnviz@.*{said}"):
        RunStore(database.replace(*change))


def test_a_database_of_another_program_is_left_alone(database, postgres):
    with postgres.connect(database.rpartition("/")[2]) as other:
        other.execute("CREATE TABLE runs (letters text)")
        with pytest.raises(StoreError, match="holds tables of another program"):
            RunStore(database)
        found = other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchall() == [("runs",)]


def test_tables_that_lack_a_column_are_refused(database, postgres):
    RunStore(database).close()
    with postgres.connect(database.rpartition("/")[2]) as other:
        other.execute("ALTER TABLE runs DROP COLUMN pace")
    with pytest.raises(StoreError, match=r"cannot be read: .*pace.*Restore the tables"):
        RunStore(database)


def test_the_number_of_connections_is_bounded(server_store, spec):
    server_store.create(spec)
    found = []

    def look():
        for _ in range(5):
            found.append(len(server_store.runs()))

    threads = [threading.Thread(target=look) for _ in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 400
    count = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    assert server_store._rows(count)[0][0] <= 20
