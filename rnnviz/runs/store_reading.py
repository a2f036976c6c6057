"""What can be read from the store of runs."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.runs.database import Database, StoreError
from rnnviz.runs.progress import Progress
from rnnviz.runs.run import DEFAULT_WORKSPACE, EPOCH_COLUMNS, STATUSES, Checkpoint, Run, Snapshot
from rnnviz.runs.spec import RunSpec, stored_with_last_weights

_RUN_COLUMNS = "id, workspace, spec, status, reason, created, owner, result, name, attempt, pace"
_ONE_RUN = f"SELECT {_RUN_COLUMNS} FROM runs WHERE id = ? AND hidden IS NULL"


class StoreReading(Database):
    """The reading half of :class:`rnnviz.runs.store.RunStore`. Hidden runs are not found.

    Every method raises `StoreError` if the file cannot be read.
    """

    def run(self, run_id: str) -> Run:
        """Return a run.

        Raises
        ------
        KeyError
            If there is none of this id.
        """
        return self._the_run(self._rows(_ONE_RUN, (run_id,)), run_id)

    def _run_within(self, connection: sqlite3.Connection, run_id: str) -> Run:
        """Return a run as a transaction that is under way has it."""
        return self._the_run(connection.execute(_ONE_RUN, (run_id,)).fetchall(), run_id)

    def _the_run(self, rows: list[Any], run_id: str) -> Run:
        found = _run(*rows[0]) if rows else None
        if found is None:
            raise KeyError(run_id)
        return found

    def existing_runs(self, run_ids: Iterable[str]) -> list[Run]:
        """Return those runs of some ids that there are, in their order."""
        where = "WHERE id = ? AND hidden IS NULL"
        return [run for run_id in run_ids for run in self._runs(where, (run_id,))]

    def runs(self, workspace: str = DEFAULT_WORKSPACE, limit: int = 200) -> list[Run]:
        """Return the newest runs of a workspace, newest first.

        By the order in which they were written: a clock that was set back would bury new ones.
        """
        return self._runs(
            "WHERE workspace = ? AND hidden IS NULL ORDER BY rowid DESC LIMIT ?",
            (workspace, limit),
        )

    def hidden_runs(self, workspace: str = DEFAULT_WORKSPACE) -> list[Run]:
        """Return the hidden runs of a workspace, the last hidden first."""
        return self._runs(
            "WHERE workspace = ? AND hidden IS NOT NULL ORDER BY hidden DESC, created", (workspace,)
        )

    def hidden_since(self, run_id: str) -> float | None:
        """Return when a run was hidden, in seconds since 1970; None if it is not."""
        rows = self._rows("SELECT hidden FROM runs WHERE id = ?", (run_id,))
        return rows[0][0] if rows else None

    def overview(self, workspace: str = DEFAULT_WORKSPACE, limit: int = 2000) -> list[Progress]:
        """Return the newest runs of a workspace and how far each is, by one query."""
        return self._progress(
            "WHERE workspace = ? AND hidden IS NULL ORDER BY runs.rowid DESC LIMIT ?",
            (workspace, limit),
        )

    def progress(self, run_ids: Sequence[str]) -> list[Progress]:
        """Return how far some runs are, those there are, in the order of their ids."""
        marks = ", ".join("?" * len(run_ids))
        where = f"WHERE id IN ({marks}) AND hidden IS NULL"
        found = {one.run.id: one for one in self._progress(where, tuple(run_ids))}
        return [found[run_id] for run_id in dict.fromkeys(run_ids) if run_id in found]

    def _progress(self, where: str, values: tuple[Any, ...]) -> list[Progress]:
        rows = self._rows(
            f"SELECT {_RUN_COLUMNS}, epochs.epoch, epochs.seconds FROM runs LEFT JOIN epochs"
            " ON epochs.run = id"
            f" AND epochs.epoch = (SELECT max(epoch) FROM epochs WHERE run = id) {where}",
            values,
        )
        return [
            Progress(run, epoch or 0, seconds or 0.0)
            for *row, epoch, seconds in rows
            if (run := _run(*row)) is not None
        ]

    def active_runs(self) -> list[Run]:
        """Return the runs of all workspaces that wait or train."""
        return self._runs("WHERE status IN ('queued', 'running') ORDER BY created", ())

    def _runs(self, where: str, values: tuple[Any, ...]) -> list[Run]:
        rows = self._rows(f"SELECT {_RUN_COLUMNS} FROM runs {where}", values)
        return [run for row in rows if (run := _run(*row)) is not None]

    def epochs(self, run_id: str, after: int = -1) -> NDArray[np.float64]:
        """Return the epochs behind ``after``: (epochs, ``EPOCH_COLUMNS``), NaN for no value."""
        rows = self._rows(
            f"SELECT {', '.join(EPOCH_COLUMNS)} FROM epochs"
            " WHERE run = ? AND epoch > ? ORDER BY epoch",
            (run_id, after),
        )
        try:
            table = np.array(rows, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise StoreError(
                f"The epochs of run {run_id} are damaged. Delete the run, or train it again."
            ) from error
        return table.reshape(-1, len(EPOCH_COLUMNS))

    def snapshot_epochs(self, run_id: str) -> list[int]:
        """Return the epochs of which there is a snapshot, ascending."""
        rows = self._rows("SELECT epoch FROM snapshots WHERE run = ? ORDER BY epoch", (run_id,))
        return [epoch for (epoch,) in rows]

    def snapshot(self, run_id: str, epoch: int) -> Snapshot:
        """Return the snapshot of an epoch.

        Raises
        ------
        KeyError
            If there is none.
        """
        rows = self._rows(
            "SELECT epoch, weights, picture FROM snapshots WHERE run = ? AND epoch = ?",
            (run_id, epoch),
        )
        if not rows:
            raise KeyError(f"run {run_id} has no snapshot of epoch {epoch}")
        return Snapshot(*rows[0])

    def pictures(self, run_id: str, epochs: Iterable[int]) -> dict[int, bytes]:
        """Return the pictures of some epochs, those there are."""
        wanted = list(epochs)
        rows = self._rows(
            f"SELECT epoch, picture FROM snapshots WHERE run = ?"
            f" AND epoch IN ({', '.join('?' * len(wanted))}) ORDER BY epoch",
            (run_id, *wanted),
        )
        return dict(rows)

    def case_scores(self, run_id: str) -> bytes | None:
        """Return the packet of ``rnnviz.runs.case_scores``; None for a run that has none."""
        rows = self._rows("SELECT packet FROM case_scores WHERE run = ?", (run_id,))
        return rows[0][0] if rows else None

    def checkpoint(self, run_id: str) -> Checkpoint | None:
        """Return where a run can be taken up again; None is its very beginning.

        Raises
        ------
        StoreError
            If what is kept of it cannot be read.
        """
        rows = self._rows(
            "SELECT epoch, tensors, numbers FROM checkpoints WHERE run = ?", (run_id,)
        )
        if not rows:
            return None
        epoch, tensors, numbers = rows[0]
        try:
            return Checkpoint(epoch, tensors, json.loads(numbers))
        except (ValueError, RecursionError) as error:
            raise StoreError(
                f"The checkpoint of run {run_id} is damaged. Duplicate the run to "
                "train it from the beginning."
            ) from error


def _run(
    run_id: str,
    workspace: str,
    spec: str,
    status: Any,
    reason: Any,
    created: Any,
    owner: Any,
    result: str,
    name: Any,
    attempt: Any,
    pace: Any,
) -> Run | None:
    try:
        read, found = RunSpec.from_json(spec), json.loads(result)
        if stored_with_last_weights(spec) and "test" in found:
            found.setdefault("judged_epoch", found["epochs"])
    except (TypeError, ValueError, KeyError, RecursionError):
        # Of a task that this version does not know, or damaged. The others are shown all the same.
        return None
    numbers = (created, attempt, pace)
    if (
        not isinstance(found, dict)
        or status not in STATUSES
        or not all(isinstance(number, int | float) for number in numbers)
        or not all(isinstance(text, str) for text in (reason, owner, name))
    ):
        return None
    return Run(
        run_id,
        workspace,
        read,
        status,
        reason,
        created,
        owner,
        found,
        name,
        attempt,
        pace,
    )
