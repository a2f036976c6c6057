"""What a page says of runs that have no network to show, and what can be done about it."""

import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.app.test_pages import PAGES, open_page, text_of, trained

SPEC = RunSpec("gs10", "lstm", Architecture(4), TrainConfig(epochs=3))
STEP_THROUGH = next(page for page in PAGES if "step" in page)
LAB = PAGES[0]


def words_of(test):
    return text_of(test) + " ".join(part.value for part in test.info)


def test_a_run_that_failed_before_its_first_network_is_not_waited_for(engine, store):
    run = store.create(SPEC)
    store.set_status(run.id, "failed", "RuntimeError: not <b>enough</b> memory")
    told = words_of(open_page(STEP_THROUGH, runs=run.id))
    assert "There is no network to show for LSTM" in told
    assert "<b>" not in told
    assert "*Resume*" in told
    assert "being trained" not in told


def test_a_run_that_waits_for_a_worker_is_said_to_wait(engine, store):
    run = store.create(SPEC)
    assert "waiting for a free worker" in words_of(open_page(STEP_THROUGH, runs=run.id))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("interrupted", "*Resume* continues"),
        ("failed", "*Resume* tries again"),
        ("diverged", "smaller learning rate"),
    ],
)
def test_the_lab_says_what_to_do_after_a_bad_end(engine, store, status, words):
    run = store.create(SPEC)
    store.set_status(run.id, status, "It ended.")
    assert words in text_of(open_page(LAB, runs=run.id))


def test_the_lab_gives_no_advice_about_a_good_end(engine, store):
    run = store.create(SPEC)
    store.set_status(run.id, "finished")
    assert "*Resume*" not in text_of(open_page(LAB, runs=run.id))


def test_a_narrow_screen_has_a_link_to_every_page(engine):
    links = [part.proto.label for part in open_page(LAB).main if part.type == "page_link"]
    assert links[:5] == ["Lab", "Step through", "Forecast", "Compare", "Runs"]


def test_a_phone_is_told_what_a_run_came_to(engine, store):
    trained(store, ["gru"])
    failed = store.create(SPEC)
    store.set_status(failed.id, "failed", "It ended.")
    wide, narrow = (table.value for table in open_page("pages/runs.py").dataframe)
    assert list(narrow) == ["run", "result"]
    told = dict(zip(narrow["run"], narrow["result"], strict=True))
    by_run = wide.set_index("run")
    assert told["LSTM on 10-year Treasury yield"] == "✕ failed"
    assert (
        told["GRU on 10-year Treasury yield"] == by_run.loc["GRU on 10-year Treasury yield", "test"]
    )
    assert told["GRU on 10-year Treasury yield"].startswith("RMSE")


def test_of_what_the_lab_has_no_network_no_other_page_is_offered(engine, store):
    run = store.create(SPEC)
    store.set_status(run.id, "failed", "It ended.")
    test = open_page(LAB, runs=run.id)
    links = [part.proto.label for part in test.main if part.type == "page_link"]
    assert "Step through these networks" not in links
