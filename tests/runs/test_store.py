import json
import math
import os
import sqlite3
import threading

import numpy as np
import psutil
import pytest

from rnnviz.runs.database import StoreError
from rnnviz.runs.owner import owner_name
from rnnviz.runs.run import (
    BEST,
    EPOCH_COLUMNS,
    PASSING,
    SCHEDULED,
    STATUSES,
    Checkpoint,
    Snapshot,
)
from rnnviz.runs.store import RunStore, home_folder


def row(epoch, loss=0.5):
    return [epoch, loss, 2 * loss, 0.7, math.nan, 0.01, 0.1 * epoch]


def test_a_run_comes_back_as_it_was(store, spec):
    run = store.create(spec)
    assert store.run(run.id) == run
    assert run.spec == spec
    assert run.status == "queued"
    assert run.active


def test_another_process_would_find_it(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0), row(1)])
    again = RunStore(store.path)
    assert again.run(run.id) == run
    assert len(again.epochs(run.id)) == 2
    again.close()


def test_epochs_are_read_in_increments(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(k) for k in range(3)])
    table = store.epochs(run.id)
    assert table.shape == (3, len(EPOCH_COLUMNS))
    assert np.isnan(table[:, EPOCH_COLUMNS.index("gradient_norm")]).all()
    store.append_epochs(run.id, [row(3)])
    assert store.epochs(run.id, after=2)[:, 0].tolist() == [3]
    assert store.epochs(run.id, after=3).shape == (0, len(EPOCH_COLUMNS))


def test_a_run_that_ended_keeps_its_end(store, spec):
    run = store.create(spec)
    store.set_status(run.id, "running")
    store.set_status(run.id, "stopped", "by hand", {"epochs": 2})
    store.set_status(run.id, "interrupted", "too late")
    ended = store.run(run.id)
    assert (ended.status, ended.reason, ended.result) == ("stopped", "by hand", {"epochs": 2})
    assert not ended.active


def test_passing_snapshots_make_way_and_kept_ones_stay(store, spec):
    run = store.create(spec)
    for epoch, kept in [(0, True), (3, False), (5, False), (8, True), (9, False)]:
        store.put_snapshot(run.id, Snapshot(epoch, b"w%d" % epoch, b"p%d" % epoch), kept)
    assert store.snapshot_epochs(run.id) == [0, 8, 9]
    assert store.snapshot(run.id, 8) == Snapshot(8, b"w8", b"p8")
    assert store.pictures(run.id, [0, 3, 9]) == {0: b"p0", 9: b"p9"}
    with pytest.raises(KeyError, match="no snapshot of epoch 3"):
        store.snapshot(run.id, 3)


def test_a_run_made_anew_under_its_id_starts_empty(store, spec):
    run = store.create(spec, run_id="demonstration")
    store.append_epochs(run.id, [row(1)])
    store.put_snapshot(run.id, Snapshot(1, b"w", b"p"), True)
    store.create(spec, run_id="demonstration")
    assert len(store.epochs(run.id)) == 0
    assert store.snapshot_epochs(run.id) == []


def test_messages_of_a_run_that_is_gone_are_dropped(store):
    store.append_epochs("gone", [row(1)])
    store.put_snapshot("gone", Snapshot(1, b"w", b"p"), True)
    store.set_status("gone", "finished")
    assert store.epochs("gone").shape[0] == 0


def test_runs_are_listed_by_workspace_newest_first(store, spec):
    ids = [store.create(spec).id for _ in range(3)]
    store.create(spec, workspace="other")
    assert [run.id for run in store.runs()] == ids[::-1]
    assert len(store.runs("other")) == 1
    assert len(store.active_runs()) == 4


def test_an_unknown_run_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.run("nope")


def test_threads_write_side_by_side(store, spec):
    run = store.create(spec)

    def write(first):
        for k in range(20):
            store.append_epochs(run.id, [row(first + k)])

    threads = [threading.Thread(target=write, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.epochs(run.id)) == 80


def test_a_newer_store_is_left_alone(tmp_path):
    path = tmp_path / "runs.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="newer rnnviz"):
        RunStore(path)


def test_a_file_that_is_no_store_is_named(tmp_path):
    path = tmp_path / "runs.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="RNNVIZ_HOME"):
        RunStore(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be stored in"):
        RunStore(tmp_path / "file" / "below" / "runs.sqlite3")


def test_the_home_folder_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_HOME", str(tmp_path))
    assert home_folder() == tmp_path
    monkeypatch.delenv("RNNVIZ_HOME")
    assert home_folder().name == "rnnviz"
    assert os.fspath(home_folder())


def test_a_run_belongs_to_the_process_that_makes_it_or_takes_it_up(store, spec):
    run = store.create(spec)
    assert run.owner == owner_name()
    store.set_owner(run.id, "one")
    store.set_status(run.id, "interrupted", "it died")
    assert store.take_up(run.id).owner == owner_name()


def test_a_run_taken_up_goes_on_behind_its_checkpoint(store, spec):
    run = store.create(spec, owner="one")
    store.append_epochs(run.id, [row(0), row(1)], Checkpoint(1, b"tensors", {"epoch": 1}))
    store.append_epochs(run.id, [row(2)])
    store.put_snapshot(run.id, Snapshot(0, b"w", b"p"), SCHEDULED)
    store.put_snapshot(run.id, Snapshot(2, b"w", b"p"), PASSING)
    with pytest.raises(ValueError, match="queued cannot be resumed"):
        store.take_up(run.id)
    store.set_status(run.id, "interrupted", "it died")
    again = store.take_up(run.id, owner="two")
    assert (again.status, again.reason, again.attempt, again.owner) == ("queued", "", 1, "two")
    assert store.epochs(run.id)[:, 0].tolist() == [0, 1]
    assert store.snapshot_epochs(run.id) == [0]
    assert store.checkpoint(run.id) == Checkpoint(1, b"tensors", {"epoch": 1})


def test_a_run_without_a_checkpoint_begins_anew(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0)])
    store.set_status(run.id, "interrupted")
    store.take_up(run.id)
    assert len(store.epochs(run.id)) == 0
    assert store.checkpoint(run.id) is None


def test_what_an_attempt_says_that_was_given_up_changes_nothing(store, spec):
    run = store.create(spec)
    store.set_status(run.id, "interrupted")
    store.take_up(run.id)
    store.append_epochs(run.id, [row(0)], Checkpoint(0, b"", {}), attempt=0)
    store.put_snapshot(run.id, Snapshot(0, b"w", b"p"), SCHEDULED, attempt=0)
    store.set_status(run.id, "finished", attempt=0)
    assert len(store.epochs(run.id)) == 0
    assert store.snapshot_epochs(run.id) == []
    assert store.checkpoint(run.id) is None
    assert store.run(run.id).status == "queued"
    store.set_status(run.id, "running", attempt=1)
    assert store.run(run.id).status == "running"


def test_a_checkpoint_goes_when_a_run_is_done_for_good(store, spec):
    for status in STATUSES:
        run = store.create(spec)
        store.append_epochs(run.id, [], Checkpoint(3, b"t", {}))
        store.set_status(run.id, status)
        found = store.run(run.id)
        assert (store.checkpoint(run.id) is not None) == (found.active or found.resumable)
        assert found.sentence


def test_the_best_network_is_one_and_a_scheduled_one_stays(store, spec):
    run = store.create(spec)
    for epoch, kept in [
        (0, SCHEDULED),
        (3, BEST),
        (4, PASSING),
        (5, BEST),
        (0, BEST),
        (0, PASSING),
    ]:
        store.put_snapshot(run.id, Snapshot(epoch, b"w", b"p"), kept)
    assert store.snapshot_epochs(run.id) == [0]
    store.put_snapshot(run.id, Snapshot(9, b"w", b"p"), BEST)
    assert store.snapshot_epochs(run.id) == [0, 9]


def test_a_run_is_renamed_paced_and_deleted(store, spec):
    run = store.create(spec)
    store.append_epochs(run.id, [row(0)], Checkpoint(0, b"", {}))
    store.rename(run.id, "  my \n best ")
    store.set_pace(run.id, 2.5)
    assert (store.run(run.id).name, store.run(run.id).pace) == ("my best", 2.5)
    with pytest.raises(ValueError, match="pace must be"):
        store.set_pace(run.id, math.nan)
    store.delete(run.id)
    store.delete(run.id)
    assert store.existing_runs([run.id]) == []
    assert len(store.epochs(run.id)) == 0
    assert store.checkpoint(run.id) is None


def test_a_full_disk_is_said_and_half_a_report_is_not_kept(store, spec):
    run = store.create(spec)
    connection = store._connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"cannot be written: database or disk is full.*space"):
        store.append_epochs(run.id, [row(0)], Checkpoint(0, bytes(1_000_000), {}))
    assert len(store.epochs(run.id)) == 0
    connection.execute("PRAGMA max_page_count = 1000000")
    store.append_epochs(run.id, [row(0)], Checkpoint(0, bytes(1_000_000), {}))
    assert len(store.epochs(run.id)) == 1


@pytest.mark.parametrize("with_metric", [False, True])
def test_a_store_of_version_1_keeps_its_runs(tmp_path, with_metric):
    path = tmp_path / "runs.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1.replace("metric REAL,", "metric REAL," * with_metric))
    connection.close()
    for _ in range(2):  # the second time it is up to date
        store = RunStore(path)
        run = store.run("0123abcd")
        assert (run.status, run.spec.architecture.hidden_size) == ("finished", 12)
        assert (run.name, run.attempt, run.pace) == ("", 0, math.inf)
        assert store.epochs(run.id)[0, EPOCH_COLUMNS.index("train_loss")] == 0.5
        assert store.snapshot(run.id, 1) == Snapshot(1, b"w", b"p")
        store.close()


def test_a_store_of_version_2_keeps_its_runs(tmp_path, spec):
    path = tmp_path / "runs.sqlite3"
    store = RunStore(path)
    run = store.create(spec)
    with store._transaction() as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN hidden")
        connection.execute("PRAGMA user_version = 2")
    store.close()
    store = RunStore(path)
    assert store.runs() == [run]
    store.hide([run.id])
    assert store.runs() == []
    store.close()


def test_a_run_stored_with_its_last_weights_says_that_it_was_judged_by_them(store, spec):
    """Its stored result is of its last epoch; that of any other run is of its best."""
    result = {"epochs": 9, "best_epoch": 4, "test": {"rmse": 1.0}}
    last, best, waiting = (store.create(spec) for _ in range(3))
    for run, kept in ((last, "false"), (best, "true"), (waiting, "false")):
        text = spec.to_json().replace('"patience"', f'"restore_best": {kept}, "patience"')
        found = {} if run is waiting else result
        with store._transaction() as connection:
            connection.execute(
                "UPDATE runs SET spec = ?, result = ? WHERE id = ?",
                (text, json.dumps(found), run.id),
            )
    read = [store.run(run.id) for run in (last, best, waiting)]
    assert [run.judged_epoch for run in read] == [9, 4, 0]
    assert [run.judged_by_last for run in read] == [True, False, False]
    assert all(run.spec == spec for run in read)
    # Trained anew under its id it is judged as every run is.
    with store._transaction() as connection:
        connection.execute(
            "UPDATE runs SET result = ? WHERE id = ?",
            (json.dumps({**result, "judged_epoch": 4}), last.id),
        )
    assert not store.run(last.id).judged_by_last


def test_a_run_that_this_version_does_not_know_hides_no_other(store, spec):
    known, unknown = store.create(spec), store.create(spec)
    with store._transaction() as connection:
        connection.execute("UPDATE runs SET spec = '{}' WHERE id = ?", (unknown.id,))
    assert [run.id for run in store.runs()] == [known.id]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder nobody can write to")
def test_a_home_that_cannot_be_written_is_named(monkeypatch):
    monkeypatch.setenv("RNNVIZ_HOME", "/proc/self/rnnviz")
    with pytest.raises(StoreError, match=r"cannot be stored in /proc/self/rnnviz.*RNNVIZ_HOME"):
        RunStore.default()


VERSION_1 = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, spec TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', created REAL NOT NULL, owner TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX runs_by_age ON runs (workspace, created DESC);
CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, epoch INTEGER NOT NULL,
    train_loss REAL, validation_loss REAL, metric REAL,
    gradient_norm REAL, learning_rate REAL, seconds REAL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE TABLE snapshots (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, epoch INTEGER NOT NULL,
    weights BLOB NOT NULL, picture BLOB NOT NULL, kept INTEGER NOT NULL,
    PRIMARY KEY (run, epoch)
);
INSERT INTO runs (id, workspace, spec, status, created) VALUES ('0123abcd', 'default',
    '{"task": "sine", "cell": "lstm", "hidden_size": 12, "training": {"epochs": 5}}',
    'finished', 1.0);
INSERT INTO epochs (run, epoch, train_loss) VALUES ('0123abcd', 1, 0.5);
INSERT INTO snapshots VALUES ('0123abcd', 1, 'w', 'p', 1);
UPDATE snapshots SET weights = x'77', picture = x'70';
PRAGMA user_version = 1;
"""


@pytest.mark.parametrize(
    ("column", "value"),
    [("result", "{"), ("result", "[]"), ("result", "[" * 100_000), ("status", "dancing")],
)
def test_a_damaged_run_hides_none_of_the_others(store, spec, column, value):
    good, bad = store.create(spec), store.create(spec)
    with store._connection() as connection:
        connection.execute(f"UPDATE runs SET {column} = ? WHERE id = ?", (value, bad.id))
    assert [run.id for run in store.runs()] == [good.id]
    assert [one.run.id for one in store.overview()] == [good.id]


def in_a_thread(call):
    found = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


def test_a_thread_that_ends_leaves_its_connection_to_the_next(store, spec):
    run = store.create(spec)
    open_files = psutil.Process().num_fds()
    first = in_a_thread(store._connection)
    assert first is not store._connection()
    for _ in range(50):
        assert in_a_thread(lambda: store.run(run.id).status) == "queued"
    assert in_a_thread(store._connection) is first
    # A connection opens the file and its log.
    assert psutil.Process().num_fds() <= open_files + 2


def connections_of_threads(store, count):
    """Return the connections of so many threads at one time."""
    together = threading.Barrier(count)
    found = []

    def call():
        found.append(store._connection())
        together.wait(10)

    threads = [threading.Thread(target=call) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_threads_at_one_time_have_connections_of_their_own(store):
    assert len(set(connections_of_threads(store, 40))) == 40
    assert len(store._connections) <= 2 + 16  # most of them are closed again
    open_files = psutil.Process().num_fds()
    for _ in range(3):
        connections_of_threads(store, 40)
    # SQLite keeps files of closed connections for the next ones while others have locks.
    assert psutil.Process().num_fds() <= open_files + 2 * 16
    assert in_a_thread(store.runs) == []
