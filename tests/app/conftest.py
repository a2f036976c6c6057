"""A store of its own for every test of a page, and no worker processes behind it."""

import pytest

from rnnviz.runs.store import RunStore
from rnnviz.ui.kept import KEPT
from tests.app.no_engine import NoEngine

# Every module that asks for the engine: a page must never start real workers in these tests.
ASKING = ("lab", "run_controls", "undo", "duplicate", "compare", "sweep")


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture
def engine(store, monkeypatch):
    engine = NoEngine(store)
    monkeypatch.setattr("rnnviz.ui.header.shared_store", lambda: store)
    monkeypatch.setattr("rnnviz.ui.header.start_in_background", lambda: None)
    for module in ASKING:
        monkeypatch.setattr(f"rnnviz.ui.{module}.shared_engine", lambda: engine)
    KEPT.clear()
    return engine
