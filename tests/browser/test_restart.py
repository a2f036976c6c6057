"""An app that ends while it trains, however it ends: the next one finishes every run."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from safetensors.numpy import load

from rnnviz.runs.store import RunStore
from rnnviz.runs.workers.direct import train_to_end
from tests.browser.actions import open_settings, press_train, set_number
from tests.browser.conftest import ROOT, answers, free_port
from tests.runs import processes
from tests.runs.waiting import wait_for

EPOCHS = 250


def start(home, port):
    with (home / "app.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "rnnviz", "app", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"RNNVIZ_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "SIGTERM"])
def test_every_run_finishes_though_nobody_touches_anything(browser, tmp_path, end):
    home, port = tmp_path / "home", free_port()
    home.mkdir()
    url = f"http://127.0.0.1:{port}"
    app = start(home, port)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        wait_for(lambda: answers(url), "the app", every=0.1)
        page = context.new_page()
        page.goto(url)
        page.locator("[data-role=stage]").wait_for(timeout=45_000)
        open_settings(page)
        set_number(page, "Epochs", str(EPOCHS))
        page.keyboard.press("Escape")
        press_train(page)
        page.locator("[data-role=lane]").nth(1).wait_for(timeout=45_000)
        store = RunStore(home / "runs.sqlite3")
        wait_for(lambda: len(store.runs()) == 2, "both runs")
        runs = [run.id for run in store.runs()]
        for run in runs:
            # So slow that they are under way still; the same for both ends.
            store.set_pace(run, 15.0)
        time.sleep(8)
        app.send_signal(end)
        app.wait(timeout=30)
        time.sleep(6)
        left = [store.run(run) for run in runs]
        assert any(run.status == "queued" for run in left), left
        assert not processes.of(home), "workers outlived the app"
        app = start(home, port)
        for run in runs:
            store.set_pace(run, float("inf"))
        # Not one click, not one reload: the page that was left open shows the end of both.
        for run in runs:
            wait_for(
                lambda run=run: store.run(run).status == "finished", f"{store.run(run)}", every=0.1
            )
        page.get_by_text("Step through these networks").wait_for(timeout=45_000)
        for run in runs:
            straight = RunStore(tmp_path / run / "runs.sqlite3")
            other = straight.create(store.run(run).spec)
            train_to_end(straight, other.id)
            rows, found = straight.epochs(other.id), store.epochs(run)
            assert len(found) > 20
            np.testing.assert_array_equal(found[:, :-1], rows[:, :-1])
            last = int(rows[-1, 0])
            first, second = (
                load(one.snapshot(id, last).weights)
                for one, id in ((straight, other.id), (store, run))
            )
            assert all(np.array_equal(first[name], second[name]) for name in first)
            straight.close()
        store.close()
    finally:
        context.close()
        app.kill()
        app.wait()
        processes.kill(processes.of(home))
