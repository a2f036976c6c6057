"""Training without a worker, for tests, benchmarks and scripts."""

import time
from collections.abc import Sequence

from rnnviz.runs.run import Checkpoint, Kept, Snapshot
from rnnviz.runs.store import Ending, Report, RunStore
from rnnviz.runs.workers.control import Control
from rnnviz.runs.workers.reporter import REPORT_SECONDS


class DirectReports:
    """Writes what comes of a run into a store in the thread that trains it.

    It is as a reporter would write it, in batches, but nothing is tried again: what cannot be
    written is raised.
    """

    def __init__(self, store: RunStore, run_id: str, attempt: int = 0) -> None:
        self._store, self._run_id, self._attempt = store, run_id, attempt
        self._report = Report()
        self._written = time.monotonic()

    def epoch(self, row: Sequence[float]) -> None:
        """Take a finished epoch."""
        self._report.rows.append(row)
        if time.monotonic() - self._written > REPORT_SECONDS:
            self.write()

    def snapshot(self, snapshot: Snapshot, kept: Kept) -> None:
        """Take a network."""
        self._report.snapshots.append((snapshot, kept))

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Take where to go on."""
        self._report.checkpoint = checkpoint

    def end(self, ending: Ending) -> None:
        """Take how it ended, and write it."""
        self._report.ending = ending
        self.write()

    def write(self) -> None:
        """Write what was taken so far."""
        report, self._report = self._report, Report()
        self._store.report(self._run_id, self._attempt, report)
        self._written = time.monotonic()


def train_to_end(store: RunStore, run_id: str, control: Control | None = None) -> None:
    """Train a run here and now, until it ends or a control ends it.

    A run that waits may be claimed by a worker at any time, unless no app looks after the store;
    one that was created with a ``worker`` is claimed already.

    Raises
    ------
    KeyError
        If there is no such run.
    ValueError
        If it has ended.
    StoreError
        If what comes of it cannot be written.
    """
    from rnnviz.runs.train_run import train_run

    run = store.run(run_id)
    if not run.active:
        raise ValueError(f"a run that is {run.status} cannot be trained; resume it first")
    store.set_status(run_id, "running")
    reports = DirectReports(store, run_id, run.attempt)
    train_run(run.spec, reports, control, store.checkpoint(run_id))
