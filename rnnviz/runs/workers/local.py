"""Workers that are child processes of the app, started when something is queued.

No scheduler stands between: a worker claims its runs from the store by itself. It hears by the
end of its standard input that the app is gone, however the app ended.
"""

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rnnviz.runs.machine_memory import worker_count
from rnnviz.runs.store import STORE_VARIABLE

IDLE_SECONDS = 60.0
# A worker that is told to leave writes a checkpoint first.
CLOSE_SECONDS = 4.0
# One that ends within this time of its start has not come up: another would not either.
_COMES_UP_SECONDS = 20.0
_AGAIN_SECONDS = 15.0
# One that has come up claims a queued run within a fraction of a second.
_CLAIMS_SECONDS = 30.0


@dataclass
class _Child:
    process: "subprocess.Popen[bytes]"
    idle_since: float = field(default_factory=time.monotonic)
    started: float = field(default_factory=time.monotonic)
    has_trained: bool = False


class LocalWorkers:
    """The worker processes of one app. Methods may be called from any thread.

    Parameters
    ----------
    address
        Of the store, for another process.
    idle_seconds
        A worker ends after so long without a run.
    """

    def __init__(self, address: str, idle_seconds: float = IDLE_SECONDS) -> None:
        self._address, self._idle_seconds = address, idle_seconds
        self._children: dict[str, _Child] = {}
        self._dead: set[str] = set()
        self._lock = threading.RLock()
        self._not_before = 0.0
        self._closed = False
        self.problem = ""

    def check(self) -> None:
        """Do nothing: whether a process can be started shows when one is."""

    def provide(self, queued: int, busy: Collection[str]) -> None:
        """Start processes for queued runs, and end those that ought to have claimed one."""
        with self._lock:
            self._bury()
            now = time.monotonic()
            for name, child in list(self._children.items()):
                if name in busy:
                    child.has_trained = True
                if name in busy or not queued:
                    child.idle_since = now
                elif now - child.idle_since > _CLAIMS_SECONDS:
                    self.dismiss(name)
            idle = sum(name not in busy for name in self._children)
            room = worker_count() - len(self._children)
            if now >= self._not_before:
                for _ in range(min(queued - idle, room)):
                    self._start()

    def room(self, busy: Collection[str]) -> bool:
        """Say whether a worker is idle or could be started."""
        with self._lock:
            idle = any(name not in busy for name in self._children)
            return idle or len(self._children) < worker_count()

    def dead(self) -> Collection[str]:
        """Name the processes that have ended since this was last asked."""
        with self._lock:
            self._bury()
            dead, self._dead = self._dead, set()
            return dead

    def dismiss(self, worker: str) -> None:
        """Kill a process."""
        with self._lock:
            child = self._children.get(worker)
            if child is not None:
                child.process.kill()
                child.process.wait()
                self._bury()

    def warm(self) -> None:
        """Start a process unless there is one."""
        with self._lock:
            self._bury()
            if not self._children:
                self._start()

    def close(self) -> Collection[str]:
        """Have all processes leave, and kill those that do not in time."""
        with self._lock:
            self._closed = True
            children = dict(self._children)
        for child in children.values():
            _leave(child.process)
        deadline = time.monotonic() + CLOSE_SECONDS
        for child in children.values():
            try:
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        return list(children)

    def _start(self) -> None:
        if self._closed:
            return
        project = str(Path(__file__).parents[3])
        name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
        try:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "rnnviz.runs.workers.process"),
                    *(name, str(self._idle_seconds)),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                # Ctrl-C in a terminal is for the app, which then has its workers leave.
                start_new_session=True,
                env=os.environ
                | {
                    STORE_VARIABLE: self._address,
                    "OMP_NUM_THREADS": "1",
                    # Memory is kept for the next batch instead of being given back after each.
                    "MALLOC_TRIM_THRESHOLD_": str(256 * 1024 * 1024),
                    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
                    "PYTHONPATH": os.pathsep.join(
                        filter(None, [project, os.environ.get("PYTHONPATH")])
                    ),
                },
            )
        except OSError as error:
            self._fail(f"A worker process could not be started: {error}.")
            return
        self._children[name] = _Child(process)

    def _bury(self) -> None:
        for name, child in list(self._children.items()):
            status = child.process.poll()
            if status is None:
                continue
            del self._children[name]
            self._dead.add(name)
            _leave(child.process)
            young = time.monotonic() - child.started < _COMES_UP_SECONDS
            if status > 0 and young and not child.has_trained:
                self._fail(
                    f"A worker process ended as it started (exit status {status}); its message is "
                    "where the app was started. Another one is tried every 15 seconds."
                )
            elif child.has_trained:
                self.problem = ""

    def _fail(self, problem: str) -> None:
        self.problem = problem
        self._not_before = time.monotonic() + _AGAIN_SECONDS


def _leave(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
