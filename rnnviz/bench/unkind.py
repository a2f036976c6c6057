"""What one unkind visitor does to the others, on a server that several people share.

Twenty visitors watch two networks train at full speed, and one trains a small network of its own
again and again. Beside them an unkind one, without a pause: edits the form of a task with much
data, trains the largest networks that the form allows until their room is used up, stops and
deletes them, and asks for more memory than there is.

Each number is that of the kind visitors, or of the server:

================  ============================================================================
p95_ms            from a question of those who watch to the end of its answer
memory_mb         the most that all processes of the app held together, read five times a second
disk_mb           the most that the home folder held
turn_s            from Train to the end of a small network's training, the longest
unkind            what the unkind visitor did in that time, changes of the form and clicks
================  ============================================================================

Everything is on this machine, bounded in time, and ended afterwards.
"""

import asyncio
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from rnnviz.bench.app_cost import sessions
from rnnviz.bench.busy_app import BusyApp, busy_app
from rnnviz.bench.goals import Goal, Row
from rnnviz.bench.hand import Hand, hand

KIND = 20
SECONDS = 60.0
QUOTA_MB = 300.0
MOST_P95_MS, MOST_MEMORY_MB = 200.0, 2000.0
# Three visitors want two workers: two turns of others, and the time that the small one takes.
MOST_TURN_SECONDS = 15.0
_READ_SECONDS = 0.2
_POLL_SECONDS = 0.05
# What the two who train ask for; the others have the form's defaults.
_SMALL = {"sine_epochs": 2.0, "sine_hidden_size": 8.0}
_LARGE = {"hello_hidden_size": 512.0, "hello_layers": 4.0, "hello_epochs": 10_000.0}
_HUGE = {"adding_hidden_size": 512.0, "adding_batch_size": 100_000.0}
_LONG = {"adding_option_length": 1000.0}


GOALS = (
    Goal("p95_ms", MOST_P95_MS),
    Goal("failures", 0),
    Goal("memory_mb", MOST_MEMORY_MB),
    # Two visitors may fill their quota; the rest is the demonstration and the two that train.
    Goal("disk_mb", 2 * QUOTA_MB + 100),
    Goal("turn_s", MOST_TURN_SECONDS),
    # Who does little harms little: a benchmark in which nothing was tried says nothing.
    Goal("unkind", 20, at_least=True),
)


@dataclass
class Deeds:
    """What a visitor who uses the form did.

    Attributes
    ----------
    done
        Changes and clicks.
    took
        Seconds from Train to the end of each training that was waited for.
    failures
        What went wrong, in words.
    """

    done: int = 0
    took: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


Visitor = Callable[[Hand, Deeds, threading.Event], Awaitable[None]]


@dataclass
class _Most:
    memory: float = 0.0
    disk: float = 0.0


def measure(*, seconds: float = SECONDS, kind: int = KIND, store: str | None = None) -> list[Row]:
    """Let the visitors come for a time.

    Parameters
    ----------
    seconds
        How long they stay.
    kind
        How many watch.
    store
        Address of a database; a file without it.

    Raises
    ------
    RuntimeError
        If the app does not serve or train in time.
    """
    environment = {"RNNVIZ_SHARED": "1", "RNNVIZ_MOST_STORED_MB": f"{QUOTA_MB:g}"}
    with (
        tempfile.TemporaryDirectory() as folder,
        busy_app(Path(folder), runs=2, store=store, environment=environment) as app,
    ):
        return [visitors(app, Path(folder), kind, seconds=seconds)]


def visitors(app: BusyApp, home: Path, kind: int, *, seconds: float) -> Row:
    """Let kind visitors and an unkind one come to an app that holds its files in a folder."""
    unkind, trains = Deeds(), Deeds()
    with (
        _watched(home) as most,
        _beside(_be_unkind, app.url, unkind),
        _beside(_train_small, app.url, trains),
    ):
        watching = sessions(app, kind, interval=0.5, seconds=seconds)
    values = {
        "p95_ms": watching.values["p95_ms"],
        "failures": watching.values["failures"] + len(unkind.failures) + len(trains.failures),
        "memory_mb": most.memory / 1e6,
        "disk_mb": most.disk / 1e6,
        "turn_s": max(trains.took, default=float("nan")),
        "turns": len(trains.took),
        "unkind": unkind.done,
    }
    return Row(f"{kind} kind visitors and an unkind one", values, GOALS)


@contextmanager
def _beside(visitor: Visitor, url: str, deeds: Deeds) -> Iterator[None]:
    """Let a visitor use the Lab in a thread, again and again, until the context is left."""
    begun, ends = threading.Event(), threading.Event()

    async def visit() -> None:
        async with hand(url) as page:
            begun.set()
            while not ends.is_set():
                await visitor(page, deeds, ends)

    def run() -> None:
        try:
            asyncio.run(visit())
        except Exception as error:
            deeds.failures.append(f"{type(error).__name__}: {error}")
        finally:
            begun.set()

    thread = threading.Thread(target=run, name="rnnviz-visitor", daemon=True)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        ends.set()
        thread.join()


async def _be_unkind(page: Hand, deeds: Deeds, ends: threading.Event) -> None:
    """Edit a form, fill the disk, stop and delete, and ask for too much memory: one round."""

    async def change(values: Mapping[str, float]) -> None:
        for key, value in values.items():
            if page.has(key) and not ends.is_set():
                await page.change(key, value)
                deeds.done += 1

    async def press(*starts: str) -> None:
        key = next((key for key in page.keys if key.startswith(starts)), None)
        if key is not None and not ends.is_set():
            await page.press(key)
            deeds.done += 1

    await page.change("lab_task", "Adding problem")
    await change(_LONG)
    for seed in range(12):
        await change({"adding_seed": float(deeds.done + seed)})
    await change(_HUGE)
    await press("lab_train")
    await press("lab_stop")
    await page.change("lab_task", "hello world")
    await change(_LARGE)
    await press("lab_train")
    for _ in range(10):
        await asyncio.sleep(_POLL_SECONDS)
        await page.run()
    await press("lab_stop")
    await press("delete_")


async def _train_small(page: Hand, deeds: Deeds, ends: threading.Event) -> None:
    """Train a small network, and wait for its end."""
    for key, value in _SMALL.items():
        if page.has(key):
            await page.change(key, value)
    if not page.has("lab_train"):
        deeds.failures.append("the form of who trains is gone: " + " ".join(page.said))
        ends.wait()
        return
    begin = time.perf_counter()
    await page.press("lab_train")
    deeds.done += 1
    while not page.has("lab_train"):
        # As long as it took so far counts as well: what is never trained is no short turn.
        if ends.is_set():
            deeds.took.append(time.perf_counter() - begin)
            return
        await asyncio.sleep(_POLL_SECONDS)
        await page.run()
    deeds.took.append(time.perf_counter() - begin)


@contextmanager
def _watched(home: Path) -> Iterator[_Most]:
    """Read again and again what this process's children hold in memory, and a folder on disk."""
    most, ended = _Most(), threading.Event()

    def read() -> None:
        while not ended.wait(_READ_SECONDS):
            most.memory = max(most.memory, _memory())
            most.disk = max(most.disk, _size(home))

    thread = threading.Thread(target=read, name="rnnviz-watch", daemon=True)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()


def _memory() -> float:
    held = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            held += process.memory_info().rss
    return held


def _size(folder: Path) -> float:
    held = 0.0
    for file in folder.rglob("*"):
        with suppress(OSError):
            held += file.stat().st_size
    return held
