"""What stands on the stage when a training has ended, and what a phone shows of the rest."""

import numpy as np
import pytest

from rnnviz.packet import unpack
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture, load_task
from rnnviz.train_config import TrainConfig
from tests.browser.actions import mark_seen, open_settings, set_number, still_seen, wait_until
from tests.browser.conftest import settled
from tests.ui.test_stage import train_into


@pytest.fixture
def store(server):
    store = RunStore(server.home / "runs.sqlite3")
    yield store
    store.close()


def train(store, task="sine", epochs=12, **training):
    spec = RunSpec(task, "lstm", Architecture(8), TrainConfig(epochs=epochs, **training))
    return train_into(store, spec)


def test_the_stage_shows_the_weights_that_the_table_judges_or_the_last_ones(visit, store):
    # It ends two epochs after the best one.
    run = train(store, epochs=200, learning_rate=0.05, schedule="constant", patience=2)
    best, last = run.result["best_epoch"], run.result["epochs"]
    assert best < last
    table = store.epochs(run.id)
    page = visit.page(f"/?runs={run.id}")
    stage, lane = page.locator("[data-role=stage]"), page.locator("[data-role=lane]")
    page.locator("[data-role=best-epoch][aria-pressed=true]").wait_for()
    mark_seen(page, "stage")
    lane.get_by_text(f"epoch {best} (best)").first.wait_for()
    shown = float(lane.locator("[data-role=score]").inner_text().split()[1])
    assert shown == pytest.approx(table[best, 2], rel=0.01)
    page.locator("[data-role=last-epoch]").click()
    lane.get_by_text(f"epoch {last}", exact=True).first.wait_for()
    shown = float(lane.locator("[data-role=score]").inner_text().split()[1])
    assert shown == pytest.approx(table[last, 2], rel=0.01)
    stage.press("Home")
    page.locator("[data-role=best-epoch][aria-pressed=false]").wait_for()
    assert page.locator("[data-role=last-epoch]").get_attribute("aria-pressed") == "false"
    page.locator("[data-role=best-epoch]").click()
    lane.get_by_text(f"epoch {best} (best)").first.wait_for()
    assert still_seen(page, "stage")


def test_of_a_run_that_was_cut_off_the_last_weights_are_shown(visit, store):
    spec = RunSpec("sine", "lstm", Architecture(8), TrainConfig(epochs=3))
    run = train_into(store, spec, until="before its end")
    store.set_status(run.id, "interrupted", "The process that was training it died.")
    page = visit.page(f"/?runs={run.id}")
    lane = page.locator("[data-role=lane]")
    lane.get_by_text("interrupted at epoch 3 of 3").wait_for()
    lane.get_by_text("epoch 3", exact=True).first.wait_for()
    assert not page.locator("[data-role=best-epoch]").is_visible()
    page.get_by_text("continues after the last saved epoch").first.wait_for()


def test_brackets_show_what_the_network_allows_at_each_depth(visit, store):
    run = train(store, "parens", epochs=2, learning_rate=0.02, batch_size=16)
    rule = load_task("parens").rule_table()
    best = run.result["best_epoch"]
    given = unpack(store.pictures(run.id, [best])[best])[1]["rule"]
    page = visit.page(f"/?runs={run.id}")
    panel = page.locator("[data-role=rule]")
    first = panel.locator("tbody tr").first.locator("td")
    wait_until(
        page,
        "wanted => [...document.querySelectorAll('*')].some(e => e.shadowRoot &&"
        " e.shadowRoot.querySelector('[data-role=rule] td')?.textContent === wanted)",
        arg=str(round(float(given[0, 0]) * 100)),
    )
    assert panel.locator("td.legal").count() == rule.allowed.sum()
    for row, shares, allowed in zip(
        panel.locator("tbody tr").all(), given, rule.allowed, strict=True
    ):
        *cells, illegal = row.locator("td").all_inner_texts()
        np.testing.assert_allclose([float(cell) for cell in cells], shares * 100, atol=0.51)
        assert float(illegal) == pytest.approx(shares[~allowed].sum() * 100, abs=0.51)
    trained = first.all_inner_texts()
    page.locator("[data-role=stage]").press("Home")
    page.locator("[data-role=place]", has_text="epoch 0 of").wait_for()
    page.wait_for_timeout(100)
    assert first.all_inner_texts() != trained, "the untrained network allows the same"


def test_a_phone_names_the_pages_and_shows_no_table_that_runs_out_of_it(browser, server, store):
    run = train(store)
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    for path, title, cards in (
        ("/", "Lab", True),
        ("/forecast", "Forecast", True),
        ("/compare", "Compare", True),
        ("/runs", "Runs", False),
    ):
        page.goto(f"{server.url}{path}?runs={run.id}")
        page.get_by_role("link", name="Step through", exact=True).first.wait_for()
        settled(page)
        wide = page.locator("[class*=st-key-wide_] [data-testid=stDataFrame]").first
        wide.wait_for(state="attached")
        assert not wide.is_visible(), title
        narrow = "[class*=st-key-narrow_] "
        narrow += ".rnnviz-card" if cards else "[data-testid=stDataFrame]"
        page.locator(narrow).first.wait_for()
        assert (
            page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        )
        sentence = page.locator(".st-key-page_head p").last.bounding_box()
        left = page.locator(".stMainBlockContainer").bounding_box()["x"]
        assert sentence["x"] - left < 20, "the page's sentence is indented"
        assert sentence["x"] + sentence["width"] <= 390, "the page's sentence is cut off"
        links = page.locator(".st-key-narrow_pages a")
        ends = links.evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        assert len(ends) == 5
        assert max(ends) <= 390, "a link lies beyond the edge"
    context.close()


def test_a_thousand_may_be_written_1e3(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    open_settings(page)
    set_number(page, "Epochs", "1e3")
    wait_until(
        page, "document.querySelector('input[aria-label=Epochs]').value.replace(',', '') === '1000'"
    )
    assert page.locator(".st-key-lab_train button").is_enabled()
