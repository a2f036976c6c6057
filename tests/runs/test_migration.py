"""Stores of earlier versions, opened by this one; and those of later versions, left alone."""

import json
import math
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import inspect, text

from rnnviz.runs.run import EPOCH_COLUMNS
from rnnviz.runs.store import Checkpoint, RunStore, Snapshot, StoreError
from rnnviz.runs.store.tables import VERSION, metadata
from tests.postgres import FOLDER_OF_TESTS

# What versions 1 to 4 wrote, word for word.
VERSION_1 = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    spec TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX runs_by_age ON runs (workspace, created DESC);
CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    train_loss REAL, validation_loss REAL, metric REAL,
    gradient_norm REAL, learning_rate REAL, seconds REAL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE TABLE snapshots (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    weights BLOB NOT NULL,
    picture BLOB NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (run, epoch)
);
"""
CHECKPOINTS = """
CREATE TABLE checkpoints (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    tensors BLOB NOT NULL,
    numbers TEXT NOT NULL
);
"""
VERSION_2 = (
    VERSION_1.replace(
        "result TEXT NOT NULL DEFAULT '{}'",
        "result TEXT NOT NULL DEFAULT '{}', name TEXT NOT NULL DEFAULT '',"
        " attempt INTEGER NOT NULL DEFAULT 0, pace REAL NOT NULL DEFAULT 9e999",
    )
    + CHECKPOINTS
)
VERSION_3 = VERSION_2.replace("DEFAULT 9e999", "DEFAULT 9e999, hidden REAL")
VERSION_4 = (
    VERSION_3
    + """
CREATE TABLE case_scores (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    packet BLOB NOT NULL
);
"""
)
LAYOUTS = {
    "1": (1, VERSION_1),
    "1 without metric": (1, VERSION_1.replace("metric REAL,", "")),
    "2": (2, VERSION_2),
    "3": (3, VERSION_3),
    "4": (4, VERSION_4),
}
OLD_SPEC = '{"task": "sine", "cell": "lstm", "hidden_size": 12, "training": {"epochs": 5}}'
SPEC = json.dumps(
    {
        "task": "sine",
        "cell": "lstm",
        "architecture": {"hidden_size": 12},
        "training": {"epochs": 5},
        "options": {},
    }
)


def lay_out(path, version, layout, count=3):
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(layout)
    spec = OLD_SPEC if version == 1 else SPEC
    # The clock was set back between them.
    for k in range(count):
        connection.execute(
            "INSERT INTO runs (id, workspace, spec, status, reason, created, owner, result)"
            " VALUES (?, 'default', ?, 'finished', 'Done.', ?, 'host/1/2', ?)",
            (f"run{k}", spec, 1000.5 - k, json.dumps({"epochs": 5, "test": {"rmse": 0.25}})),
        )
        connection.execute(
            "INSERT INTO epochs (run, epoch, train_loss) VALUES (?, 1, 0.5)", (f"run{k}",)
        )
        connection.execute(
            "INSERT INTO snapshots VALUES (?, 1, ?, ?, 1)", (f"run{k}", b"weights", b"picture")
        )
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "runs.sqlite3"


def check_runs(store, count=3):
    assert [run.id for run in store.runs()] == [f"run{k}" for k in reversed(range(count))]
    for k in range(count):
        run = store.run(f"run{k}")
        assert (run.status, run.reason, run.created) == ("finished", "Done.", 1000.5 - k)
        assert run.spec.architecture.hidden_size == 12
        assert run.result == {"epochs": 5, "test": {"rmse": 0.25}}
        assert (run.name, run.attempt, run.pace, run.worker) == ("", 0, math.inf, "")
        assert store.epochs(run.id)[0, EPOCH_COLUMNS.index("train_loss")] == 0.5
        assert store.snapshot(run.id, 1) == Snapshot(1, b"weights", b"picture")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_of_an_earlier_version_keeps_its_runs(path, layout):
    lay_out(path, *LAYOUTS[layout])
    for _ in range(2):  # the second time it is up to date
        store = RunStore(path)
        check_runs(store)
        store.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    connection.close()


def layout_of(store, table):
    look = inspect(store._engine)
    # Of a key that is text SQLite says that it may be nothing; it never is.
    keys = look.get_pk_constraint(table)["constrained_columns"]
    columns = {
        one["name"]: one["name"] in keys or one["nullable"] for one in look.get_columns(table)
    }
    indexes = {one["name"]: one["column_names"] for one in look.get_indexes(table)}
    foreign = [tuple(one) for one in store._rows(text(f"PRAGMA foreign_key_list({table})"))]
    return keys, columns, indexes, foreign


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_migrated_is_as_if_it_were_new(path, tmp_path, spec, layout):
    lay_out(path, *LAYOUTS[layout])
    old, new = RunStore(path), RunStore(tmp_path / "new" / "runs.sqlite3")
    for table in metadata.tables:
        assert layout_of(old, table) == layout_of(new, table)
    run = old.create(spec)
    assert [one.number for one in old.held()] == [4]
    old.append_epochs(run.id, [[0, *[0.5] * 6]], Checkpoint(0, b"t", {}))
    assert old.claim("w").checkpoint == Checkpoint(0, b"t", {})
    old.delete(run.id)
    old.delete("run1")
    assert len(old.epochs("run1")) == len(old.epochs(run.id)) == 0
    for store in (old, new):
        store.close()


@pytest.mark.parametrize("status", ["queued", "running"])
def test_runs_that_were_at_work_go_on_by_themselves(path, status):
    lay_out(path, *LAYOUTS["4"])
    connection = sqlite3.connect(path)
    connection.execute("UPDATE runs SET status = ?, attempt = 2, reason = ''", (status,))
    connection.execute("UPDATE runs SET hidden = 1.0 WHERE id = 'run2'")
    connection.execute("INSERT INTO checkpoints VALUES ('run0', 0, x'00', '{}')")
    connection.commit()
    connection.close()
    store = RunStore(path)
    assert {(one.run_id, one.status, one.attempt, one.worker) for one in store.held()} == {
        ("run0", "queued", 3, ""),
        ("run1", "queued", 3, ""),
    }
    assert store.claim("w").checkpoint.epoch == 0
    assert len(store.epochs("run0")) == 0  # behind its checkpoint
    store.unhide(["run2"])
    assert store.run("run2").status == "paused"
    store.close()


OPEN = (
    "import sys; from rnnviz.runs.store import RunStore\n"
    "print('ready', flush=True); sys.stdin.readline()\n"
    "store = RunStore(sys.argv[1]); print(len(store.runs())); store.close()"
)


def open_at_one_moment(place, count=4):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=FOLDER_OF_TESTS.parent,
        )
        for _ in range(count)
    ]
    for one in started:
        assert one.stdout.readline() == "ready\n"
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60) for one in started]
    assert not any(error for _, error in said), said
    return [int(out) for out, _ in said]


def test_processes_that_open_an_old_file_at_one_moment_migrate_it_once(path):
    lay_out(path, *LAYOUTS["1"])
    assert open_at_one_moment(path) == [3, 3, 3, 3]
    store = RunStore(path)
    check_runs(store)
    store.close()


def test_processes_that_open_a_new_store_at_one_moment_lay_it_out_once(place):
    assert open_at_one_moment(place) == [0, 0, 0, 0]


def test_a_migration_that_fails_leaves_the_file_as_it_was(path):
    path.parent.mkdir()
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


def test_a_newer_store_is_left_alone(place):
    store = RunStore(place)
    with store._transaction() as connection:
        if store.path:
            connection.execute(text("PRAGMA user_version = 99"))
        else:
            connection.execute(text("UPDATE rnnviz_version SET version_num = '99'"))
        connection.execute(text("DROP TABLE case_scores"))
    store.close()
    with pytest.raises(StoreError, match="was written by a newer rnnviz .*file format 99.*Update"):
        RunStore(place)


def test_alembic_is_loaded_only_to_migrate(path):
    code = (
        "import sys; from rnnviz.runs.store import RunStore\n"
        "store = RunStore(sys.argv[1]); print(len(store.runs())); store.close()\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'alembic', 'mako', 'psycopg', 'torch'}, loaded"
    )
    for _ in range(2):  # new, and found
        subprocess.run([sys.executable, "-c", code, path], check=True, cwd=FOLDER_OF_TESTS.parent)
