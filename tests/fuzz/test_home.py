"""What lies in RNNVIZ_HOME: files damaged, foreign, of the wrong kind, of another day."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from hypothesis import strategies as st
from sqlalchemy import text

from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.runs.store.tables import VERSION
from rnnviz.tasks import Architecture
from tests.fuzz.attack import attack, is_a_sentence
from tests.fuzz.hostile import texts, values
from tests.fuzz.test_files import damages

SPEC = RunSpec("gs10", "gru", Architecture(4))
UNKNOWN_SPECS = (
    "",
    "null",
    "[]",
    '{"task": "of a later version"}',
    "[" * 5000,
    SPEC.to_json().replace('"gru"', '"../gru"'),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "runs.sqlite3"


def store_with_runs(path, count=3):
    store = RunStore(path)
    ids = [store.create(SPEC, run_id=f"0000000{k}").id for k in range(count)]
    for run_id in ids:
        store.append_epochs(run_id, [[0, 1.0, 1.0, 1.0, 1.0, 0.1, 0.1]])
        store.put_snapshot(run_id, Snapshot(0, b"w" * 3000, b"p" * 3000), SCHEDULED)
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")  # all of it in one file
    connection.close()
    return ids


def test_damaged_stores(path, tmp_path):
    """A damaged store opens with runs that can be read, or says so; it is never made empty."""
    store_with_runs(path)
    whole = path.read_bytes()

    def check(content):
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(content)
        try:
            store = RunStore(path)
        except StoreError as error:
            assert is_a_sentence(str(error).replace(str(tmp_path), "")), error
            return
        try:
            found = [run.id for run in store.runs()]
            for run_id in found:
                store.epochs(run_id)
                store.snapshot_epochs(run_id)
        finally:
            store.close()
        # An empty file is a new store; of anything else the runs are there.
        assert found or not content

    attack("bytes of the store", damages(whole), check)


def test_rows_of_another_day(path):
    """A row that this version cannot read hides itself and no other."""
    ids = store_with_runs(path)
    store = RunStore(path)

    def check(spec):
        with store._transaction() as connection:
            connection.execute(
                text("UPDATE runs SET spec = :spec WHERE id = :run"), {"spec": spec, "run": ids[0]}
            )
        try:
            RunSpec.from_json(spec)
        except ValueError:
            with pytest.raises(KeyError):
                store.run(ids[0])
        assert {run.id for run in store.runs()} >= set(ids[1:])
        assert [one.run.id for one in store.progress(ids)][-2:] == ids[1:]

    whole = SPEC.to_json()
    sendable = texts.filter(lambda text: not any(0xD800 <= ord(one) <= 0xDFFF for one in text))
    changed = st.builds(
        lambda key, value: json.dumps({**json.loads(whole), key: value}),
        st.sampled_from(("task", "cell", "architecture", "training", "options", "new")),
        values,
    )
    for spec in UNKNOWN_SPECS:
        check(spec)
    attack("rows of the store", st.one_of(sendable, changed), check)
    store.close()


def of_version(path, version):
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE letters (text TEXT)")
    connection.execute("INSERT INTO letters VALUES ('keep me')")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (VERSION + 1, "newer rnnviz"),
        (2**31 - 1, "newer rnnviz"),
        (VERSION, "is not an rnnviz file"),
        (1, "is not an rnnviz file"),
        (-1, "is not an rnnviz file"),
    ],
)
def test_a_store_of_another_program_or_time(path, version, said):
    of_version(path, version)
    with pytest.raises(StoreError, match=said) as told:
        RunStore(path)
    assert is_a_sentence(told.value)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT text FROM letters").fetchall() == [("keep me",)]
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    connection.close()
    assert tables == [("letters",)]


ENDLESS = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n)"
LAYOUTS = {
    "ordinary": (0, "CREATE TABLE letters (text TEXT)"),
    "with a table of our name": (0, "CREATE TABLE runs (id TEXT)"),
    "endless view": (VERSION, f"CREATE VIEW runs AS {ENDLESS} SELECT k AS id FROM n"),
    "endless view beside": (
        VERSION,
        f"CREATE TABLE runs (id TEXT); CREATE VIEW epochs AS {ENDLESS} SELECT k AS run FROM n",
    ),
    "trigger": (
        VERSION,
        "CREATE TABLE runs (id TEXT); CREATE TRIGGER more AFTER UPDATE ON runs BEGIN"
        " DELETE FROM runs; END",
    ),
    "virtual": (VERSION, "CREATE TABLE runs (id TEXT); CREATE VIRTUAL TABLE t USING fts5(a)"),
}
OPEN = (
    "import sys; from pathlib import Path; from rnnviz.runs.store import RunStore, StoreError\n"
    "try: RunStore(Path(sys.argv[1]))\n"
    "except StoreError as error: print(error)\n"
    "else: print('opened')"
)


@pytest.mark.parametrize("log", ["DELETE", "WAL"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_of_another_program_is_refused_and_left_as_it_is(path, layout, log):
    version, statements = LAYOUTS[layout]
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {log}")
    connection.executescript(f"{statements}; PRAGMA user_version = {version}")
    connection.close()
    path.chmod(0o644)
    before = path.read_bytes()
    # In a process of its own: an endless view could hold it up for ever.
    told = subprocess.run(
        [sys.executable, "-c", OPEN, path], capture_output=True, text=True, timeout=60
    )
    assert "is not an rnnviz file. Move it away, or set RNNVIZ_HOME" in told.stdout, told
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def in_the_way(kind, path):
    path.parent.mkdir(parents=True)
    match kind:
        case "folder":
            path.mkdir()
            (path / "precious").write_text("keep me")
        case "loop":
            path.symlink_to(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "text":
            path.write_text("keep me")


@pytest.mark.parametrize("kind", ["folder", "loop", "device", "pipe", "text"])
def test_something_else_in_the_place_of_the_store(path, kind):
    in_the_way(kind, path)
    # In a process of its own: a pipe that nobody writes to could hold it up for ever.
    told = subprocess.run(
        [sys.executable, "-c", OPEN, path], capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert "RNNVIZ_HOME" in told.stdout and is_a_sentence(told.stdout.strip())
    if kind == "folder":
        assert (path / "precious").read_text() == "keep me"
    if kind == "text":
        assert path.read_text() == "keep me"


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs a read-only folder")
def test_a_folder_that_cannot_be_written(monkeypatch):
    monkeypatch.setenv("RNNVIZ_HOME", "/proc/self/fdinfo")
    with pytest.raises(StoreError, match=r"cannot be stored in .*RNNVIZ_HOME") as told:
        RunStore.default()
    assert is_a_sentence(told.value)
