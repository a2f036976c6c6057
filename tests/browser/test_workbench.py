"""Step through on one screen: what one changes and what changes are in sight together."""

from itertools import combinations

import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.browser.conftest import settled
from tests.ui.test_stage import train_into

CELLS = ("lstm", "gru", "rnn_tanh")
VECTORS = {"lstm": 6, "gru": 4, "rnn_tanh": 1}
SEEN = ("track", "scrub", "epochs", "heatmap", "trace", "unit-panel", "equation")


@pytest.fixture(scope="module")
def trained(server):
    store = RunStore(server.home / "runs.sqlite3")
    try:
        config = TrainConfig(epochs=3)
        return {
            cell: train_into(store, RunSpec("sine", cell, Architecture(32), config)).id
            for cell in CELLS
        }
    finally:
        store.close()


def opened(browser, server, address, width, height, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=width < 600
    )
    page = context.new_page()
    page.goto(f"{server.url}/step_through?runs={address}")
    page.locator("[data-role=player] canvas").first.wait_for()
    settled(page)
    return page


def boxes(page, role):
    found = [each.bounding_box() for each in page.locator(f"[data-role={role}]:visible").all()]
    return [box for box in found if box and box["height"] > 0]


def assert_in_sight(page, box, role):
    size = page.viewport_size
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"], role
    assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"], role


def overlap(a, b):
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return across > 1 and down > 1


def nothing_scrolls(page):
    return page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollHeight - main.clientHeight; }"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("cell", CELLS)
def test_one_network_is_on_one_screen(browser, server, trained, cell, scheme):
    page = opened(browser, server, trained[cell], 1280, 800, scheme)
    assert nothing_scrolls(page) <= 0
    for view, picture in (("equation", "strips"), ("diagram", "diagram")):
        page.locator(f"[data-role=view-{view}]").click()
        found = {role: boxes(page, role) for role in (*SEEN, picture)}
        assert len(found["heatmap"]) == VECTORS[cell]
        for role, seen in found.items():
            assert seen, f"no {role}"
            for box in seen:
                assert_in_sight(page, box, role)
        pictures = [found[role][0] for role in ("track", "scrub", "trace", "unit-panel", picture)]
        for a, b in combinations([*pictures, *found["heatmap"]], 2):
            assert not overlap(a, b)
    for box in found["heatmap"]:
        assert box["height"] >= 24
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_networks_are_on_one_screen(browser, server, trained, scheme):
    page = opened(browser, server, f"{trained['lstm']}.{trained['gru']}", 1440, 900, scheme)
    assert nothing_scrolls(page) <= 0
    found = {role: boxes(page, role) for role in SEEN}
    # Rows that are too many for the room scroll in a pane of their own.
    panes = [pane.bounding_box() for pane in page.locator(".strips-pane:visible").all()]
    assert len(found["heatmap"]) == VECTORS["lstm"] + VECTORS["gru"]
    assert len(panes) == len(found["equation"]) == 2
    for role, seen in {**found, "strips": panes}.items():
        for box in seen:
            assert_in_sight(page, box, role)
    for a, b in combinations([*found["heatmap"], *panes, *found["trace"]], 2):
        assert not overlap(a, b)
    for pane in page.locator(".strips-pane:visible").all():
        high, within = pane.evaluate(
            "e => [e.clientHeight, e.closest('[data-role=run]').getBoundingClientRect().bottom"
            " - e.getBoundingClientRect().bottom]"
        )
        assert high >= 60
        assert within > 0, "the pane is cut off by its panel"
    page.context.close()


def test_an_rnn_and_an_lstm_are_in_sight_together(browser, server, trained):
    page = opened(browser, server, f"{trained['rnn_tanh']}.{trained['lstm']}", 1280, 800, "light")
    assert nothing_scrolls(page) <= 0
    pane = page.locator(".area-runs").bounding_box()
    rnn, lstm = boxes(page, "run")
    seen = min(lstm["y"] + lstm["height"], pane["y"] + pane["height"]) - lstm["y"]
    assert seen >= 0.85 * lstm["height"]
    found = boxes(page, "heatmap")
    assert len(found) == VECTORS["rnn_tanh"] + VECTORS["lstm"]
    for box in found[:-1]:
        assert_in_sight(page, box, "heatmap")
        assert box["y"] + box["height"] <= pane["y"] + pane["height"] + 1
    assert lstm["height"] >= rnn["height"]
    page.context.close()


def test_a_note_opens_with_a_key_and_with_a_press(browser, server, trained):
    page = opened(browser, server, trained["lstm"], 1280, 800, "light")
    mark = page.locator("[data-role=unit-panel] button.help").first
    words = page.locator("[data-role=unit-panel] .help-words").first
    assert not words.is_visible()
    mark.focus()
    page.keyboard.press("Enter")
    assert words.is_visible()
    assert_in_sight(page, words.bounding_box(), "note")
    page.keyboard.press("Escape")
    assert not words.is_visible()
    mark.click()
    assert words.is_visible()
    page.context.close()


def cursors(page):
    """Return the middle of each cursor that is seen: the frame that its ground draws."""
    return page.locator("[data-role=cursor]:visible").evaluate_all(
        "all => all.map(e => {"
        " const { backgroundPositionX: x, backgroundSize: size } = getComputedStyle(e);"
        " return e.getBoundingClientRect().x + parseFloat(x)"
        "  + parseFloat(size.split(', ')[2]) / 2; })"
    )


def test_one_axis_and_one_cursor_run_through_all(browser, server, trained):
    page = opened(browser, server, trained["lstm"], 1280, 800, "light")
    lefts = {round(box["x"]) for box in boxes(page, "heatmap")}
    assert len(lefts) == 1
    for step in (3, 40):
        page.locator("[data-role=scrub]").fill(str(step))
        middles = cursors(page)
        assert len(middles) >= 2
        assert max(middles) - min(middles) < 1
    # A press on the trace goes to the step under it, which the heatmaps' cursor shows.
    trace = boxes(page, "trace")[0]
    page.mouse.click(trace["x"] + trace["width"] * 0.7, trace["y"] + trace["height"] / 2)
    assert abs(cursors(page)[0] - trace["x"] - trace["width"] * 0.7) < 8
    page.context.close()


def test_many_units_scroll_in_a_pane_of_their_own(browser, server):
    store = RunStore(server.home / "runs.sqlite3")
    try:
        spec = RunSpec("sine", "lstm", Architecture(96), TrainConfig(epochs=1))
        run = train_into(store, spec)
    finally:
        store.close()
    page = opened(browser, server, f"{run.id}&unit=95&sort=index", 1280, 800, "light")
    assert nothing_scrolls(page) <= 0
    pane = page.locator(".strips-pane")
    tall, high, scrolled = pane.evaluate("e => [e.scrollHeight, e.clientHeight, e.scrollTop]")
    assert tall > high
    assert scrolled > 0, "the chosen unit, the last, is not in sight"
    page.context.close()


def test_on_a_phone_the_transport_stays_in_reach(browser, server, trained):
    page = opened(browser, server, trained["lstm"], 390, 800, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    main = page.locator("[data-testid=stMain]")
    for share in (0, 0.3, 0.6):
        main.evaluate("(e, share) => { e.scrollTop = share * e.scrollHeight; }", share)
        assert_in_sight(page, page.locator("[data-role=play]").bounding_box(), "play")
    page.context.close()
