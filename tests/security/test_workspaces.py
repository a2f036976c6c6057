"""Several people on one server: whose runs are whose."""

from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from rnnviz.runs.demonstration import DEMONSTRATION_ID
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workspaces import workspace_of
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui.kept import KEPT
from rnnviz.ui.workspace import COOKIE
from tests.app.no_engine import NoEngine
from tests.ui.test_stage import train_into

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
MINE, THEIRS = "a" * 22, "b" * 22
HASHED = workspace_of(THEIRS)  # as who reads the database finds it
SPEC = RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=2))
CHANGES = ("delete", "rename", "lab_stop", "lab_pause", "lab_resume", "undo", "lab_pace")


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = RunStore(tmp_path / "runs.sqlite3")
    engine = NoEngine(store)
    monkeypatch.setenv("RNNVIZ_SHARED", "1")
    monkeypatch.setattr("rnnviz.ui.header.shared_store", lambda: store)
    monkeypatch.setattr("rnnviz.ui.header.start_in_background", lambda: None)
    for source in (ROOT / "rnnviz" / "ui").glob("*.py"):
        if "shared_engine" in source.read_text() and source.stem not in ("server", "startup"):
            monkeypatch.setattr(f"rnnviz.ui.{source.stem}.shared_engine", lambda: engine)
    KEPT.clear()
    yield store
    store.close()


def run_of(store, workspace):
    run = train_into(store, SPEC)
    with store._transaction() as connection:
        connection.execute(
            text("UPDATE runs SET workspace = :own WHERE id = :run"),
            {"own": workspace, "run": run.id},
        )
    return store.run(run.id)


def visit(page, cookie, monkeypatch, **query):
    monkeypatch.setattr("rnnviz.ui.workspace._cookie", lambda: cookie)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.switch_page(f"pages/{page}")
    test.query_params.update(query)
    test.run()
    assert not test.exception
    return test


def changes(test):
    """Return the keys of all that changes a run."""
    widgets = [*test.button, *test.text_input, *test.selectbox]
    return {one.key for one in widgets if one.key and one.key.startswith(CHANGES)}


def told_on(test):
    """Return all that a page says, keys and tables included."""
    return "\n".join([str(test), *(table.value.to_csv() for table in test.dataframe)])


@pytest.mark.parametrize("page", PAGES)
def test_a_link_shows_a_run_and_changes_nothing(store, monkeypatch, page):
    theirs = run_of(store, workspace_of(THEIRS))
    store.rename(theirs.id, "their secret plan")
    before = store.run(theirs.id)
    assert not changes(visit(page, MINE, monkeypatch, runs=theirs.id))
    assert store.run(theirs.id) == before


@pytest.mark.parametrize("page", ["lab.py", "runs.py"])
def test_the_owner_can_change_it(store, monkeypatch, page):
    """The searches of the other tests find what they look for where it is to be."""
    mine = run_of(store, workspace_of(MINE))
    store.rename(mine.id, "my secret plan")
    test = visit(page, MINE, monkeypatch, runs=mine.id)
    assert changes(test)
    assert "secret plan" in told_on(test) and mine.id in told_on(test)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_link_nothing_of_others_is_told(store, monkeypatch, page):
    theirs = run_of(store, workspace_of(THEIRS))
    store.rename(theirs.id, "their secret plan")
    hidden = run_of(store, workspace_of(THEIRS))
    store.hide([hidden.id])
    told = told_on(visit(page, MINE, monkeypatch))
    assert "secret plan" not in told
    assert theirs.id not in told and hidden.id not in told


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "default",
        "browser-" + THEIRS,
        HASHED,
        HASHED[8:],
        THEIRS[:21],
        THEIRS + "'",
        "../" * 8,
        "b\n" * 11,
    ],
)
def test_a_made_up_cookie_opens_no_other_workspace(store, monkeypatch, cookie):
    theirs, common = run_of(store, workspace_of(THEIRS)), run_of(store, "default")
    test = visit("runs.py", cookie, monkeypatch, runs=f"{theirs.id}.{common.id}")
    assert not changes(test)
    assert not test.dataframe  # no run of its own


def test_the_demonstration_is_nobodys_to_change(store, monkeypatch):
    run = run_of(store, "default")
    with store._transaction() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        kept = ("epochs", "snapshots", "case_scores")
        for table, column in (*((name, "run") for name in kept), ("runs", "id")):
            connection.execute(
                text(f"UPDATE {table} SET {column} = :run"), {"run": DEMONSTRATION_ID}
            )
    assert store.run(DEMONSTRATION_ID).spec == run.spec
    for page in PAGES:
        assert not changes(visit(page, MINE, monkeypatch, runs=DEMONSTRATION_ID))


def test_a_browser_without_cookies_gets_a_workspace_of_its_own(store, monkeypatch):
    first = visit("lab.py", "", monkeypatch).session_state[COOKIE]
    second = visit("lab.py", "", monkeypatch).session_state[COOKIE]
    assert first != second and len(first) >= 22
