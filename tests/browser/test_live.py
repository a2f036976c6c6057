"""Live pictures of many long runs, and the sentence at a training's end."""

from rnnviz.analysis.gain import relative_gain
from rnnviz.runs.case_scores import unpack_case_scores
from rnnviz.runs.store import RunStore
from rnnviz.runs.verdict import level_for
from tests.browser.actions import (
    choose_task,
    mark_seen,
    open_settings,
    press_train,
    set_number,
    still_seen,
    stop_training,
    zoom_of,
)
from tests.browser.test_runs import ids_in, start_sweep

WATCHED_MS = 5_000


def test_six_long_runs_are_one_light_live_picture(visit):
    frames = []
    visit.context.on(
        "page",
        lambda page: page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))),
        ),
    )
    sweep = visit.page("/compare")
    start_sweep(sweep, sizes="8, 16", seeds="1", epochs="2000")
    ids = ids_in(sweep.url)
    assert len(ids) == 6
    sweep.close()
    page = visit.page(f"/?runs={'.'.join(ids)}")
    page.locator("[data-role=lane]").nth(5).wait_for()
    page.locator("[data-role=status]", has_text="epochs/s").first.wait_for()
    plot = page.locator(".panel-loss .plot").bounding_box()
    middle = plot["y"] + plot["height"] / 2
    page.mouse.move(plot["x"] + plot["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.7, middle, steps=4)
    page.mouse.up()
    zoom = zoom_of(page, "stage")
    mark_seen(page, "stage")
    frames.clear()
    page.wait_for_timeout(WATCHED_MS)
    # An update is several messages; those that carry the picture are the large ones.
    assert sum(size > 2_000 for size in frames) >= WATCHED_MS / 1000, "less than one a second"
    assert max(frames) < 20_000
    assert still_seen(page, "stage")
    assert zoom_of(page, "stage") == zoom
    stop_training(page)


def test_the_sentence_on_share_prices_follows_the_numbers(visit, server):
    page = visit.page()
    page.locator("[data-role=stage]").wait_for()
    choose_task(page, "Weekly share price")
    open_settings(page)
    set_number(page, "Epochs", "5")
    page.keyboard.press("Escape")
    press_train(page)
    page.get_by_text("Step through these networks").wait_for()
    store = RunStore(server.home / "runs.sqlite3")
    try:
        runs = [store.run(run_id) for run_id in ids_in(page.url)]
        packets = [store.case_scores(run.id) for run in runs]
    finally:
        store.close()
    assert {run.spec.task for run in runs} == {"stock"}
    told = page.inner_text("body")
    for packet in packets:
        scores = unpack_case_scores(packet)
        gain = relative_gain(
            scores.run.values,
            scores.baselines["persistence"].values,
            root=True,
            overlap=1,
            level=level_for(len(runs)),
        )
        word = "beat" if gain.better else "worse than" if gain.worse else "cannot be told apart"
        assert word in told
    assert "on 21 test values" in told
