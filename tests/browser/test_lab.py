"""What only a browser shows of the Lab: arrival, live curves, refresh, second tab, stop."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.actions import (
    TRAIN,
    choose_task,
    open_settings,
    press_train,
    set_number,
    start_long_training,
    stop_training,
    toggle_cells,
    zoom_of,
)
from tests.browser.conftest import settled


def epoch_shown(page) -> int:
    return int(page.locator("[data-role=epoch]").inner_text())


def test_a_first_visitor_sees_a_network_learn_without_a_click(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    page.locator("[data-role=status]", has_text="finished").wait_for()
    assert "trained on this machine" in page.inner_text("body")
    seen = set()
    for _ in range(40):
        seen.add(epoch_shown(page))
        page.wait_for_timeout(100)
    assert len(seen) > 10, "the replay does not move"


def test_the_first_picture_is_light(visit):
    sizes = {}
    page = visit.context.new_page()
    session = visit.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"]),
    )
    frames = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))),
    )
    page.goto(visit.server.url)
    page.locator("[data-role=stage]").wait_for()
    page.locator("[data-role=lane]").first.wait_for()
    received = sum(sizes.values()) + sum(frames)
    assert received < 4_000_000, f"the first picture took {received:,} bytes"


def test_live_curves_are_never_mounted_again_and_keep_what_a_person_chose(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    start_long_training(page)
    page.evaluate(
        "window.stageNode = [...document.querySelectorAll('*')].map(e => e.shadowRoot)"
        ".filter(Boolean).map(r => r.querySelector('[data-role=stage]')).find(Boolean)"
    )
    # Hide the second network's traces and zoom into the first epochs.
    page.locator("[data-role=legend]").nth(1).click()
    plot = page.locator(".panel-loss .plot").bounding_box()
    middle = plot["y"] + plot["height"] / 2
    page.mouse.move(plot["x"] + plot["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.7, middle, steps=4)
    page.mouse.up()
    zoom = zoom_of(page, "stage")
    before = page.locator("[data-role=status]").first.inner_text()
    page.wait_for_timeout(2500)
    assert page.locator("[data-role=status]").first.inner_text() != before, "nothing came in"
    assert zoom_of(page, "stage") == zoom
    assert page.locator("[data-role=legend]").nth(1).get_attribute("aria-pressed") == "false"
    assert page.evaluate("window.stageNode.isConnected"), "the stage was built anew"
    stop_training(page)
    assert page.evaluate("window.stageNode.isConnected"), "the end of training built it anew"
    assert zoom_of(page, "stage") == zoom


def test_nothing_fades_while_it_updates(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    start_long_training(page)
    lowest = page.evaluate(
        """async () => {
            const host = [...document.querySelectorAll('*')].find(
              e => e.shadowRoot && e.shadowRoot.querySelector('[data-role=stage]'));
            let lowest = 1;
            const end = performance.now() + 2500;
            while (performance.now() < end) {
              for (let e = host; e; e = e.parentElement)
                lowest = Math.min(lowest, Number(getComputedStyle(e).opacity));
              await new Promise(requestAnimationFrame);
            }
            return lowest;
        }"""
    )
    assert lowest == 1
    stop_training(page)


def test_a_refresh_and_a_second_tab_find_the_run(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    start_long_training(page)
    ids = page.locator("[data-role=lane]").evaluate_all("lanes => lanes.map(l => l.dataset.run)")
    page.reload()
    page.locator("[data-role=lane]").nth(1).wait_for()
    again = page.locator("[data-role=lane]").evaluate_all("lanes => lanes.map(l => l.dataset.run)")
    assert again == ids
    second = visit.page("/")  # a bare address, without the runs in it
    second.locator("[data-role=lane]").nth(1).wait_for()
    found = second.locator("[data-role=lane]").evaluate_all(
        "lanes => lanes.map(l => l.dataset.run)"
    )
    assert found == ids
    # A tab on which all stands still hears of what another one does.
    page.get_by_role("button", name="Pause").click()
    second.locator("[data-role=status]", has_text="paused").nth(1).wait_for()
    second.get_by_role("button", name="Resume").wait_for()
    # While the page is drawn anew the stage of before may still stand beside the new one.
    expect(second.locator(".on-air.off")).to_have_count(1, timeout=45_000)
    page.get_by_role("button", name="Resume").click()
    second.locator("[data-role=status]", has_text="paused").first.wait_for(state="detached")
    second.get_by_role("button", name="Pause").wait_for()
    stop_training(page)
    second.locator("[data-role=status]", has_text="stopped").first.wait_for()


def test_a_double_click_on_train_starts_each_network_once(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    page.locator(TRAIN).dblclick()
    page.locator("[data-role=lane]").nth(1).wait_for()
    page.get_by_text("Step through these networks").wait_for()
    assert page.locator("[data-role=lane]").count() == 2


@pytest.mark.parametrize(
    ("label", "value", "message"),
    [
        ("Epochs", "0", "Epochs must be a whole number from 1 to 100,000, not 0"),
        ("Hidden size", "0", "must be a whole number from 1 to 512, not 0"),
        ("Hidden size", "99999999999999", "must be a whole number from 1 to 512"),
        ("Learning rate", "0", "Learning rate must be above 0"),
        ("Batch size", "-3", "must be a whole number"),
    ],
)
def test_a_wrong_setting_is_said_and_train_waits(visit, label, value, message):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    open_settings(page)
    set_number(page, label, value)
    page.get_by_text(re.compile(re.escape(message))).first.wait_for()
    assert page.locator(TRAIN).is_disabled()


def test_an_address_with_nonsense_says_so(visit):
    page = visit.page("/?runs=nope.%3Cscript%3Ealert(1)%3C/script%3E")
    page.get_by_text("This address names runs that do not exist here").wait_for()
    page.locator("[data-role=stage]").wait_for()


def test_a_card_chooses_the_task(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    page.get_by_role("button", name="Browse").click()
    pictures = page.get_by_role("dialog").locator("img")
    page.get_by_role("button", name="Copy memory").wait_for()
    assert pictures.count() == 16
    assert pictures.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)")
    page.get_by_role("button", name="Copy memory").click()
    page.get_by_role("dialog").wait_for(state="detached")
    settled(page)
    assert page.get_by_role("combobox", name="Task").input_value() == "Copy memory"


def test_on_the_adding_problem_the_rnn_stays_where_the_gated_cells_fall(visit):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    choose_task(page, "Adding problem")
    toggle_cells(page, "GRU")
    press_train(page)
    page.get_by_text("Step through these networks").wait_for(timeout=240_000)
    losses = {}
    for lane in page.locator("[data-role=lane]").all():
        text = lane.inner_text()
        name = next(cell for cell in ("RNN tanh", "LSTM", "GRU") if cell in text)
        losses[name] = float(re.search(r"validation ([\d.e−-]+)", text)[1].replace("−", "-"))
    # Always answering 1 costs 1/6: that is where the plain cell stays.
    assert losses["RNN tanh"] == pytest.approx(1 / 6, abs=0.03)
    assert losses["LSTM"] < 0.02
    assert losses["GRU"] < 0.02
