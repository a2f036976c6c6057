"""Other accounts of the machine: what they can open, and what they could read there."""

import hashlib
import os
import sqlite3
import stat

import pytest
from sqlalchemy import text

from rnnviz.runs.store import RunStore
from rnnviz.runs.workspaces import workspace_of
from rnnviz.ui import startup
from rnnviz.ui.workspace import current_workspace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
COOKIE = "a-cookie-of-22-letters"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path):
    before = os.umask(0o022)
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    yield home
    os.umask(before)


def files(home):
    return {path.name: mode(path) for path in home.iterdir()}


def test_a_home_that_was_open_is_closed(home, spec):
    assert mode(home) == 0o755
    store = RunStore(home / "runs.sqlite3")
    store.create(spec)
    names = ("runs.sqlite3", "runs.sqlite3-wal", "runs.sqlite3-shm")
    assert files(home) == dict.fromkeys(names, 0o600)
    assert mode(home) == 0o700
    assert store.warning == ""
    store.close()


def test_files_of_an_earlier_version_are_closed(home, spec):
    store = RunStore(home / "runs.sqlite3")
    store.create(spec)
    for path in home.iterdir():
        path.chmod(0o644)
    home.chmod(0o755)
    again = RunStore(home / "runs.sqlite3")
    assert set(files(home).values()) == {0o600}
    assert mode(home) == 0o700
    for one in (store, again):
        one.close()


def test_a_folder_that_holds_more_is_left_and_the_administrator_warned(home, caplog, monkeypatch):
    (home / "other").write_text("of somebody else")
    (home / "other").chmod(0o644)
    store = RunStore(home / "runs.sqlite3")
    assert mode(home) == 0o755 and mode(home / "other") == 0o644
    assert mode(home / "runs.sqlite3") == 0o600
    monkeypatch.setattr(startup, "shared_store", lambda: store)
    monkeypatch.setattr(startup, "shared_engine", lambda: pytest.fail("enough"))
    with pytest.raises(pytest.fail.Exception):
        startup._start()
    (said,) = caplog.messages
    assert said.startswith(f"Other accounts of this machine can open the folder {home} (mode 755)")
    assert "chmod 700" in said
    store.close()


def test_what_all_accounts_write_to_is_not_closed(home):
    home.chmod(0o1777)
    store = RunStore(home / "runs.sqlite3")
    assert mode(home) == 0o1777
    assert "mode 1777" in store.warning
    store.close()


def test_the_cookie_of_a_browser_is_not_in_the_database(file_store, spec, monkeypatch):
    monkeypatch.setenv("RNNVIZ_SHARED", "1")
    monkeypatch.setattr("rnnviz.ui.workspace._cookie", lambda: COOKIE)
    file_store.create(spec, workspace=current_workspace())
    found = b"".join(path.read_bytes() for path in file_store.path.parent.iterdir())
    assert COOKIE.encode() not in found
    assert workspace_of(COOKIE).encode() in found


def as_version_5(store):
    """Make a store what the version before wrote: browsers by their cookies, no sizes."""
    with store._transaction() as connection:
        connection.execute(text("DROP INDEX runs_by_turn"))
        for column in ("bytes", "trained", "claimed"):
            connection.execute(text(f"ALTER TABLE runs DROP COLUMN {column}"))
        connection.execute(
            text("UPDATE runs SET workspace = :raw WHERE workspace = :hashed"),
            {"raw": f"browser-{COOKIE}", "hashed": workspace_of(COOKIE)},
        )
        if store.path:
            connection.execute(text("PRAGMA user_version = 5"))
        else:
            connection.execute(text("UPDATE rnnviz_version SET version_num = '5'"))


def test_cookies_of_an_earlier_version_are_replaced_by_their_hashes(place, spec):
    store = RunStore(place)
    mine = store.create(spec, workspace=workspace_of(COOKIE))
    store.append_epochs(mine.id, [[epoch, *[0.5] * 6] for epoch in range(4)])
    alone = store.create(spec)
    before = [store.usage(workspace) for workspace in (workspace_of(COOKIE), "default")]
    as_version_5(store)
    store.close()
    store = RunStore(place)
    assert store.run(mine.id).workspace == workspace_of(COOKIE)
    assert workspace_of(COOKIE) == f"browser-{hashlib.sha256(COOKIE.encode()).hexdigest()}"
    assert store.run(alone.id).workspace == "default"
    assert [store.usage(name) for name in (workspace_of(COOKIE), "default")] == before
    assert (before[0].epochs, before[0].bytes) == (3, 4096 + 3 * 80)
    if store.path:  # nor where it lay
        found = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
        assert COOKIE.encode() not in found
    store.close()


def test_cookies_leave_a_file_that_is_too_large_to_be_written_anew(tmp_path, spec, monkeypatch):
    path = tmp_path / "home" / "runs.sqlite3"
    store = RunStore(path)
    for _ in range(50):
        store.create(spec, workspace=workspace_of(COOKIE))
    as_version_5(store)
    store.close()
    connection = sqlite3.connect(path)
    assert COOKIE.encode() in path.read_bytes()
    connection.close()
    monkeypatch.setattr("rnnviz.runs.store.space.LARGEST_REWRITTEN", 0)
    RunStore(path).close()
    assert COOKIE.encode() not in path.read_bytes()
