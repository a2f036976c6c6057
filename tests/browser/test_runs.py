"""The pages Runs and Compare as a person uses them: the table, the way back, the sweep."""

import re

from rnnviz.runs.store import RunStore
from tests.browser.actions import wait_until
from tests.browser.conftest import settled
from tests.runs.waiting import wait_for

ROW_PIXELS = 35
BOX_X = 16


def tick(page, row):
    """Click the box of a row: the table is a canvas, so by its place."""
    page.locator(".stDataFrameGlideDataEditor").first.click(
        position={"x": BOX_X, "y": ROW_PIXELS * (row + 1.5)}
    )


def start_sweep(page, sizes="4", seeds="1", epochs="3"):
    page.get_by_text("start a small sweep here").wait_for()
    for label, value in (("Hidden sizes", sizes), ("Seeds", seeds), ("Epochs", epochs)):
        field = page.get_by_label(label, exact=True)
        field.fill(value)
        field.press("Enter")
        settled(page)
    page.get_by_role("button", name=re.compile("^Start [0-9]+ run")).click()
    page.wait_for_url("**runs=**")


def ids_in(url):
    return re.search(r"runs=([^&]+)", url)[1].split(".")


def test_rename_delete_undo_and_duplicate(visit, server):
    page = visit.page("/compare")
    start_sweep(page)
    page.get_by_text("On the test split").wait_for()
    page.get_by_role("heading", name="Gate saturation").wait_for()
    newest = ids_in(page.url)[-1]  # first in the table: the last that was started
    store = RunStore(server.home / "runs.sqlite3")
    try:
        # One that is deleted before it began has no network to come back.
        wait_for(lambda: not store.run(newest).active, "the newest run to end")
        page.get_by_role("link", name="Runs", exact=True).first.click()
        page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
        page.goto(server.url + "/runs")
        page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
        settled(page)
        tick(page, 0)
        page.wait_for_url(f"**runs={newest}**")
        page.get_by_role("button", name="Delete").wait_for()

        page.get_by_role("button", name="Rename").click()
        field = page.get_by_label("Name", exact=True)
        field.fill("the best one")
        field.press("Enter")
        page.get_by_role("button", name="Rename").last.click()
        page.get_by_text("the best one").first.wait_for()
        assert store.run(newest).name == "the best one"

        page.keyboard.press("Escape")
        page.get_by_role("button", name="Delete").click()
        told = page.get_by_text("Deleted: the best one")
        told.wait_for()
        assert told.evaluate(
            "e => { const box = e.getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight; }"
        ), "the way back is out of sight"
        assert newest not in {run.id for run in store.runs()}
        page.reload()  # the way back outlives the page
        page.get_by_role("button", name="Undo").click()
        page.wait_for_url(f"**runs={newest}**")
        assert store.run(newest).name == "the best one"
        assert store.snapshot_epochs(newest)

        page.get_by_role("button", name="Duplicate").click()
        seed = page.get_by_label("Seed", exact=True)
        seed.fill("7")
        page.get_by_role("button", name="Start").click()
        wait_until(page, "old => !location.href.includes(old)", arg=newest)
        copy = store.run(ids_in(page.url)[0])
        assert copy.spec.training.seed == 7
        assert copy.spec.architecture == store.run(newest).spec.architecture
        page.get_by_role("button", name="Download", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name=re.compile("^Recurrent, epoch")).click()
        assert download.value.suggested_filename.endswith("_recurrent.npz")
    finally:
        store.close()


def test_what_is_open_stays_open_when_a_run_ends(visit, server):
    sweep = visit.page("/compare")
    start_sweep(sweep, epochs="100000")
    sweep.get_by_role("button", name="Stop all").wait_for()
    page = visit.page(f"/runs?runs={ids_in(sweep.url)[0]}")
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.get_by_role("button", name="Rename").click()
    field = page.get_by_label("Name", exact=True)
    field.fill("half a na")
    sweep.get_by_role("button", name="Stop all").click()
    # The page is drawn anew: what it says of the run, and the buttons of one that trains.
    page.locator("[data-testid=stMarkdown]", has_text="stopped").wait_for()
    page.get_by_role("button", name="Pause", exact=True).wait_for(state="detached")
    settled(page)
    assert field.is_visible()
    assert field.input_value() == "half a na"
    sweep.get_by_text("runs have ended").wait_for(state="detached")


def test_a_sweep_shows_its_progress_in_a_chart_that_stays(visit):
    page = visit.page("/compare")
    start_sweep(page, epochs="100000")
    page.get_by_text("0 of 3 runs have ended").wait_for()
    chart = "[data-role=comparison] canvas"
    page.locator(chart).first.wait_for()
    page.locator(chart).first.evaluate("e => { e.dataset.mark = 'mine'; }")
    progress = page.get_by_text("0 of 3 runs have ended").first
    before = progress.inner_text()
    wait_until(
        page,
        "before => { const e = [...document.querySelectorAll('p')]"
        ".find(e => e.textContent.includes('of 3 runs')); return e && e.textContent !== before; }",
        arg=before,
    )
    assert page.locator(chart).first.get_attribute("data-mark") == "mine"
    page.get_by_role("button", name="Stop all").click()
    page.get_by_text("runs have ended").wait_for(state="detached")
    page.get_by_text("Differences between the settings").wait_for()
