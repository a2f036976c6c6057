"""How fast the player is: from a key to the picture, and how many steps a second it plays.

The app is started with networks of its own, opened in the system's Chromium without a window, and
driven by real keys: four (both RNNs, LSTM and GRU on one task) on a short sequence, the same with
the epochs of their training, and a large one on a sequence of 10,000 steps, of which a window
travels in full:

===============  ============================================================================
opens_s          from the address to the player with the networks' numbers, in an app that has
                 shown it before, though not these networks
moved_s          from a jump to the far end of the sequence until its step is shown
key_to_paint_ms  from the key's own time stamp to the first moment after the frame that follows
                 it was painted, median
key_95_ms        the same, the 95th percentile
step_ms          what the browser's main thread does for one step while it plays, when nothing
                 moves between two steps: script, style, layout, drawing
shown_per_s      different steps on screen a second while it plays at 60 steps a second
epochs_per_s     different epochs on screen a second while the training scrubber is dragged, each
                 frame further; 0 where there is but one epoch
told             messages to the server during the keys: one where it rested for 0.4 s between two
sent             messages to the server while it plays
packet_mb        size of what the server sends once, in millions of bytes
bundle_kb        the player's code and style as they travel, compressed, in thousands of bytes
bare_s           what PyTorch itself takes for these networks and this sequence, on one core
===============  ============================================================================
"""

import gzip
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save

from rnnviz.bench.browser import a_browser, find_browser
from rnnviz.bench.goals import Goal, Row
from rnnviz.bench.served import served
from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.runs.build import build_model
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.run import SCHEDULED, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workers.direct import train_to_end
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui.web_components import built_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOALS = (
    Goal("opens_s", 3),
    Goal("key_to_paint_ms", 33),
    Goal("step_ms", 8),
    Goal("shown_per_s", 30, at_least=True),
    Goal("sent", 0),
    Goal("packet_mb", 4),
    Goal("bundle_kb", 120),
)
# Where there are epochs to scrub.
_SCRUBBED = (Goal("epochs_per_s", 55, at_least=True),)
_PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Case:
    """Networks under one cursor, and how long they are watched."""

    cells: tuple[str, ...] = ("rnn_tanh", "rnn_relu", "lstm", "gru")
    task: str = "adding"
    units: int = 64
    steps: int = 100
    epochs: int = 1
    keys: int = 60
    seconds: float = 4.0

    def __str__(self) -> str:
        runs = f"{len(self.cells)} run{'' if len(self.cells) == 1 else 's'}"
        epochs = f", {self.epochs} epochs" if self.epochs > 1 else ""
        return f"{self.steps:,} steps x {self.units} units x {runs}{epochs}"


# The long one is not trained, which would take hours and change nothing of what is measured. It
# plays within the window that it opens with, which lasts for three seconds.
CASES = (
    Case(),
    Case(task="sine", steps=80, epochs=20),
    Case(cells=("lstm",), units=512, steps=10_000, epochs=0, seconds=2.5),
)


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


# Drags the training's scrubber to and fro for two seconds, one epoch a frame, and counts those that
# were shown.
_SCRUB = """
async () => {
  const root = [...document.querySelectorAll("*")].map((e) => e.shadowRoot)
    .find((r) => r && r.querySelector("[data-role=epoch-scrub]"));
  const range = root.querySelector("[data-role=epoch-scrub]");
  const words = root.querySelector("[data-role=epoch]");
  const last = Number(range.max);
  let [frame, shown, text] = [0, 0, ""];
  const begin = performance.now();
  await new Promise((done) => {
    const next = () => {
      if (words.textContent !== text) shown += 1;
      text = words.textContent;
      range.value = String(Math.abs((frame++ % (2 * last)) - last));
      range.dispatchEvent(new Event("input", { bubbles: true }));
      if (performance.now() - begin < 2000) requestAnimationFrame(next);
      else done();
    };
    requestAnimationFrame(next);
  });
  return (1000 * shown) / (performance.now() - begin);
}
"""


def measure(cases: Sequence[Case] = CASES) -> list[Row]:
    """Start the app, open the player on each case and measure it.

    Raises
    ------
    NoBrowserError
        If Chromium or Playwright is not installed; the message says what to do.
    """
    find_browser()  # rather now than after the training
    rows = []
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            store = RunStore(home / "runs.sqlite3")
            ids = [_make(store, case, cell) for cell in case.cells]
            fixed = {
                "packet_mb": _packet_size(store, ids) / 1e6,
                "bundle_kb": _bundle_size() / 1000,
                "bare_s": _bare(store, ids),
            }
            store.close()
            with served(home, "rnnviz", "app", "--port", "{port}") as url:
                values = _watch(url, f"{url}/step_through?runs={'.'.join(ids)}", case)
        goals = (*GOALS, *(_SCRUBBED if case.epochs > 1 else ()))
        rows.append(Row(str(case), {**values, **fixed}, goals))
    return rows


def _bundle_size() -> int:
    """Return the bytes of the player's code and style as a server sends them."""
    return sum(
        len(gzip.compress(built_text(name).encode())) for name in ("player.js", "player.css")
    )


def _make(store: RunStore, case: Case, cell: str) -> str:
    """Train a network, or keep it as it was made, and return its id."""
    training = TrainConfig(epochs=max(1, case.epochs), batch_size=1000)
    options = {"length": case.steps} if case.task == "adding" else {}
    spec = RunSpec(case.task, cell, Architecture(case.units), training, options)
    run = store.create(spec, worker="benchmark")
    if case.epochs:
        train_to_end(store, run.id)
        return run.id
    weights = save(build_model(spec, spec.load_task()).state_dict())
    store.put_snapshot(run.id, Snapshot(0, weights, b""), SCHEDULED, attempt=0)
    store.set_status(run.id, "stopped", "This network is not trained.", attempt=0)
    return run.id


def _packet_size(store: RunStore, ids: Sequence[str]) -> int:
    runs = []
    for run in map(store.run, ids):
        epochs = tuple(store.snapshot_epochs(run.id))
        runs.append(
            ReplayedRun(
                id=run.id,
                label=run.id,
                model=restore_model(store, run, epochs[-1]),
                epoch=epochs[-1],
                epochs=run.spec.training.epochs,
                snapshots=epochs,
                model_at=partial(restore_model, store, run),
            )
        )
    return len(replay_packet(restore_task(store.run(ids[0])), "test", runs))


def _bare(store: RunStore, ids: Sequence[str]) -> float:
    """Return the seconds in which the networks read the sequence without being recorded."""
    torch.set_num_threads(1)
    probe = restore_task(store.run(ids[0])).probe("test")
    inputs = torch.tensor(probe.inputs)[None]
    models = [
        restore_model(store, run, store.snapshot_epochs(run.id)[-1]) for run in map(store.run, ids)
    ]
    times = []
    with torch.no_grad():
        for _ in range(3):
            begin = time.perf_counter()
            for model in models:
                model(inputs)
            times.append(time.perf_counter() - begin)
    return min(times)


def _watch(home: str, url: str, case: Case) -> dict[str, float]:
    sent: list[object] = []
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(_PATIENCE_MS)
        page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(data)))
        # Other networks first: what is measured is this sequence, and not the start of PyTorch.
        page.goto(f"{home}/step_through")
        page.locator("[data-role=player]").wait_for()
        # The demonstration trains at a first start and would share the processor.
        page.wait_for_timeout(15_000)
        begin = time.perf_counter()
        page.goto(url)
        player = page.locator("[data-role=player]")
        player.wait_for()
        page.locator("[data-role=run]").nth(len(case.cells) - 1).wait_for()
        opens = time.perf_counter() - begin
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
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
        tracing = page.context.new_cdp_session(page)
        tracing.send("Performance.enable")
        busy = _busy(tracing)
        page.keyboard.press(" ")
        page.wait_for_timeout(int(1000 * min(case.seconds, (case.steps - 10) / 60)))
        busy = _busy(tracing) - busy
        playing = len(sent)
        times = sorted(map(float, page.evaluate("[...window.rnnvizWatch.steps.keys()]")))
        epochs = page.evaluate(_SCRUB) if case.epochs > 1 else 0.0
        moved = _jump(page, case.steps - 1)
    return {
        "opens_s": opens,
        "moved_s": moved,
        "key_to_paint_ms": statistics.median(waits),
        "key_95_ms": waits[int(0.95 * (len(waits) - 1))],
        "step_ms": 1000 * busy / len(times),
        "epochs_per_s": epochs,
        "shown_per_s": (len(times) - 1) / ((times[-1] - times[0]) / 1000),
        "told": stepping,
        "sent": playing,
    }


def _busy(tracing: Any) -> float:
    """Return the seconds that the page's main thread has worked."""
    metrics = tracing.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def _jump(page: "Page", step: int) -> float:
    """Go to a step by the scrubber of the whole, or of the window where that is the whole."""
    whole = page.locator("[data-role=whole-scrub]")
    begin = time.perf_counter()
    if whole.is_visible():
        whole.evaluate(
            "(e, step) => { e.value = step; e.dispatchEvent(new Event('change')) }", str(step)
        )
    else:
        page.locator("[data-role=player]").focus()
        page.keyboard.press("End")
    page.locator("[data-role=step]", has_text=re.compile(f"^{step}$")).wait_for()
    return time.perf_counter() - begin
