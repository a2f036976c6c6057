"""The main job, as a new user would do it."""

import pytest
import torch

from rnnviz.runs.restore import best_epoch, restore_model, restore_task
from rnnviz.runs.store import RunStore
from rnnviz.tape import record
from tests.browser.actions import choose_task, press_train, toggle_cells


@pytest.fixture
def store(server):
    store = RunStore(server.home / "runs.sqlite3")
    yield store
    store.close()


def numbers(page, run: int) -> dict[str, str]:
    spans = page.locator(f"[data-role=equation][data-run='{run}'] [data-column]")
    return dict(spans.evaluate_all("all => all.map(s => [s.dataset.column, s.textContent])"))


def shown_unit(page, run: int) -> int:
    unit = page.locator(f"[data-role=equation][data-run='{run}']").get_attribute("data-unit")
    return int(unit)


def test_train_step_through_and_forecast(visit, store):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    choose_task(page, "10-year Treasury yield")
    toggle_cells(page, "RNN tanh", "GRU")  # without the first, with the second
    press_train(page)
    page.locator("[data-role=lane]").nth(1).wait_for()
    page.get_by_text("Step through these networks").wait_for()
    assert "persistence (next value = this value)" in page.inner_text("[data-testid=stMain]")

    page.get_by_text("Step through these networks").click()
    page.locator("[data-role=player]").wait_for()
    before = [numbers(page, run) for run in (0, 1)]
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.locator("[data-role=step]").inner_text() == "5"
    after = [numbers(page, run) for run in (0, 1)]
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert "largest difference from PyTorch" in page.locator("[data-role=exact]").inner_text()

    # What stands in the equation is what record finds, to the digits shown.
    ids = page.url.split("runs=")[1].split("&")[0].split(".")
    for place, run_id in enumerate(ids):
        run = store.run(run_id)
        task = restore_task(run)
        model = restore_model(store, run, best_epoch(store, run))

        layer = record(model.recurrent, torch.tensor(task.probe("test").inputs)[None]).layers[0]
        unit = shown_unit(page, place)
        expected = {gate: layer.gates[gate][0, 5, unit] for gate in layer.gates}
        expected["hidden"] = layer.hidden[0, 5, unit]
        shown = {name: float(text) for name, text in after[place].items()}
        for name in shown.keys() & expected.keys():
            assert shown[name] == pytest.approx(expected[name], abs=5.1e-4), name
        assert len(shown.keys() & expected.keys()) >= 3

    page.get_by_role("link", name="Forecast").click()
    forecast = page.locator("[data-role=forecast]")
    forecast.wait_for()
    names = forecast.locator("[data-role=legend] >> visible=true").all_text_contents()
    for name in ("LSTM", "GRU", "persistence"):
        assert any(name in told for told in names), names


def test_the_same_moment_is_there_after_a_visit_elsewhere(visit):
    page = visit.page("/step_through")
    page.locator("[data-role=player]").wait_for()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**step=7**")
    page.get_by_role("link", name="Forecast").click()
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_role("link", name="Step through").click()
    page.locator("[data-role=player]").wait_for()
    assert page.locator("[data-role=step]").inner_text() == "7"
    other = visit.page(page.url.replace(visit.server.url, ""))  # the link, in another tab
    other.locator("[data-role=player]").wait_for()
    assert other.locator("[data-role=step]").inner_text() == "7"
