"""What the app's pages cost: live parts under load, orders to runs, and what a browser sees.

=============  ==============================================================================
sessions       many visitors keep the Lab's live part up to date while two networks train in
               two workers; from the question to the end of the answer
pause, stop    from the order until the store says that the run stands
first paint    a warm server's Lab in a browser, from the address to the first picture
page switch    a click in the navigation until the other page's own content stands
=============  ==============================================================================

Visitors share the cores with the server and the workers: that is how one machine serves a class.
The last two need Chromium and Playwright.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rnnviz.bench.browser import a_browser, find_browser
from rnnviz.bench.busy_app import BusyApp, busy_app
from rnnviz.bench.goals import Goal, Row
from rnnviz.bench.train_cost import Case
from rnnviz.bench.visitor import Visit, visit
from rnnviz.runs.engine import Engine
from rnnviz.runs.store import RunStore

_ORDERS = 5
_VISITS = 6
_POLL_SECONDS = 0.002
_SETTLE_SECONDS = 0.7
# A whole page costs the server ten times a question: while visitors come, others wait.
_SECONDS_A_VISITOR = 0.05
_PAGES = (
    ("Step through", "[data-role=equation]"),
    ("Lab", "[data-role=lane]"),
)


def measure(*, seconds: float = 15.0) -> list[Row]:
    """Measure all; each number of sessions for about ``seconds``.

    Raises
    ------
    NoBrowserError
        If Chromium or Playwright is not installed.
    """
    find_browser()  # rather now than after the rest
    with tempfile.TemporaryDirectory() as home, busy_app(Path(home), runs=2) as app:
        rows = [
            sessions(app, 20, interval=0.5, seconds=seconds),
            sessions(app, 100, interval=1.0, seconds=seconds),
        ]
    rows += [
        row
        for case in (Case("sine", "lstm", 16), Case("sine", "lstm", 256, 4))
        for row in _orders(case)
    ]
    with tempfile.TemporaryDirectory() as home, busy_app(Path(home), runs=0) as app:
        rows += _in_a_browser(app)
    return rows


def sessions(app: BusyApp, count: int, *, interval: float, seconds: float) -> Row:
    """Let visitors look at the app's runs, each asking once per interval.

    They come one after the other, twenty a second at most. What they wait while others still come
    is told apart: ``coming_p95_ms``.
    """
    query = "runs=" + ",".join(app.run_ids)
    arrival = max(interval, count * _SECONDS_A_VISITOR)
    all_there = time.perf_counter() + arrival + 2 * interval

    async def all_visits() -> list[Visit]:
        return await asyncio.gather(
            *(
                visit(
                    app.url,
                    query,
                    delay=k * arrival / count,
                    interval=interval,
                    duration=arrival + seconds,
                )
                for k in range(count)
            )
        )

    visits = asyncio.run(all_visits())
    answers = [answer for one in visits for answer in zip(one.asked, one.seconds, strict=True)]
    took = [second for asked, second in answers if asked >= all_there]
    coming = [second for asked, second in answers if asked < all_there]
    failures = [failure for one in visits for failure in one.failures]
    kilobytes = max((size for one in visits for size in one.kilobytes), default=float("nan"))
    bound = Goal("median_ms", 50.0) if count <= 20 else Goal("p95_ms", 100.0)
    return _row(
        f"{count} sessions, each {1 / interval:g} a second",
        took,
        (bound, Goal("failures", 0), Goal("kilobytes", 20.0)),
        failures=len(failures),
        kilobytes=kilobytes,
        coming=coming,
    )


def _orders(case: Case) -> list[Row]:
    """Pause and resume a run some times, then stop it."""
    pauses: list[float] = []
    stops: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        store = RunStore(Path(home) / "runs.sqlite3")
        engine = Engine(store)
        try:
            run = engine.submit(case.spec(100_000))
            for _ in range(_ORDERS):
                _wait_for_epochs(store, run.id)
                pauses.append(_until(lambda: engine.pause(run.id), store, run.id, "paused"))
                engine.resume(run.id)
            _wait_for_epochs(store, run.id)
            stops.append(_until(lambda: engine.stop(run.id), store, run.id, "stopped"))
        finally:
            engine.close()
            store.close()
    bound = (Goal("median_ms", 300.0),)
    return [_row(f"pause {case}", pauses, bound), _row(f"stop {case}", stops, bound)]


def _wait_for_epochs(store: RunStore, run_id: str, more: int = 3) -> None:
    """Wait until a run is well under way again."""
    before = len(store.epochs(run_id))
    while len(store.epochs(run_id)) < before + more:
        time.sleep(0.02)
    time.sleep(_SETTLE_SECONDS)


def _until(order: Callable[[], None], store: RunStore, run_id: str, status: str) -> float:
    start = time.perf_counter()
    order()
    while store.run(run_id).status != status:
        time.sleep(_POLL_SECONDS)
    return time.perf_counter() - start


def _in_a_browser(app: BusyApp) -> list[Row]:
    with a_browser() as browser:
        paints: list[float] = []
        switches: list[float] = []
        for _ in range(_VISITS):
            page = browser.new_page()
            start = time.perf_counter()
            page.goto(app.url)
            page.locator("[data-role=lane]").first.wait_for()
            paints.append(time.perf_counter() - start)
            page.wait_for_timeout(_SETTLE_SECONDS * 1000)
            for name, content in _PAGES:
                start = time.perf_counter()
                page.get_by_role("link", name=name).first.click()
                page.locator(content).first.wait_for()
                switches.append(time.perf_counter() - start)
                page.wait_for_timeout(_SETTLE_SECONDS * 1000)
            page.close()
    return [
        _row("first paint", paints, (Goal("median_ms", 2000.0),)),
        _row("page switch", switches, (Goal("median_ms", 700.0),)),
    ]


def _row(
    name: str,
    seconds: Sequence[float],
    goals: tuple[Goal, ...],
    *,
    failures: int = 0,
    kilobytes: float = 0.0,
    coming: Sequence[float] = (),
) -> Row:
    took = np.array(seconds or [float("nan")]) * 1000
    values = {
        "median_ms": float(np.median(took)),
        "p95_ms": float(np.percentile(took, 95)),
        "worst_ms": float(took.max()),
        "times": len(seconds),
        "failures": failures,
        "kilobytes": kilobytes,
        "coming_p95_ms": float(np.percentile(coming, 95)) * 1000 if coming else 0.0,
    }
    return Row(name, values, goals)
