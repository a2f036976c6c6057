"""The free run is dragged, by mouse, finger and keys; the server hears of it once, at the end."""

import re

from tests.browser.actions import wait_until
from tests.browser.conftest import PATIENCE_MS, settled

VIEW = "[data-role=forecast]"
CURVE = "[data-role=free-path]"
HANDLE = "[data-role=handle]"
STEPS = "[data-role=steps]"


def open_forecast(visit, path="/forecast"):
    page = visit.page(path)
    arrived(page)
    return page


def arrived(page):
    """Wait for the whole page, and for the end of a training that would go on changing it."""
    page.locator(CURVE).last.wait_for(state="attached")
    page.locator(".js-plotly-plot").wait_for()
    page.get_by_text("Still training").wait_for(state="detached")
    settled(page)


def start_of(page) -> int:
    return int(page.locator(HANDLE).get_attribute("aria-valuenow"))


def wait_for_start(page, start) -> None:
    page.locator(f"{HANDLE}[aria-valuenow='{start}']").wait_for(state="attached")


def network_curve(page) -> str:
    return page.locator(CURVE).last.get_attribute("d")


def free_run_in_table(page) -> str:
    """Return the sentence below the table that says which free run it is about."""
    return page.get_by_text("The free run is the one in the picture").inner_text()


def test_dragging_the_start_moves_the_run_and_sends_one_message(visit):
    sent = []
    page = visit.context.new_page()
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(data)))
    page.set_default_timeout(PATIENCE_MS)
    page.goto(visit.server.url + "/forecast")
    arrived(page)
    assert start_of(page) == 0
    told, table = page.locator("[data-role=words]").inner_text(), free_run_in_table(page)
    box = page.locator("[data-role=plot-free]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.locator(VIEW).evaluate("root => { root.seen = true; }")
    sent.clear()
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.down()
    seen = set()
    for share in (0.35, 0.4, 0.45, 0.5, 0.55):
        before = start_of(page)
        page.mouse.move(box["x"] + box["width"] * share, middle, steps=3)
        wait_until(
            page,
            "start => [...document.querySelectorAll('*')].some(e => Number("
            "e.shadowRoot?.querySelector('[data-role=handle]')?.ariaValueNow) > start)",
            arg=before,
        )
        seen.add(network_curve(page))
    assert len(seen) == 5, "the curve did not follow"
    assert not sent, "dragging sent something"
    start = start_of(page)
    page.mouse.up()
    page.wait_for_url(re.compile(rf"[?&]start={start}(&|$)"))
    wait_until(page, "old => !document.body.innerText.includes(old)", arg=table)
    assert len(sent) == 1, "the end of a drag tells the server where, once"
    assert start_of(page) == start
    assert page.locator("[data-role=words]").inner_text() != told
    assert page.locator(VIEW).evaluate("root => root.seen === true"), "it was built anew"


def test_keys_move_the_start(visit):
    page = open_forecast(visit)
    page.locator(HANDLE).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_for_start(page, 2)
    page.keyboard.press("ArrowLeft")
    wait_for_start(page, 1)
    page.keyboard.press("PageUp")
    wait_for_start(page, 9)
    page.keyboard.press("End")
    wait_for_start(page, 79)
    assert page.locator(HANDLE).get_attribute("aria-valuetext") == "x 36"
    page.keyboard.press("Home")
    wait_for_start(page, 0)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**start=1**")


def test_a_finger_moves_the_start(browser, server):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(server.url + "/forecast")
    arrived(page)
    plot = page.locator("[data-role=plot-free]")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile(r"[?&]start=\d+"))
    assert start_of(page) > 5
    context.close()


def test_an_address_opens_at_its_start_and_with_its_steps(visit):
    page = open_forecast(visit, "/forecast?start=12&horizon=7")
    assert start_of(page) == 12
    assert page.locator(STEPS).input_value() == "7"
    # The last true value and seven predictions.
    assert len(re.findall("[ML]", network_curve(page))) == 8
    assert "over its first 7 steps" in free_run_in_table(page)
    page.locator(STEPS).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**horizon=8**")
    page.reload()
    wait_for_start(page, 12)
    assert page.locator(STEPS).input_value() == "8"


def test_what_is_shown_is_chosen_without_the_server(visit):
    page = open_forecast(visit)
    curves = page.locator(CURVE)
    shown = curves.count()
    ets = page.locator("[data-role=legend]", has_text="ETS")
    assert ets.get_attribute("aria-pressed") == "false", "neither the strongest nor the simplest"
    ets.click()
    page.locator("[data-role=legend][aria-pressed=true]", has_text="ETS").wait_for()
    assert curves.count() == shown + 1
    ghosts = page.locator("[data-role=ghost]")
    assert ghosts.count() == 2, "the untrained network, one step ahead and free"
    page.locator("[data-role=legend]", has_text="untrained").click()
    page.locator("[data-role=legend][aria-pressed=false]", has_text="untrained").wait_for()
    assert ghosts.count() == 0


def test_a_zoom_is_of_both_plots(visit):
    page = open_forecast(visit)
    axes = [page.locator(f"[data-role=plot-{kind}] svg text") for kind in ("one", "free")]
    whole = axes[1].all_text_contents()
    box = page.locator("[data-role=plot-one]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=3)
    page.mouse.up()
    page.locator("[data-role=reset-zoom]:not([disabled])").wait_for()
    zoomed = axes[1].all_text_contents()
    assert zoomed != whole
    ticks = [text for text in axes[0].all_text_contents() if text.startswith(("31", "32", "33"))]
    assert ticks
    assert set(ticks) <= set(zoomed)
    page.locator("[data-role=reset-zoom]").click()
    page.locator("[data-role=reset-zoom][disabled]").wait_for()
    assert axes[1].all_text_contents() == whole


def test_figure_and_tables_leave_as_files(visit, tmp_path):
    page = open_forecast(visit)
    for button, kind, begins in (
        ("[data-role=save-svg]", ".svg", b"<svg"),
        ("[data-role=save-png]", ".png", b"\x89PNG"),
        (".st-key-forecast_table_csv button", ".csv", b"forecast,one-step RMSE"),
        (".st-key-forecast_series_csv button", ".csv", b"x,truth,"),
    ):
        with page.expect_download() as waiting:
            page.locator(button).first.click()
        assert waiting.value.suggested_filename.endswith(kind)
        waiting.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(begins)
