"""How the app holds up under many visitors for a long time: memory, answers, failures.

Many visitors keep the Lab's live part up to date while two networks train at full speed.
Every few seconds the memory of the app and of its workers is read, and the size of the store's
log. After a time to warm up each has to stay flat: the slope of the
straight line through what was read is at most a few megabytes a minute.

Not nothing, for the app: it remembers the learning curves that its visitors look at, 56 bytes an
epoch and network, and the allocator takes a while to find its size. A visitor or an update that
is remembered for ever shows as tens of megabytes a minute. The store's log is written over from
its beginning once its pages are in the file; readers that leave no gap would keep it from that.

Everything is on this machine, bounded in time, and ended afterwards.
"""

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import numpy as np
import psutil

from rnnviz.bench.app_cost import sessions
from rnnviz.bench.busy_app import BusyApp, busy_app
from rnnviz.bench.goals import Goal, Row, alike
from rnnviz.runs.store import RunStore

SECONDS = 600.0
# Behind this the networks could come to their end.
MOST_SECONDS = 1800.0
_EVERY_SECONDS = 3.0
_WARM_SHARE = 0.3
MOST_MB_A_MINUTE = 8.0
# SQLite writes its log back at 4 MB; a reader may hold that up for a moment.
MOST_LOG_MB = 64.0
# Of a process's command line, what tells its part.
_PARTS = {
    "app": "rnnviz.bench.busy_app",
    "workers": "rnnviz.runs.workers.process",
}


def measure(
    seconds: float = SECONDS, *, visitors: int = 100, interval: float = 1.0, networks: int = 2
) -> list[Row]:
    """Let visitors use the app for a time, each asking once per interval.

    Raises
    ------
    ValueError
        If it is to take longer than half an hour, or no time at all.
    RuntimeError
        If the app does not serve or train in time.
    """
    if not 0 < seconds <= MOST_SECONDS:
        raise ValueError(f"seconds must be above 0 and at most {MOST_SECONDS:.0f}, not {seconds}")
    with tempfile.TemporaryDirectory() as folder, busy_app(Path(folder), runs=networks) as app:
        with _watch(Path(folder), min(_EVERY_SECONDS, seconds / 10)) as seen:
            answers = sessions(app, visitors, interval=interval, seconds=seconds)
        ended = _ended(Path(folder), app)
    rows = [_memory(part, seen.seconds, seen.megabytes[part]) for part in (*_PARTS, "log")]
    found = dict(answers.values)
    found["failures"] += ended  # what does not train costs nothing
    goals = (Goal("p95_ms", 1000 * interval), Goal("failures", 0))
    return alike([Row(f"answers, {answers.name}", found, goals), *rows])


@dataclass
class Seen:
    """What was read in the course of time.

    Attributes
    ----------
    seconds
        When, (readings).
    megabytes
        Of each part at those times, and of the store's log.
    """

    seconds: list[float] = field(default_factory=list)
    megabytes: dict[str, list[float]] = field(
        default_factory=lambda: {part: [] for part in (*_PARTS, "log")}
    )

    def read(self, home: Path, now: float) -> None:
        """Read all once."""
        found = dict.fromkeys(self.megabytes, 0.0)
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                command = " ".join(process.cmdline())
                part = next((part for part, sign in _PARTS.items() if sign in command), None)
                if part is not None:
                    found[part] += process.memory_info().rss / 1e6
        with suppress(OSError):
            found["log"] = os.stat(home / "runs.sqlite3-wal").st_size / 1e6
        self.seconds.append(now)
        for part, megabytes in found.items():
            self.megabytes[part].append(megabytes)


@contextmanager
def _watch(home: Path, every: float) -> Iterator[Seen]:
    """Read all again and again until the context is left."""
    seen, ended, start = Seen(), threading.Event(), monotonic()

    def read() -> None:
        while not ended.wait(every):
            seen.read(home, monotonic() - start)

    thread = threading.Thread(target=read, name="rnnviz-soak", daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def slope_a_minute(seconds: Sequence[float], megabytes: Sequence[float]) -> float:
    """Return by how much a reading grows a minute, once it is warm; NaN of too few readings.

    Parameters
    ----------
    seconds, megabytes
        (readings,) in the order of time.
    """
    time, size = np.asarray(seconds), np.asarray(megabytes)
    warm = time >= time[-1] * _WARM_SHARE if len(time) else np.zeros(0, bool)
    if warm.sum() < 3:
        return float("nan")
    return float(np.polyfit(time[warm], size[warm], 1)[0] * 60)


def _memory(part: str, seconds: Sequence[float], megabytes: Sequence[float]) -> Row:
    values = {
        "first_mb": megabytes[0] if megabytes else float("nan"),
        "last_mb": megabytes[-1] if megabytes else float("nan"),
        "most_mb": max(megabytes, default=float("nan")),
        "mb_a_minute": slope_a_minute(seconds, megabytes),
    }
    if part == "log":
        return Row("log of the store", values, (Goal("most_mb", MOST_LOG_MB),))
    return Row(f"memory, {part}", values, (Goal("mb_a_minute", MOST_MB_A_MINUTE),))


def _ended(home: Path, app: BusyApp) -> int:
    """Count the networks that no longer train."""
    store = RunStore(home / "runs.sqlite3")
    try:
        return sum(not run.active for run in store.existing_runs(app.run_ids))
    finally:
        store.close()
