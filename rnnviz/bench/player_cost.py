"""How fast the player is: from a key to the picture, and how many steps a second it plays.

The app is started with three networks of its own (RNN, LSTM and GRU on one task), opened in the
system's Chromium without a window, and driven by real keys:

===============  ============================================================================
key_to_paint_ms  from the key's own time stamp to the first moment after the frame that follows
                 it was painted, median
key_95_ms        the same, the 95th percentile
shown_per_s      different steps on screen a second while it plays at 60 steps a second
told             messages to the server during the keys: one where it rested for 0.4 s between two
sent             messages to the server while it plays
packet_mb        size of what the server sends once, in millions of bytes
===============  ============================================================================
"""

import statistics
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rnnviz.bench.browser import a_browser, find_browser
from rnnviz.bench.goals import Goal, Row
from rnnviz.bench.served import served
from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.runs.receive import receive
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.train_run import train_run
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig

GOALS = (
    Goal("key_to_paint_ms", 33),
    Goal("shown_per_s", 30, at_least=True),
    Goal("sent", 0),
    Goal("packet_mb", 4),
)
_PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Case:
    """Networks under one cursor, and how long they are watched."""

    cells: tuple[str, ...] = ("rnn_tanh", "lstm", "gru")
    units: int = 64
    steps: int = 100
    keys: int = 60
    seconds: float = 4.0

    def __str__(self) -> str:
        return f"{self.steps} steps x {self.units} units x {len(self.cells)} runs"


# Runs in the page. The times that a frame needs are those that a person waits: from the key to
# after the paint, which is when a message posted inside the frame's callback arrives.
_WATCH = """
() => {
  const watch = { waits: [], steps: new Map() };
  window.rnnvizWatch = watch;
  const player = [...document.querySelectorAll("*")]
    .map((e) => e.shadowRoot && e.shadowRoot.querySelector("[data-role=player]")).find(Boolean);
  const shown = player.querySelector("[data-role=step]");
  window.addEventListener("keydown", (event) => {
    const begin = event.timeStamp;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => watch.waits.push(performance.now() - begin);
      port2.postMessage(0);
    });
  }, true);
  const frame = (now) => {
    const step = shown.textContent;
    if (step !== watch.last) watch.steps.set(now, step);
    watch.last = step;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
"""


def measure(case: Case | None = None) -> list[Row]:
    """Start the app, open the player and measure it.

    Raises
    ------
    NoBrowserError
        If Chromium or Playwright is not installed; the message says what to do.
    """
    case = case or Case()
    find_browser()  # rather now than after the training
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ids, size = _train(home, case)
        with served(home, "rnnviz", "app", "--port", "{port}") as url:
            values = _watch(f"{url}/step_through?runs={'.'.join(ids)}", case)
    return [Row(str(case), {**values, "packet_mb": size / 1e6}, GOALS)]


def _train(home: Path, case: Case) -> tuple[list[str], int]:
    """Train the networks for an epoch, and return their ids and the size of what is sent."""
    store = RunStore(home / "runs.sqlite3")
    training = TrainConfig(epochs=1, batch_size=1000)
    ids = []
    for cell in case.cells:
        shape = Architecture(case.units)
        run = store.create(RunSpec("adding", cell, shape, training, {"length": case.steps}))

        def keep(message: dict[str, Any], run_id: str = run.id) -> None:
            receive(store, message | {"run": run_id, "attempt": 0})

        train_run(run.spec, keep)
        ids.append(run.id)
    runs = [
        ReplayedRun(
            id=name,
            label=name,
            model=restore_model(store, store.run(name), 1),
            epoch=1,
            epochs=1,
            snapshots=(0, 1),
            model_at=partial(restore_model, store, store.run(name)),
        )
        for name in ids
    ]
    size = len(replay_packet(restore_task(store.run(ids[0])), "test", runs))
    store.close()
    return ids, size


def _watch(url: str, case: Case) -> dict[str, float]:
    sent: list[object] = []
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(_PATIENCE_MS)
        page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(data)))
        page.goto(url)
        player = page.locator("[data-role=player]")
        player.wait_for()
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        page.locator("[data-role=run]").nth(len(case.cells) - 1).wait_for()
        # The demonstration trains at a first start and would share the processor.
        page.wait_for_timeout(15_000)
        player.focus()
        page.evaluate(_WATCH)
        sent.clear()
        for k in range(case.keys):
            page.keyboard.press("ArrowRight" if k < case.keys / 2 else "ArrowLeft")
            page.wait_for_timeout(60)
        waits = sorted(page.evaluate("window.rnnvizWatch.waits"))
        stepping = len(sent)
        page.locator("[data-role=speed]").select_option("60")
        player.focus()
        page.keyboard.press("Home")
        page.wait_for_timeout(1500)
        page.evaluate("window.rnnvizWatch.steps.clear()")
        sent.clear()
        page.keyboard.press(" ")
        page.wait_for_timeout(int(1000 * min(case.seconds, (case.steps - 10) / 60)))
        playing = len(sent)
        times = sorted(map(float, page.evaluate("[...window.rnnvizWatch.steps.keys()]")))
    return {
        "key_to_paint_ms": statistics.median(waits),
        "key_95_ms": waits[int(0.95 * (len(waits) - 1))],
        "shown_per_s": (len(times) - 1) / ((times[-1] - times[0]) / 1000),
        "told": stepping,
        "sent": playing,
    }
