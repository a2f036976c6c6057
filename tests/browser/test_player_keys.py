"""Keys on the page of the player: whose they are, after a click and after the Tab key."""

import re

import pytest
import torch
from safetensors.torch import save

from rnnviz.runs.build import build_model
from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.browser.conftest import settled


@pytest.fixture(scope="module")
def networks(server):
    """Networks as they are before training, by their task."""
    store = RunStore(server.home / "runs.sqlite3")
    made = {}
    torch.manual_seed(0)
    for task in ("sine", "pronoun", "adding"):
        spec = RunSpec(task, "lstm", Architecture(6), TrainConfig(epochs=1))
        run = store.create(spec, worker="test")
        weights = save(build_model(spec, spec.load_task()).state_dict())
        store.put_snapshot(run.id, Snapshot(0, weights, b""), SCHEDULED, attempt=0)
        store.set_status(run.id, "stopped")
        made[task] = run.id
    yield made
    for run_id in made.values():
        store.delete(run_id)
    store.close()


def opened(visit, query):
    page = visit.page(f"/step_through?{query}")
    page.locator("[data-role=player]").wait_for()
    settled(page)
    return page


def step(page):
    return int(page.locator("[data-role=step]").inner_text())


def test_a_clicked_control_keeps_no_keys(visit, networks):
    page = opened(visit, f"runs={networks['sine']}")
    page.get_by_role("radio", name="validation").click()
    page.get_by_text("the validation range").wait_for()
    settled(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert step(page) == 2
    page.keyboard.press("End")
    last = step(page)
    assert last > 20
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    play = page.locator("[data-role=play]")
    assert play.get_attribute("aria-label") == "Pause"
    page.keyboard.press(" ")
    assert play.get_attribute("aria-label") == "Play"
    assert "the validation range" in page.locator(".heading").inner_text()
    # Nor do the player's own: a list, and a button that is not for playing.
    page.locator("[data-role=sort]").select_option("index")
    page.locator("[data-role=view-diagram]").click()
    at = step(page)
    page.keyboard.press("ArrowRight")
    assert step(page) == at + 1
    page.keyboard.press(" ")
    assert play.get_attribute("aria-label") == "Pause"


def test_a_control_reached_with_tab_keeps_its_keys(visit, networks):
    page = opened(visit, f"runs={networks['sine']}")
    chosen = page.get_by_role("radio", name="test", exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if chosen.evaluate(
            "e => e === document.activeElement || e.contains(document.activeElement)"
        ):
            break
    # By its own rule: arrows, or Tab and the space bar.
    page.keyboard.press("ArrowRight")
    if not page.get_by_role("radio", name="validation").evaluate(
        "e => e === document.activeElement"
    ):
        page.keyboard.press("Tab")
    page.keyboard.press(" ")
    page.get_by_text("the validation range").wait_for()
    assert step(page) == 0
    assert page.locator("[data-role=play]").get_attribute("aria-label") == "Play"


def test_a_field_keeps_what_is_typed(visit, networks):
    page = opened(visit, f"runs={networks['sine']}&data=typed&text=0.1,0.2,0.3,0.4&step=1")
    field = page.get_by_role("textbox", name="Numbers")
    field.click()
    page.keyboard.press("End")
    page.keyboard.type(" 5 ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    assert field.input_value() == "0.1,0.2,0.3,0.4 5 "
    assert step(page) == 1
    # What is newly typed is shown at its end.
    field.press("Control+Enter")
    page.wait_for_url(re.compile("step=4"))
    page.locator("[data-role=step]", has_text=re.compile(r"^4$")).wait_for()


def test_too_much_is_cut_in_words(visit, networks):
    page = opened(visit, f"runs={networks['sine']}&data=typed")
    field = page.get_by_role("textbox", name="Numbers")
    field.fill("0.25 " * 150)
    field.press("Control+Enter")
    page.get_by_text(
        "At most 600 characters can be typed. The first 599 of 750 are kept."
    ).wait_for()
    page.get_by_text("step 119 of 119").wait_for()
    assert len(field.input_value()) == 599


def test_an_unknown_word_leaves_the_picture(visit, networks):
    page = opened(visit, f"runs={networks['pronoun']}&data=typed&text=Alice is a kind teacher")
    field = page.get_by_role("textbox", name="Words")
    field.fill("Alice is a kind techer")
    field.press("Control+Enter")
    alert = page.locator("[data-testid=stAlert]")
    alert.wait_for()
    settled(page)
    assert "nearest: teacher" in alert.inner_text()
    assert page.locator("[data-role=symbol]").all_inner_texts() == "Alice is a kind teacher".split()
    assert "painter" in page.locator("[data-testid=stExpander]").inner_text()


def test_windows_stand_in_the_address_the_code_and_the_replay(visit, networks, browser, tmp_path):
    page = opened(visit, f"runs={networks['sine']}")
    assert "in one pass against windows: " in page.locator("[data-role=note]").inner_text()
    page.get_by_role("radio", name="windows as in training").click()
    page.get_by_text("window 0 of the test range").wait_for()
    page.get_by_label("Window", exact=True).fill("5")
    page.get_by_label("Window", exact=True).press("Enter")
    page.get_by_text("window 5 of the test range").wait_for()
    settled(page)
    assert page.locator("[data-role=note]").inner_text().startswith("A window of 10 steps")
    page.get_by_role("radio", name="windows as in training").click()
    page.keyboard.press("End")
    page.wait_for_url(re.compile("step=9"))
    heading = page.locator(".heading").inner_text()
    sentence = page.locator("[data-role=equation]").inner_text()
    linked = opened(visit, page.url.split("?")[1])
    assert linked.locator(".heading").inner_text() == heading
    assert linked.locator("[data-role=equation]").inner_text() == sentence
    linked.locator("[data-role=copy-python]").click()
    assert "task.window_probe('test', 5)" in linked.locator("[data-role=code]").inner_text()
    with page.expect_download() as found:
        page.get_by_role("button", name="Save as HTML").click()
    replay = tmp_path / "replay.html"
    found.value.save_as(replay)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.goto(replay.as_uri())
    assert alone.locator(".heading").inner_text() == heading
    assert alone.locator("[data-role=equation]").inner_text() == sentence
    context.close()
