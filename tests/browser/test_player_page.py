"""The player within the app: its address, its second axis of time, and what can be taken along."""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlparse

import pytest
import torch
from safetensors.torch import save

import rnnviz
from rnnviz.runs.build import build_model
from rnnviz.runs.demonstration import DEMONSTRATION_ID
from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.browser.actions import wait_until
from tests.browser.conftest import ROOT, settled


@pytest.fixture(scope="module", autouse=True)
def trained(server):
    """The demonstration has all its epochs."""
    deadline = time.monotonic() + 120
    store = RunStore(server.home / "runs.sqlite3")
    while time.monotonic() < deadline:
        with suppress(KeyError):
            if store.run(DEMONSTRATION_ID).status == "finished":
                break
        time.sleep(0.2)
    store.close()


@pytest.fixture
def page(visit):
    page = visit.page("/step_through")
    page.locator("[data-role=player]").wait_for()
    settled(page)
    return page


def heading(page) -> str:
    return page.locator(".heading").inner_text()


def sentence(page) -> str:
    return page.locator("[data-role=equation]").first.inner_text()


def query(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def test_epochs_are_scrubbed_without_the_server(visit):
    sent = []
    page = visit.context.new_page()
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(data)))
    page.goto(visit.server.url + "/step_through?step=5")
    page.locator("[data-role=player]").wait_for()
    settled(page)
    page.locator("[data-role=player]").focus()
    sent.clear()
    seen = {sentence(page)}
    slider = page.locator("[data-role=epoch-scrub]")
    last = int(slider.get_attribute("max"))
    assert last > 20
    for place in range(0, last + 1, 5):
        slider.evaluate(
            "(e, place) => { e.value = place; e.dispatchEvent(new Event('input')) }", str(place)
        )
        seen.add(sentence(page))
        assert "fetching" not in page.locator("[data-role=epoch]").inner_text()
    assert len(seen) > 4, "another epoch shows other numbers"
    assert len(sent) <= 1, "only the moment at which it rests is told"


def test_the_training_plays_along_the_epochs(page):
    page.locator("[data-role=epoch-first]").click()
    assert "epoch 0 of 60" in heading(page)
    page.locator("[data-role=epoch-play]").click()
    wait_until(
        page,
        "[...document.querySelectorAll('*')].some(e => e.shadowRoot"
        " && Number(e.shadowRoot.querySelector('[data-role=epoch-scrub]')?.value) >= 3)",
    )
    page.locator("[data-role=epoch-play]").click()
    stopped = heading(page)
    assert "epoch 0 of" not in stopped
    assert page.locator("[data-role=step]").inner_text() == "0"


def test_the_moment_is_the_same_after_a_page_switch_and_in_a_link(page, visit):
    page.locator("[data-role=player]").focus()
    for key in ("End", "ArrowLeft", "Shift+Home", "Shift+ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    page.locator("[data-role=view-diagram]").click()
    page.wait_for_url(re.compile(r"view=diagram"))
    told = query(page)
    assert told["epoch"] == "1"
    assert {"step", "unit"} <= set(told)
    before = sentence(page)
    page.get_by_role("link", name="Forecast").first.click()
    page.locator("[data-role=player]").wait_for(state="detached")
    page.get_by_role("link", name="Step through").first.click()
    page.locator("[data-role=diagram]").first.wait_for()
    assert sentence(page) == before
    page.wait_for_url(re.compile(r"view=diagram"))
    linked = visit.page(f"/step_through?{urlparse(page.url).query}")
    linked.locator("[data-role=diagram]").first.wait_for()
    assert sentence(linked) == before


def test_the_copied_code_prints_what_is_on_screen(page, visit):
    page.locator("[data-role=player]").focus()
    for key in ("Shift+ArrowLeft", *["ArrowRight"] * 4):
        page.keyboard.press(key)
    page.locator("[data-role=copy-python]").click()
    code = page.locator("[data-role=code]").inner_text()
    assert "{{" not in code
    printed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"RNNVIZ_HOME": str(visit.server.home), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    values = dict(line.split(": ") for line in printed.splitlines())
    nodes = page.locator("[data-role=equation]").first.locator("[data-column]")
    for name, text in nodes.evaluate_all("all => all.map(n => [n.dataset.column, n.textContent])"):
        if name in values:
            assert float(values[name]) == pytest.approx(float(text), abs=1e-9), name
    assert float(values["parity"]) < 1e-5


def test_a_picture_of_the_moment_and_the_replay_leave_as_files(page, browser, tmp_path):
    with page.expect_download() as found:
        page.locator("[data-role=save-png]").click()
    assert found.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with page.expect_download() as found:
        page.locator("[data-role=save-svg]").click()
    text = found.value.path().read_text()
    assert text.startswith("<svg")
    assert "prediction" in text
    page.locator("[data-role=player]").focus()
    page.keyboard.press("End")
    page.wait_for_url(re.compile(r"step=\d\d"))
    settled(page)
    with page.expect_download() as found:
        page.get_by_role("button", name="Save as HTML").click()
    replay = tmp_path / "replay.html"
    found.value.save_as(replay)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    asked = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(replay.as_uri())
    alone.locator("[data-role=player]").focus()
    assert alone.locator("[data-role=equation]").first.inner_text() == sentence(page)
    alone.keyboard.press("Home")
    alone.keyboard.press("Shift+Home")
    assert heading(alone).startswith("step 0 of 79")
    assert "epoch 0 of 60" in heading(alone)
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    context.close()


def test_select_and_match_jumps_to_another_place(page, visit):
    page.locator("[data-role=select-toggle]").click()
    for role, value in (("from", "40"), ("to", "43"), ("threshold", "0.1")):
        page.locator(f"[data-role=select-{role}]").fill(value)
        page.keyboard.press("Tab")
    page.locator("[data-role=select-find]").click()
    place = page.get_by_role("button", name=re.compile(r"sequence 0, steps \d+ to \d+")).first
    place.wait_for()
    first = int(re.search(r"steps (\d+)", place.inner_text()).group(1))
    assert not 37 <= first <= 43, "the selection itself is no match"
    place.click()
    page.wait_for_url(re.compile(rf"step={first}(&|$)"))
    assert page.locator("[data-role=step]").inner_text() == str(first)


def test_a_link_to_an_epoch_without_a_snapshot_shows_the_best(visit):
    store = RunStore(visit.server.home / "runs.sqlite3")
    best = store.run(DEMONSTRATION_ID).result["best_epoch"]
    store.close()
    page = visit.page("/step_through?epoch=9999")
    page.locator("[data-role=player]").wait_for()
    assert f"epoch {best} of 60" in heading(page)


def test_a_long_sequence_is_walked_through_in_windows(visit):
    store = RunStore(visit.server.home / "runs.sqlite3")
    spec = RunSpec("copy", "lstm", Architecture(256), TrainConfig(epochs=1), {"blanks": 1000})
    run = store.create(spec, worker="test")
    model = build_model(spec, spec.load_task())
    store.put_snapshot(run.id, Snapshot(0, save(model.state_dict()), b""), SCHEDULED, attempt=0)
    store.set_status(run.id, "stopped")
    page = visit.page(f"/step_through?runs={run.id}&step=20&unit=3")
    page.locator("[data-role=overview]").wait_for()
    assert page.locator("[data-role=step]").inner_text() == "20"
    probe = spec.load_task().probe("test")
    layer = rnnviz.record(model.recurrent, model.embedding(torch.tensor(probe.inputs)[None]))["l0"]
    whole = page.locator("[data-role=whole-scrub]")
    assert int(whole.get_attribute("max")) + 1 == len(probe.labels)
    whole.evaluate("e => { e.value = '900'; e.dispatchEvent(new Event('change')) }")
    page.wait_for_url(re.compile("step=900"))
    assert page.locator("[data-role=step]").inner_text() == "900"
    hidden = page.locator("[data-role=equation]").first.locator("[data-column=hidden]")
    expected = float(layer.hidden[0, 900, 3])
    assert float(hidden.inner_text()) == pytest.approx(expected, abs=5.001e-4)
    # The weights of one unit travelled; those of another are fetched when they are asked for.
    page.locator("[data-role=show-products]").first.click()
    page.locator("[data-role=product]:not([hidden])").first.wait_for()
    page.locator("[data-role=player]").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-role=product]:not([hidden])").first.wait_for()
    unit = int(page.locator("[data-role=equation]").first.get_attribute("data-unit"))
    assert unit != 3
    page.wait_for_url(re.compile(f"unit={unit}"))
    result = float(page.locator("[data-role=products-result]").get_attribute("data-value"))
    assert result == pytest.approx(float(layer.gates["forget"][0, 900, unit]), abs=1e-5)
    store.close()
