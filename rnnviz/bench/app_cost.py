"""What the app's pages cost: live parts under load, orders to runs, and what a browser sees.

=============  ==============================================================================
sessions       many visitors keep the Lab's live part up to date while two networks train in
               two workers; from the question to the end of the answer. A hundred of them share
               two replicas of the app on one store: the median of three fresh servers
pause, stop    from the order until the store says that the run stands
first epoch    from Train until the first epoch is in the store; no worker runs before
idle           an app that nobody visits, once its demonstration is trained: share of one core
               and memory of all its processes
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
import psutil

from rnnviz.bench.browser import a_browser, find_browser
from rnnviz.bench.busy_app import BusyApp, busy_app, store_of
from rnnviz.bench.goals import Goal, Row, alike
from rnnviz.bench.train_cost import Case
from rnnviz.bench.visitor import Visit, visit
from rnnviz.runs.engine import Engine
from rnnviz.runs.store import RunStore

_ORDERS = 5
_SERVERS = 3
# The demonstration is trained within it, and its workers leave.
_QUIET_SECONDS = 150.0
_IDLE_SECONDS = 20.0
_VISITS = 6
_POLL_SECONDS = 0.002
_SETTLE_SECONDS = 0.7
# A whole page costs the server ten times a question: while visitors come, others wait.
_SECONDS_A_VISITOR = 0.05
_PAGES = (
    ("Step through", "[data-role=equation]"),
    ("Lab", "[data-role=lane]"),
)


def measure(*, seconds: float = 15.0, store: str | None = None) -> list[Row]:
    """Measure all; each number of sessions for about ``seconds``.

    Parameters
    ----------
    seconds
        Of each number of sessions.
    store
        Address of a database; files in temporary folders without it.

    Raises
    ------
    NoBrowserError
        If Chromium or Playwright is not installed.
    """
    find_browser()  # rather now than after the rest
    with (
        tempfile.TemporaryDirectory() as home,
        busy_app(Path(home), runs=2, store=store) as app,
    ):
        rows = [sessions(app, 20, interval=0.5, seconds=seconds)]
    rows.append(_median([_replicas(seconds, store) for _ in range(_SERVERS)]))
    rows += [
        row
        for case in (Case("sine", "lstm", 16), Case("sine", "lstm", 256, 4))
        for row in _orders(case, store)
    ]
    rows.append(_first_epochs(store))
    with (
        tempfile.TemporaryDirectory() as home,
        busy_app(Path(home), runs=0, store=store) as app,
    ):
        rows.append(_idle())
        rows += _in_a_browser(app)
    return alike(rows)


def _replicas(seconds: float, store: str | None) -> Row:
    """Let a hundred visitors look at two replicas of a fresh server."""
    with (
        tempfile.TemporaryDirectory() as home,
        busy_app(Path(home), runs=2, store=store, replicas=2) as app,
    ):
        return sessions(app, 100, interval=1.0, seconds=seconds)


def _median(rows: Sequence[Row]) -> Row:
    """Return of every value its median; of the failures all."""
    values = {name: float(np.median([row.values[name] for row in rows])) for name in rows[0].values}
    values["failures"] = sum(row.values["failures"] for row in rows)
    return Row(f"{rows[0].name}, median of {len(rows)} servers", values, rows[0].goals)


def sessions(app: BusyApp, count: int, *, interval: float, seconds: float) -> Row:
    """Let visitors look at the app's runs, each asking once per interval.

    They come one after the other, twenty a second at most. What they wait while others still come
    is told apart: ``coming_p95_ms``.
    """
    query = "runs=" + ".".join(app.run_ids)
    arrival = max(interval, count * _SECONDS_A_VISITOR)
    all_there = time.perf_counter() + arrival + 2 * interval

    async def all_visits() -> list[Visit]:
        return await asyncio.gather(
            *(
                visit(
                    app.urls[k % len(app.urls)],
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
        f"{count} sessions, each {1 / interval:g} a second"
        + (f", {len(app.urls)} replicas" if len(app.urls) > 1 else ""),
        took,
        (bound, Goal("failures", 0), Goal("kilobytes", 20.0)),
        failures=len(failures),
        kilobytes=kilobytes,
        coming=coming,
    )


def _orders(case: Case, place: str | None) -> list[Row]:
    """Pause and resume a run some times, then stop it."""
    pauses: list[float] = []
    stops: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        store = store_of(Path(home), place)
        engine = Engine(store)
        try:
            run = engine.submit(case.spec(100_000))
            for _ in range(_ORDERS):
                _wait_for_epochs(store, run.id)
                pauses.append(_until(lambda: engine.pause(run.id), store, run.id, "paused"))
                engine.resume(run.id)
            _wait_for_epochs(store, run.id)
            stops.append(_until(lambda: engine.stop(run.id), store, run.id, "stopped"))
            store.delete(run.id)
        finally:
            engine.close()
            store.close()
    bound = (Goal("median_ms", 300.0),)
    return [_row(f"pause {case}", pauses, bound), _row(f"stop {case}", stops, bound)]


def _first_epochs(place: str | None) -> Row:
    """Start runs where no worker is, as the first visitor of a day does."""
    took: list[float] = []
    for _ in range(_ORDERS):
        with tempfile.TemporaryDirectory() as home:
            store = store_of(Path(home), place)
            engine = Engine(store)
            try:
                engine.start()
                start = time.perf_counter()
                run = engine.submit(Case("sine", "lstm", 16).spec(1000))
                while not len(store.epochs(run.id, after=0)):
                    time.sleep(_POLL_SECONDS)
                took.append(time.perf_counter() - start)
                store.delete(run.id)
            finally:
                engine.close()
                store.close()
    return _row("first epoch", took, (Goal("median_ms", 3000.0),))


def _idle() -> Row:
    """Watch this process's children, which are an app, once their workers have gone."""
    deadline = time.monotonic() + _QUIET_SECONDS
    while time.monotonic() < deadline and len(_app_processes()) > 1:
        time.sleep(_SETTLE_SECONDS)
    before = {process: sum(process.cpu_times()[:2]) for process in _app_processes()}
    start = time.perf_counter()
    time.sleep(_IDLE_SECONDS)
    share = sum(sum(process.cpu_times()[:2]) - used for process, used in before.items())
    values = {
        "processor_percent": 100 * share / (time.perf_counter() - start),
        "megabytes": sum(process.memory_info().rss for process in before) / 1e6,
    }
    return Row("idle", values, (Goal("processor_percent", 2.0), Goal("megabytes", 700.0)))


def _app_processes() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if "rnnviz" in " ".join(process.cmdline())
    ]


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
