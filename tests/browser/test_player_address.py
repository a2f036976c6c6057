"""The address of a moment: layer, units of several networks, their order, a typed sequence."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
import torch
from safetensors.torch import save

import rnnviz
from rnnviz.runs.build import build_model
from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.typed import typed_probe
from tests.browser.actions import wait_until
from tests.browser.conftest import settled

UNITS = 6
TEXT = "0.1, 0.4; -0.2\n0.9"


@pytest.fixture(scope="module")
def networks(server):
    """Two networks of two layers, as they are before training."""
    store = RunStore(server.home / "runs.sqlite3")
    made = {}
    for cell in ("lstm", "gru"):
        spec = RunSpec("sine", cell, Architecture(UNITS, num_layers=2), TrainConfig(epochs=1))
        run = store.create(spec, worker="test")
        model = build_model(spec, spec.load_task())
        store.put_snapshot(run.id, Snapshot(0, save(model.state_dict()), b""), SCHEDULED, attempt=0)
        store.set_status(run.id, "stopped")
        made[run.id] = model
    yield made
    for run_id in made:
        store.delete(run_id)
    store.close()


def opened(visit, query):
    page = visit.page(f"/step_through?{query}")
    page.locator("[data-role=player]").wait_for()
    settled(page)
    return page


def shown(page):
    """What a person reads: numbers of both networks, order of units, layer, sequence."""
    return {
        "numbers": page.locator("[data-role=equation]").all_inner_texts(),
        "heading": page.locator(".heading").inner_text(),
        "titles": page.locator(".run-title").all_inner_texts(),
        "sort": page.locator("[data-role=sort]").input_value(),
        "typed": page.get_by_role("textbox", name="Numbers").input_value(),
    }


def go_to_unit(page, network, unit):
    run = page.locator("[data-role=run]").nth(network)
    run.locator("[data-role=show-products]").focus()
    for key in [*["ArrowUp"] * UNITS, *["ArrowDown"] * unit]:
        page.keyboard.press(key)


def test_the_same_moment_after_a_reload_a_link_and_a_page_switch(visit, networks):
    page = opened(visit, f"runs={'.'.join(networks)}&data=typed")
    field = page.get_by_role("textbox", name="Numbers")
    field.fill(TEXT)
    field.press("Control+Enter")
    page.get_by_text("of 3", exact=False).first.wait_for()
    page.get_by_role("combobox", name="Layer").click()
    page.get_by_role("option", name="l0").click()
    page.get_by_text("layer 1 (PyTorch: l0)").first.wait_for()
    page.locator("[data-role=sort]").select_option("index")
    go_to_unit(page, 0, 4)
    go_to_unit(page, 1, 1)
    page.keyboard.press("Home")  # what is newly typed is shown at its end
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"pins=4\.1"))
    page.wait_for_url(re.compile(r"step=2"))
    before = shown(page)
    told = {name: value[0] for name, value in parse_qs(urlparse(page.url).query).items()}
    assert {"sort": "index", "layer": "l0", "text": TEXT, "data": "typed"}.items() <= told.items()
    # The numbers are those of the library.
    for k, model in enumerate(networks.values()):
        probe = typed_probe(rnnviz.load_task("sine"), TEXT)
        with torch.no_grad(), rnnviz.recording(model.eval()) as tape:
            model(torch.tensor(probe.inputs)[None])
        expected = tape["recurrent"]["l0"].hidden[0, 2, (4, 1)[k]]
        hidden = page.locator("[data-role=equation]").nth(k).locator("[data-column=hidden]")
        assert float(hidden.inner_text()) == pytest.approx(float(expected), abs=5.001e-4)

    page.reload()
    page.locator("[data-role=player]").wait_for()
    settled(page)
    assert shown(page) == before
    linked = opened(visit, urlparse(page.url).query)
    assert shown(linked) == before
    page.get_by_role("link", name="Forecast").first.click()
    page.locator("[data-role=player]").wait_for(state="detached")
    page.get_by_role("link", name="Step through").first.click()
    page.locator("[data-role=player]").wait_for()
    settled(page)
    assert shown(page) == before


def test_no_truth_is_made_up_and_the_next_number_typed_is_named(visit, networks):
    page = opened(visit, f"runs={'.'.join(networks)}&data=typed&text=0.1,0.25,0.4")
    truth = page.locator("[data-role=truth]").first
    assert truth.inner_text() == "typed next 0.2500"
    page.locator("[data-role=player]").focus()
    page.keyboard.press("End")
    assert truth.inner_text() == ""
    assert page.locator("[data-role=prediction]").first.inner_text() != ""


def test_a_hostile_text_in_the_address_is_a_sentence(visit, networks):
    hostile = "%3Cimg%20src=x%20onerror=window.hacked=1%3E[a](javascript:window.hacked=1)"
    page = visit.page(f"/step_through?runs={next(iter(networks))}&data=typed&text={hostile}")
    alert = page.locator("[data-testid=stAlert]")
    alert.wait_for()
    assert "is not a number" in alert.inner_text()
    assert alert.locator("a, img").count() == 0
    assert page.evaluate("window.hacked") is None
    page.get_by_role("button", name="a spike").click()
    page.locator("[data-role=player]").wait_for()
    alert.wait_for(state="detached")


def test_places_in_the_data_are_found_for_a_gate_of_a_typed_sequence(visit, networks):
    page = opened(visit, f"runs={next(iter(networks))}&data=typed&text=0.1,0.2,0.3,0.2")
    page.locator("[data-role=select-toggle]").click()
    page.locator("[data-role=select-source]").select_option("forget")
    assert page.locator("[data-role=select-threshold]").input_value() == "0.8"
    for role, value in (("from", "1"), ("to", "2"), ("threshold", "0.3")):
        page.locator(f"[data-role=select-{role}]").fill(value)
        page.keyboard.press("Tab")
    assert page.locator("[data-role=select-on]").get_attribute("data-units")
    page.locator("[data-role=select-find]").click()
    place = page.get_by_role("button", name=re.compile(r"sequence 0, steps \d+ to \d+")).first
    place.wait_for()
    # It is far below: the page goes there.
    wait_until(
        page,
        """() => { const box = document.querySelector(".st-key-matches").getBoundingClientRect();
                 return box.top >= 0 && box.top < innerHeight; }""",
    )
    first = re.search(r"steps (\d+)", place.inner_text()).group(1)
    place.click()
    page.wait_for_url(lambda url: "typed" not in url)
    page.locator("[data-role=player]").wait_for()
    page.get_by_text("the test range").first.wait_for()
    assert page.locator("[data-role=step]").inner_text() == first
