"""The thread between a training and the store: reports go one way, orders come the other."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Self

from rnnviz.runs.run import PASSING, Checkpoint, Kept, Snapshot
from rnnviz.runs.store import Assignment, Ending, Orders, Report, RunStore, StoreError
from rnnviz.runs.workers.control import Control

logger = logging.getLogger(__name__)

# Tiny networks make hundreds of epochs a second: reports go by the clock.
REPORT_SECONDS = 0.1
# A report without content says that the training lives.
BEAT_SECONDS = 1.0
ORDERS_SECONDS = 0.05
# While the training waits for a click or for its pace, a person waits for it.
ORDERS_SECONDS_WAITING = 0.02
# What fails is tried again after the first, and after twice as long each time.
RETRY_SECONDS = (0.25, 1.0)
# After so long without a report that could be written, the training pauses.
UNSAVED_SECONDS = 3.0
# Told to leave, a training that is within one long computation is not waited for longer than
# this; the run then goes on from its last checkpoint. And a store that cannot be written is not
# waited for longer than that.
LEAVE_SECONDS = 1.5
GIVE_UP_SECONDS = 2.5
# Told anything else, it has `control.LAST_SECONDS`. One that is within one long computation then
# is ended here after so long, and goes on from its last checkpoint where it is to go on. A little
# later it gives up its process, if it can.
HEAR_SECONDS = 0.4
GIVE_BACK_SECONDS = 0.3

Leave = Callable[[], str]


def stay() -> str:
    """Never leave."""
    return ""


def go_on() -> None:
    """Do nothing: a training that does not hear is waited for."""


class Reporter:
    """Takes what comes of a run (``train_run.Reports``) and writes it in batches.

    As a context it ends when the ending is in the store, when the run is another's, or when
    the process is to leave and nothing can be written. What cannot be written is kept and tried
    again; of what replaces an older one, only the newest.

    Parameters
    ----------
    store, assignment
        Where reports go, and about which run.
    control
        What the training obeys.
    leave
        Asked all the time; a sentence (see ``control.Departure``) means that the process is to
        leave within three seconds.
    too_large
        Asked all the time; a sentence says that the run has too much memory, and gives it up.

    Attributes
    ----------
    give_up
        Called when the run has ended, or is another's, and its training goes on all the same
        because it is within one long computation: ends the process where that can be.
    """

    def __init__(
        self,
        store: RunStore,
        assignment: Assignment,
        control: Control,
        leave: Leave = stay,
        too_large: Callable[[], str] = stay,
    ) -> None:
        self._store, self._control, self._leave = store, control, leave
        self._too_large = too_large
        self.give_up: Callable[[], None] = go_on
        self._run_id, self._attempt = assignment.run.id, assignment.run.attempt
        self._continues = 0 if assignment.checkpoint is None else assignment.checkpoint.epoch
        self._epoch = self._continues
        self._guard = threading.Lock()
        self._unwritten = Report()
        self._wake, self._left = threading.Event(), threading.Event()
        self._done = False
        self._written = time.monotonic()
        self._failing_since: float | None = None
        self._retry = (0.0, RETRY_SECONDS[0])  # when, and how long after that again
        self._told_to_leave: float | None = None
        self._began = assignment.checkpoint is not None
        self._thread = threading.Thread(target=self._work, name="rnnviz-reporter", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    # What the training calls

    def epoch(self, row: Sequence[float]) -> None:
        """Take a finished epoch."""
        with self._guard:
            self._began, self._epoch = True, int(row[0])
            self._unwritten.rows.append(row)

    def snapshot(self, snapshot: Snapshot, kept: Kept) -> None:
        """Take a network; one that is only passing replaces the one before."""
        with self._guard:
            _add_snapshot(self._unwritten, snapshot, kept)

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Take where to go on."""
        with self._guard:
            self._unwritten.checkpoint = checkpoint
            self._continues = checkpoint.epoch

    def end(self, ending: Ending) -> None:
        """Take how it ended; it is written at once."""
        with self._guard:
            if self._unwritten.ending is None:
                self._unwritten.ending = ending
        self._wake.set()

    # What the thread does

    def _work(self) -> None:
        while not self._done:
            self._wake.wait(self._pause())
            self._wake.clear()
            try:
                self._exchange()
            except StoreError:
                pass  # kept, and tried again
            except Exception as error:
                # Else nobody would report any more, and the run be taken for one of a dead worker.
                logger.exception("cannot report about run %s", self._run_id)
                self._fail(error)
        if not self._left.wait(GIVE_BACK_SECONDS):
            self.give_up()

    def _pause(self) -> float:
        if self._failing_since is not None:
            return RETRY_SECONDS[0]
        return ORDERS_SECONDS_WAITING if self._control.waiting else ORDERS_SECONDS

    def _exchange(self) -> None:
        """Write what is due, or else only read; obey what is asked."""
        now = time.monotonic()
        self._ask_whether_to_leave(now)
        self._see_whether_it_ends()
        if self._done:
            return
        if self._is_due(now):
            orders = self._report()
        else:
            orders = self._store.orders(self._run_id, self._attempt)
        if orders is None:
            self._done = True
            self._control.abandon()
        else:
            self._control.obey(orders)

    def _is_due(self, now: float) -> bool:
        if self._failing_since is not None:
            return now >= self._retry[0]
        if self._unwritten.ending is not None:
            return True
        since = now - self._written
        return since >= (REPORT_SECONDS if self._unwritten.says_something else BEAT_SECONDS)

    def _report(self) -> Orders | None:
        with self._guard:
            report, self._unwritten = self._unwritten, Report()
        start = time.monotonic()
        try:
            orders = self._store.report(self._run_id, self._attempt, report)
        except BaseException:
            with self._guard:
                self._unwritten = _joined(report, self._unwritten)
            self._failed(start)
            raise
        self._failing_since, self._written = None, time.monotonic()
        if report.ending is not None:
            self._done = True
            self._control.abandon()  # it may have ended without the training's own word
        return orders

    def _failed(self, start: float) -> None:
        now = time.monotonic()
        first, most = RETRY_SECONDS
        if self._failing_since is None:
            self._failing_since, self._retry = start, (0.0, first)
        wait = self._retry[1]
        self._retry = now + wait, min(2 * wait, most)
        if now - self._failing_since >= UNSAVED_SECONDS:
            self._control.pause_unsaved()

    def _ask_whether_to_leave(self, now: float) -> None:
        sentence = self._leave()
        if not sentence:
            return
        if self._told_to_leave is None:
            self._told_to_leave = now
            self._control.leave(sentence)
            self._retry = now, RETRY_SECONDS[0]
        elif now - self._told_to_leave > GIVE_UP_SECONDS:
            self._done = True
            self._control.abandon()
        elif now - self._told_to_leave > LEAVE_SECONDS:
            self._end_for_it(f"after epoch {self._continues}")

    def _see_whether_it_ends(self) -> None:
        """End a run that was told to and does not hear, or that has become too large."""
        if sentence := self._too_large():
            self._control.fail(sentence)
            self._end_for_it("")
        elif self._control.is_late(HEAR_SECONDS):
            self._end_for_it(f"after epoch {self._reached()}" if self._began else "before it began")

    def _reached(self) -> int:
        """Return the epoch to which a run is held that is ended now."""
        departure = self._control.departure
        return self._epoch if departure and departure.status == "stopped" else self._continues

    def _end_for_it(self, where: str) -> None:
        departure = self._control.departure
        with self._guard:
            if departure is not None and self._unwritten.ending is None:
                reason = departure.reason(where, self._continues)
                self._unwritten.ending = Ending(departure.status, reason)

    def _fail(self, error: Exception) -> None:
        self._control.abandon()
        self._done = True
        why = f"What it reported cannot be written: {type(error).__name__}: {error}"
        try:
            self._store.report(self._run_id, self._attempt, Report(ending=Ending("failed", why)))
        except Exception:
            logger.exception("cannot report that run %s failed", self._run_id)


def _add_snapshot(report: Report, snapshot: Snapshot, kept: Kept) -> None:
    if kept == PASSING:
        report.snapshots = [(one, why) for one, why in report.snapshots if why != PASSING]
    report.snapshots.append((snapshot, kept))


def _joined(older: Report, newer: Report) -> Report:
    """Return one report of two, without what the newer one replaces."""
    joined = Report(
        older.rows + newer.rows,
        list(older.snapshots),
        newer.checkpoint or older.checkpoint,
        older.ending or newer.ending,
    )
    for snapshot, kept in newer.snapshots:
        _add_snapshot(joined, snapshot, kept)
    return joined
