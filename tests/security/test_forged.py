"""Messages that no page of the visitor's would send: another one's buttons pressed, and again."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from rnnviz.runs.workspaces import workspace_of
from tests.security.test_workspaces import (
    MINE,
    SPEC,
    THEIRS,
    run_of,
    store,  # noqa: F401
    visit,
)

PAGES = ("lab.py", "runs.py", "compare.py")


@pytest.fixture
def asked(store, monkeypatch):  # noqa: F811
    """Return what the engine of every page is asked to do, in a list that grows."""
    found = []

    def note(name):
        return lambda *given, **named: found.append((name, *given))

    class Asked:
        def __getattr__(self, name):
            return note(name)

    for module in ("lab", "run_controls", "undo", "compare"):
        monkeypatch.setattr(f"rnnviz.ui.{module}.shared_engine", Asked)
    return found


def their_runs(store):  # noqa: F811
    """One run that trains, one that was paused, one that has ended and one that was deleted."""
    trains, paused = (store.create(SPEC, workspace=workspace_of(THEIRS)) for _ in range(2))
    store.set_status(trains.id, "running")
    store.set_status(paused.id, "paused", "Paused by hand.")
    ended, deleted = (run_of(store, workspace_of(THEIRS)) for _ in range(2))
    store.hide([deleted.id])
    return [trains, paused, ended], deleted


def pressed(test, only=None):
    """Return a message in which every button is pressed and every field is changed, or one is."""
    states = WidgetStates()
    for button in test.button:
        if only in (None, button.key):
            states.widgets.add(id=button.id, trigger_value=True)
    if only is not None:
        assert len(states.widgets) == 1
        return states
    for field in test.text_input:
        states.widgets.add(id=field.id, string_value="taken over")
    for choice in test.selectbox:
        states.widgets.add(id=choice.id, string_value=choice.options[-1])
    return states


@pytest.mark.parametrize("page", PAGES)
def test_anothers_buttons_cannot_be_pressed(store, asked, monkeypatch, page):  # noqa: F811
    shown, deleted = their_runs(store)
    address = ".".join(run.id for run in shown)
    owner = visit(page, THEIRS, monkeypatch, runs=address)
    stop = {"lab.py": "lab_stop", "runs.py": "lab_pause", "compare.py": "compare_stop"}[page]
    keys = {button.key for button in owner.button}
    assert any(key and key.startswith(stop) for key in keys)
    forged = pressed(owner)
    before = [store.run(run.id) for run in shown]
    asked.clear()
    for query in ({"runs": address}, {}, {"runs": deleted.id}):
        test = visit(page, MINE, monkeypatch, **query)
        test._run(forged)
        assert not test.exception
    theirs = {deleted.id, *(run.id for run in shown)}
    assert not [what for what in asked if theirs & set(what[1:])]
    assert [store.run(run.id) for run in shown] == before
    assert store.hidden_since(deleted.id) is not None


def test_the_same_message_changes_ones_own(store, asked, monkeypatch):  # noqa: F811
    """What is forged above does press buttons, where they are the visitor's own."""
    shown, _ = their_runs(store)
    owner = visit("runs.py", THEIRS, monkeypatch, runs=shown[0].id)
    owner._run(pressed(owner, only="lab_pause"))
    assert ("pause", shown[0].id) in asked


def test_undo_that_is_sent_again_brings_nothing_else_back(store, asked, monkeypatch):  # noqa: F811
    first, second = (run_of(store, workspace_of(MINE)) for _ in range(2))
    store.hide([first.id])
    test = visit("runs.py", MINE, monkeypatch)
    states = pressed(test, only="undo_delete")
    test._run(states)
    assert store.hidden_since(first.id) is None
    # Nothing is deleted now: the message that was kept presses nothing.
    test._run(states)
    assert not test.exception
    # Of what was deleted since, the button is another press, and of another visitor's none.
    theirs = run_of(store, workspace_of(THEIRS))
    store.hide([theirs.id])
    test._run(states)
    assert store.hidden_since(theirs.id) is not None
    assert store.hidden_since(second.id) is None
