"""What the stage says at a training's end, good or bad, and where it draws a frame."""

import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.browser.conftest import settled
from tests.ui.test_stage import train_into

LONG_ERROR = "RuntimeError: " + "tensor_of_a_size_that_nobody_has_memory_for_" * 12
DIVERGING = {"optimiser": "sgd", "schedule": "constant"}


@pytest.fixture
def store(server):
    store = RunStore(server.home / "runs.sqlite3")
    yield store
    store.close()


def diverged(store, learning_rate):
    training = TrainConfig(epochs=40, learning_rate=learning_rate, **DIVERGING)
    run = train_into(store, RunSpec("sine", "rnn_relu", Architecture(16), training))
    assert run.status == "diverged"
    return run


def ink_in(page, panel):
    """Count the pixels of a plot's upper layer that are drawn."""
    return (
        page.locator(f".panel-{panel} canvas")
        .nth(1)
        .evaluate(
            "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            " let n = 0; for (let k = 3; k < d.length; k += 4) n += d[k] > 40; return n; }"
        )
    )


def test_after_a_divergence_the_gradient_chart_shows_the_norms_and_the_epoch(visit, store):
    # As far as this comes depends on the processor; that it diverges does not.
    run = diverged(store, 1.0)
    epoch = len(store.epochs(run.id))
    page = visit.page(f"/?runs={run.id}")
    page.locator("[data-role=status]", has_text=f"diverged in epoch {epoch} of 40").wait_for()
    chart = page.locator(f".panel-gradient .plot[aria-label*='diverged in epoch {epoch}']")
    chart.wait_for()
    # The dotted line and its name, at the least.
    assert ink_in(page, "gradient") > 200
    if epoch == 1:
        page.get_by_text("there is no finite norm to draw").wait_for()


def test_one_wording_says_what_is_on_stage_at_the_end(visit, store):
    spec = RunSpec(
        "sine",
        "lstm",
        Architecture(8),
        TrainConfig(epochs=200, learning_rate=0.05, schedule="constant", patience=2),
    )
    run = train_into(store, spec)
    best, last = run.result["best_epoch"], run.result["epochs"]
    assert best < last
    page = visit.page(f"/?runs={run.id}")
    place, lane = page.locator("[data-role=place]"), page.locator("[data-role=lane]")
    lane.get_by_text(f"epoch {best} (best)").first.wait_for()
    assert place.inner_text() == f"trained for {last} epochs, shown:"
    slider = page.locator("[data-role=slider]")
    assert slider.get_attribute("aria-valuetext") == (
        f"trained for {last} epochs, the best epoch is shown"
    )
    page.locator("[data-role=stage]").press("Home")
    page.locator("[data-role=place]", has_text=f"epoch 0 of {last}").wait_for()


def test_a_long_error_wraps_within_the_page(visit, store):
    run = store.create(RunSpec("sine", "lstm", Architecture(4), TrainConfig()), worker="test")
    store.set_status(run.id, "failed", LONG_ERROR)
    page = visit.page(f"/?runs={run.id}")
    message = page.locator("[data-role=message]")
    message.wait_for()
    box, stage = message.bounding_box(), page.locator("[data-role=stage]").bounding_box()
    assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1
    assert message.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert box["height"] > 40, "it is cut off after one line"


@pytest.mark.parametrize(("path", "role"), [("/", "stage"), ("/step_through", "player")])
def test_a_click_on_nothing_and_a_key_draw_no_frame_and_tab_does(visit, path, role):
    page = visit.page(path)
    root = page.locator(f"[data-role={role}]")
    page.locator(f"[data-role={role}] button").first.wait_for()
    page.locator("[data-role=lane], [data-role=run]").first.wait_for()
    settled(page)
    root.click(position={"x": 1, "y": 1})
    page.keyboard.press("Shift")
    outline = "e => getComputedStyle(e).outlineStyle"
    assert root.evaluate("e => e === e.getRootNode().activeElement"), "the click missed"
    assert root.evaluate(outline) == "none"
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert root.evaluate("e => e === e.getRootNode().activeElement")
    assert root.evaluate(outline) == "solid"
