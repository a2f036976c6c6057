"""The thread of an app that keeps runs going: leases, turns, and workers for what is queued.

Every app on a store has one, and any of them does for all: whatever it decides is a
compare-and-set in the database, so that of two that decide the same only one succeeds.

A lease is no time on any clock. A worker raises the ``beat`` of its run about once a second; the
supervisor notes, by its own elapsed time, since when a beat stands still. So no clock that is set,
on any machine, ends a lease or prolongs it.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from rnnviz.runs.deletion import UNDO_SECONDS
from rnnviz.runs.run import ONE_EPOCH_A_CLICK
from rnnviz.runs.store import Held, RunStore, StoreError

logger = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
# So often it looks while something waits or trains, and while nothing does.
BUSY_SECONDS, IDLE_SECONDS = 0.25, 2.0
# A beat that stands still so long makes it try whether the store can be written to.
STILL_SECONDS = 3.0
# So often it looks for deleted runs that nobody can bring back any more.
PURGE_SECONDS = 10.0
# A visitor without a running run waits so long for a worker to become free by itself.
TURN_SECONDS = 1.0
# Then a run gives way that had its worker for so long; for longer each time, up to the last, so
# that one of long epochs moves on too.
SLICE_SECONDS, LONGEST_SLICE_SECONDS = 20.0, 120.0
# One that waits for a click gives way when none has come for so long.
CLICK_SECONDS = 5.0

_SILENT = "Its worker stopped answering; the run continues from its last checkpoint."
_DIED = "The process that trained it ended; the run continues from its last checkpoint."


class Workers(Protocol):
    """Where runs are trained: processes of this machine, or a Dask cluster."""

    @property
    def problem(self) -> str:
        """What keeps runs from being trained, in words; mostly nothing."""
        ...

    def provide(self, queued: int, busy: Collection[str]) -> None:
        """See to it that somebody claims the queued runs, as far as there is room.

        Parameters
        ----------
        queued
            How many runs wait.
        busy
            Names of the workers that train; never waited for.
        """

    def room(self, busy: Collection[str]) -> bool:
        """Say whether a queued run will be claimed without another one giving way."""
        ...

    def dead(self) -> Collection[str]:
        """Name the workers that are known to have died since this was last asked."""
        ...

    def dismiss(self, worker: str) -> None:
        """Expect nothing more of a worker that stopped answering; end it where that can be."""

    def warm(self) -> None:
        """Start a worker ahead of the first run."""

    def check(self) -> None:
        """Raise an `EngineError` if it is known that nothing can be trained."""

    def close(self) -> Collection[str]:
        """End what is this app's own; name the workers that had to be killed or have ended."""
        ...


@dataclass(frozen=True)
class _Beat:
    attempt: int
    beat: int
    since: float


class Supervisor:
    """Looks after all runs of a store, in a thread of its own.

    Parameters
    ----------
    store, workers
        What is queued, and who can train it.
    lease_seconds
        A worker that is not heard of for so long loses its run.
    """

    def __init__(
        self, store: RunStore, workers: Workers, *, lease_seconds: float = LEASE_SECONDS
    ) -> None:
        self._store, self._workers, self._lease = store, workers, lease_seconds
        self._beats: dict[str, _Beat] = {}
        self._waits: dict[str, float] = {}
        # By run, attempt and clicks: since when a worker has it; and without the clicks.
        self._since: dict[tuple[int | str, ...], float] = {}
        self._dead: set[str] = set()
        self._purges_at = 0.0
        self._problem = ""
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="rnnviz-supervisor", daemon=True)

    @property
    def problem(self) -> str:
        """What keeps runs from going on, in words; mostly nothing."""
        return self._problem or self._workers.problem

    def start(self) -> None:
        """Begin to look, unless it has begun."""
        if not self._thread.is_alive() and not self._closed:
            self._thread.start()

    def wake(self) -> None:
        """Look now: something was queued."""
        self._wake.set()

    def close(self) -> None:
        """Stop looking."""
        self._closed = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _work(self) -> None:
        while not self._closed:
            held = True
            try:
                held = self.look()
                self._problem = self._store.disk_problem
                held = self._tidy() or held
            except StoreError as error:
                self._problem = str(error)
            except Exception:
                # Whatever it is, the other runs must go on to be looked after.
                logger.exception("could not look after the runs")
            self._wake.wait(BUSY_SECONDS if held else IDLE_SECONDS)
            self._wake.clear()

    def _tidy(self) -> bool:
        """Take away what was deleted long enough ago; return whether its space is on its way."""
        now = time.monotonic()
        if now >= self._purges_at:
            self._purges_at = now + PURGE_SECONDS
            self._store.purge(UNDO_SECONDS)
        return self._store.tidy()

    def look(self) -> bool:
        """Look once; return whether anything waits or trains."""
        self._dead.update(self._workers.dead())
        for worker in sorted(self._dead):
            self._store.requeue_worker(worker, _DIED)
            self._dead.discard(worker)
        held = self._store.held()
        queued = [one for one in held if one.status == "queued"]
        running = [one for one in held if one.status == "running"]
        # Nothing is claimed while the disk is nearly full: workers would wait in vain.
        claimable = 0 if self._store.disk_problem else len(queued)
        self._workers.provide(claimable, {one.worker for one in running})
        self._end_leases(running)
        self._share(queued, running)
        return bool(held)

    def _end_leases(self, running: Sequence[Held]) -> None:
        now = time.monotonic()
        before, self._beats = self._beats, {}
        for one in running:
            seen = before.get(one.run_id)
            if seen is None or (seen.attempt, seen.beat) != (one.attempt, one.beat):
                seen = _Beat(one.attempt, one.beat, now)
            self._beats[one.run_id] = seen
        for one in running:
            still = now - self._beats[one.run_id].since
            if still > self._lease:
                if self._store.requeue(one.run_id, one.attempt, one.beat, _SILENT):
                    self._workers.dismiss(one.worker)
            elif still > STILL_SECONDS:
                # Its worker may be in want of room on the disk: then so are we, and say it.
                self._store.touch(one.run_id)

    def _share(self, queued: Sequence[Held], running: Sequence[Held]) -> None:
        """Have as many runs give way as visitors wait who have none that trains.

        First those that wait for a click, then one of a visitor who has several, then those that
        had their turn. Who gives way leaves a checkpoint and queues again.
        """
        now = time.monotonic()
        self._note_since(running, now)
        running_of = Counter(one.workspace for one in running)
        waiting = {one.workspace for one in queued if not running_of[one.workspace]}
        self._waits = {name: self._waits.get(name, now) for name in waiting}
        giving = sum(one.command == "yield" for one in running)
        wanted = sum(now - since > TURN_SECONDS for since in self._waits.values()) - giving
        if wanted <= 0 or self._workers.room({one.worker for one in running}):
            return

        def rank(one: Held) -> int:
            if self._waits_for_a_click(one, now):
                return 0
            return 1 if running_of[one.workspace] > 1 else 2

        for one in sorted(running, key=lambda one: (rank(one), -one.number)):
            gives = rank(one) < 2 or self._had_its_turn(one, now)
            if wanted and not one.command and gives:
                self._store.ask(one.run_id, "yield")
                running_of[one.workspace] -= 1
                wanted -= 1

    def _note_since(self, running: Sequence[Held], now: float) -> None:
        keys = [key for one in running for key in (_turn_of(one), _click_of(one))]
        self._since = {key: self._since.get(key, now) for key in keys}

    def _waits_for_a_click(self, one: Held, now: float) -> bool:
        return one.pace == ONE_EPOCH_A_CLICK and now - self._since[_click_of(one)] > CLICK_SECONDS

    def _had_its_turn(self, one: Held, now: float) -> bool:
        turn = min(LONGEST_SLICE_SECONDS, SLICE_SECONDS * (1 + one.attempt))
        return now - self._since[_turn_of(one)] > turn


def _turn_of(one: Held) -> tuple[int | str, ...]:
    return one.run_id, one.attempt


def _click_of(one: Held) -> tuple[int | str, ...]:
    return one.run_id, one.attempt, one.clicks
