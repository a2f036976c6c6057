"""What only a browser shows of Compare: one gesture for zoom, names that are not cut."""

import re

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.browser.actions import zoom_of
from tests.ui.test_stage import train_into

ADDRESS = "/compare?runs="


def trained(server, cells=("lstm", "gru")):
    store = RunStore(server.home / "runs.sqlite3")
    try:
        shape = Architecture(4, num_layers=2, bidirectional=True)
        specs = [RunSpec("gs10", cell, shape, TrainConfig(epochs=6)) for cell in cells]
        specs += [RunSpec("gs10", cell, Architecture(4), TrainConfig(epochs=6)) for cell in cells]
        return ".".join(train_into(store, spec).id for spec in specs)
    finally:
        store.close()


def drag(page, plot, start, end):
    box = plot.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, middle, steps=4)
    page.mouse.up()


def test_a_drag_zooms_and_a_double_click_shows_all_on_every_page(visit, server):
    address = trained(server)
    for path, root in ((ADDRESS + address, "comparison"), (f"/?runs={address}", "stage")):
        page = visit.page(path)
        part = page.locator(f"[data-role={root}]")
        plot = part.locator(".panel-loss .plot")
        plot.wait_for()
        part.get_by_text("drag to zoom, double-click to see all").wait_for()
        plot.scroll_into_view_if_needed()
        drag(page, plot, 0.4, 0.8)
        low, high = map(float, re.findall(r"[0-9.]+", zoom_of(page, root)))
        assert 0 < low < high < 6
        plot.dblclick()
        part.locator("[data-role=reset-zoom]").wait_for(state="hidden")
        page.close()


def test_names_are_not_cut_on_a_phone(browser, server):
    address = trained(server)
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(server.url + ADDRESS + address)
    names = page.locator(".js-plotly-plot .ytick text")
    names.first.wait_for()
    plot = names.first.locator("xpath=ancestor::*[contains(@class, 'js-plotly-plot')]")
    box = plot.bounding_box()
    for name in names.all():
        place = name.bounding_box()
        assert place["x"] >= box["x"]
        assert place["width"] < box["width"] / 2, "no room is left for the dots"
    comparison = page.locator("[data-role=comparison]")
    comparison.locator(".plot").hover()
    comparison.locator(".tooltip.shown").wait_for()
    told = comparison.locator(".tooltip.shown table").bounding_box()
    around = comparison.bounding_box()
    assert told["x"] + told["width"] <= around["x"] + around["width"]
    context.close()
