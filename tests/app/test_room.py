"""What a visitor is told of the room that runs take, and of networks that are not kept."""

import math

import pytest

from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store.quota import MB, Quota, Usage
from rnnviz.runs.workspaces import workspace_of
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui.room import room_in_words
from tests.app.test_pages import open_page as open_lab
from tests.app.test_runs_page import PAGE, SPEC, keys, open_page, text_of

COOKIE = "0123456789abcdefghijklmn"


@pytest.fixture
def visitor(monkeypatch):
    monkeypatch.setenv("RNNVIZ_SHARED", "1")
    monkeypatch.setattr("rnnviz.ui.workspace._cookie", lambda: COOKIE)
    return workspace_of(COOKIE)


@pytest.mark.parametrize(
    ("used", "quota", "said"),
    [
        (
            Usage(312 * MB, 14),
            Quota(1000 * MB, 500, 1000),
            "Stored: 312 MB of 1,000 MB, 14 of 500 runs.",
        ),
        (Usage(0, 1, 5), Quota(epochs=1000), "Stored: 5 of 1,000 epochs."),
        (
            Usage(900 * MB, 14, 0, 120 * MB),
            Quota(1000 * MB),
            "Stored: 900 MB of 1,000 MB. Of these, 120 MB are deleted but can be restored. To make "
            "room, delete runs; the column *MB* shows which are the largest.",
        ),
        (
            Usage(0, 5, 900),
            Quota(math.inf, 500, 1000),
            "Stored: 5 of 500 runs, 900 of 1,000 epochs. To make room, delete runs; the column "
            "*MB* shows which are the largest.",
        ),
    ],
)
def test_what_is_said_of_a_quota(used, quota, said):
    assert room_in_words(used, quota) == said


def test_a_visitor_sees_what_is_used_and_which_runs_are_large(engine, store, visitor):
    run = store.create(SPEC, workspace=visitor)
    store.put_snapshot(run.id, Snapshot(0, b"w" * 25 * MB, b"p"), SCHEDULED)
    test = open_page(PAGE)
    assert "Stored: 25 MB of 1,000 MB, 1 of 500 runs." in text_of(test)
    assert test.dataframe[0].value["stored"].tolist() == [pytest.approx(25, abs=0.1)]


def test_alone_on_a_machine_there_is_no_quota_to_speak_of(engine, store):
    store.create(SPEC)
    assert "Stored:" not in text_of(open_page(PAGE))


def test_a_deleted_run_can_be_deleted_for_good(engine, store, visitor):
    run, kept = (store.create(SPEC, workspace=visitor) for _ in range(2))
    store.hide([run.id])
    test = open_page(PAGE)
    test.button(key="undo_never").click().run()
    assert store.usage(visitor).runs == 1
    assert "undo_never" not in keys(test)
    assert store.run(kept.id).id == kept.id


def test_train_says_that_there_is_no_room(engine, store, visitor):
    run = store.create(SPEC, workspace=visitor)
    store.set_status(run.id, "stopped")  # while it waits there is no Train
    store.quotas = store.quotas.__class__(browser=Quota(runs=1))
    test = open_lab("pages/lab.py", runs=run.id)
    test.button(key="lab_train").click().run()
    assert [one.value for one in test.error] == [
        "You may keep at most 1 run here. Delete some on the Runs page."
    ]


def test_it_is_said_why_fewer_networks_are_kept_of_a_large_run(engine, store):
    large = RunSpec("hello", "lstm", Architecture(512, num_layers=4), TrainConfig(epochs=100))
    run = store.create(large)
    for epoch in (0, 19):
        store.put_snapshot(run.id, Snapshot(epoch, b"w", b"p"), SCHEDULED)
    said = text_of(open_page(PAGE, runs=run.id))
    assert (
        "Networks kept: 2. Each takes 30 MB, so a run of this size keeps 4 instead of 40, besides "
        "the best and the newest."
    ) in said
    small = store.create(SPEC)
    assert "Networks kept" not in text_of(open_page(PAGE, runs=small.id))
