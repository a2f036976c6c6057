"""The player by keyboard and mouse, and what it sends."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(visit):
    page = visit.page("/step_through")
    page.locator("[data-role=player]").wait_for()
    page.wait_for_timeout(500)
    return page


def step(page) -> int:
    return int(page.locator("[data-role=step]").inner_text())


def equation(page) -> str:
    return page.locator("[data-role=equation]").first.inner_text()


def test_keys_move_the_cursor(page):
    page.keyboard.press("End")
    last = step(page)
    assert last > 10
    page.keyboard.press("ArrowRight")
    assert step(page) == last
    page.keyboard.press("ArrowLeft")
    assert step(page) == last - 1
    page.keyboard.press("Home")
    assert step(page) == 0


def test_space_plays_and_pauses(page):
    page.locator("[data-role=player]").focus()
    page.keyboard.press(" ")
    page.wait_for_timeout(800)
    page.keyboard.press(" ")
    stopped = step(page)
    assert stopped > 2
    page.wait_for_timeout(400)
    assert step(page) == stopped


def test_pointing_at_a_row_shows_its_unit_and_a_click_pins_it(page):
    strips = page.locator("[data-role=strips]").first
    box = strips.bounding_box()
    equation_ = page.locator("[data-role=equation]").first
    before = equation_.get_attribute("data-unit")
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] * 0.7)
    expect(equation_).not_to_have_attribute("data-unit", before)
    pointed = equation_.get_attribute("data-unit")
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(5, 5)
    page.wait_for_timeout(100)
    assert equation_.get_attribute("data-unit") == pointed
    page.wait_for_url(f"**unit={pointed}**")


def test_a_click_on_a_heatmap_jumps(page):
    heatmap = page.locator("[data-role=heatmap]").first
    heatmap.scroll_into_view_if_needed()
    box = heatmap.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    assert step(page) > 10


def test_the_products_of_a_gate_add_up(page):
    page.keyboard.press("ArrowRight")
    page.locator("[data-role=show-products]").first.click()
    products = page.locator("[data-role=product]:not([hidden])")
    products.first.wait_for()
    parts = products.evaluate_all("all => all.map(p => Number(p.dataset.value))")
    total = float(page.locator("[data-role=products-sum]").first.get_attribute("data-value"))
    assert sum(parts) == pytest.approx(total, abs=1e-6)


def test_stepping_and_playing_send_nothing_to_the_server(visit):
    sent = []
    page = visit.context.new_page()
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(data)))
    page.goto(visit.server.url + "/step_through")
    page.locator("[data-role=player]").wait_for()
    page.wait_for_timeout(1500)
    sent.clear()
    page.locator("[data-role=player]").focus()
    page.keyboard.press(" ")
    page.wait_for_timeout(1500)
    assert step(page) > 5
    assert not sent, "playing sent something for its frames"
    page.keyboard.press(" ")
    page.wait_for_timeout(1500)
    assert 1 <= len(sent) <= 2, "a pause tells the server the moment, once"


def test_the_epoch_slider_shows_the_network_before_training(page):
    trained = equation(page)
    page.get_by_role("slider", name="training epoch").focus()
    page.keyboard.press("Home")
    page.get_by_text("epoch 0 of 60").first.wait_for()
    assert equation(page) != trained
