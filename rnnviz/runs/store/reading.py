"""What can be read from the store of runs."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Executable, Integer, Select, Text, and_, bindparam, func, select

from rnnviz.runs.progress import Progress
from rnnviz.runs.run import (
    ACTIVE,
    DEFAULT_WORKSPACE,
    EPOCH_COLUMNS,
    STATUSES,
    Checkpoint,
    Run,
    Snapshot,
)
from rnnviz.runs.spec import RunSpec, stored_with_last_weights
from rnnviz.runs.store.database import Database
from rnnviz.runs.store.errors import StoreError
from rnnviz.runs.store.tables import case_scores, checkpoints, epochs, runs, snapshots

# Every statement is built once: the database layer then knows it again, and sends it as it is.
# The columns are in the order of the fields of `Run`.
_RUN = (
    *(runs.c.id, runs.c.workspace, runs.c.spec, runs.c.status, runs.c.reason, runs.c.created),
    *(runs.c.worker, runs.c.result, runs.c.name, runs.c.attempt, runs.c.pace),
)
_ID, _WORKSPACE = bindparam("run", type_=Text), bindparam("workspace", type_=Text)
_LIMIT = bindparam("most", type_=Integer)
_SEEN, _MINE = runs.c.hidden.is_(None), runs.c.workspace == _WORKSPACE
_NEWEST = (runs.c.number.desc(), runs.c.created.desc())
_SOME = and_(runs.c.id.in_(bindparam("ids", expanding=True)), _SEEN)

ONE_RUN = select(*_RUN).where(runs.c.id == _ID, _SEEN)
_SOME_RUNS = select(*_RUN).where(_SOME)
_NEWEST_RUNS = select(*_RUN).where(_MINE, _SEEN).order_by(*_NEWEST).limit(_LIMIT)
_HIDDEN_RUNS = (
    select(*_RUN)
    .where(_MINE, runs.c.hidden.is_not(None))
    .order_by(runs.c.hidden.desc(), runs.c.created)
)
_ACTIVE_RUNS = select(*_RUN).where(runs.c.status.in_(ACTIVE)).order_by(runs.c.created)
_HIDDEN_SINCE = select(runs.c.hidden).where(runs.c.id == _ID)

_later = epochs.alias("later")
_last_epoch = select(func.max(_later.c.epoch)).where(_later.c.run == runs.c.id).scalar_subquery()
_PROGRESS = select(*_RUN, epochs.c.epoch, epochs.c.seconds, runs.c.bytes).select_from(
    runs.outerjoin(epochs, and_(epochs.c.run == runs.c.id, epochs.c.epoch == _last_epoch))
)
_SOME_PROGRESS = _PROGRESS.where(_SOME)
_OVERVIEW = _PROGRESS.where(_MINE, _SEEN).order_by(*_NEWEST).limit(_LIMIT)

_EPOCHS = (
    select(*(epochs.c[name] for name in EPOCH_COLUMNS))
    .where(epochs.c.run == _ID, epochs.c.epoch > bindparam("after"))
    .order_by(epochs.c.epoch)
)
_SNAPSHOT_EPOCHS = (
    select(snapshots.c.epoch).where(snapshots.c.run == _ID).order_by(snapshots.c.epoch)
)
_SNAPSHOT = select(snapshots.c.epoch, snapshots.c.weights, snapshots.c.picture).where(
    snapshots.c.run == _ID, snapshots.c.epoch == bindparam("epoch")
)
_PICTURES = (
    select(snapshots.c.epoch, snapshots.c.picture)
    .where(snapshots.c.run == _ID, snapshots.c.epoch.in_(bindparam("epochs", expanding=True)))
    .order_by(snapshots.c.epoch)
)
_CASE_SCORES = select(case_scores.c.packet).where(case_scores.c.run == _ID)
CHECKPOINT = select(checkpoints.c.epoch, checkpoints.c.tensors, checkpoints.c.numbers).where(
    checkpoints.c.run == _ID
)


class StoreReading(Database):
    """The reading part of :class:`rnnviz.runs.store.RunStore`. Hidden runs are not found.

    Every method raises `StoreError` if the database cannot be read.
    """

    def run(self, run_id: str) -> Run:
        """Return a run.

        Raises
        ------
        KeyError
            If there is none of this id.
        """
        return the_run(self._rows(ONE_RUN, {"run": run_id}), run_id)

    def existing_runs(self, run_ids: Iterable[str]) -> list[Run]:
        """Return those runs of some ids that there are, in their order."""
        wanted = list(run_ids)
        if not wanted:
            return []
        found = {run.id: run for run in self._runs(_SOME_RUNS, {"ids": wanted})}
        return [found[run_id] for run_id in wanted if run_id in found]

    def runs(self, workspace: str = DEFAULT_WORKSPACE, limit: int = 200) -> list[Run]:
        """Return the newest runs of a workspace, newest first.

        By the order in which they were written: a clock that was set back would bury new ones.
        """
        return self._runs(_NEWEST_RUNS, {"workspace": workspace, "most": limit})

    def hidden_runs(self, workspace: str = DEFAULT_WORKSPACE) -> list[Run]:
        """Return the hidden runs of a workspace, the last hidden first."""
        return self._runs(_HIDDEN_RUNS, {"workspace": workspace})

    def hidden_since(self, run_id: str) -> float | None:
        """Return when a run was hidden, in seconds since 1970; None if it is not."""
        rows = self._rows(_HIDDEN_SINCE, {"run": run_id})
        return rows[0][0] if rows else None

    def overview(self, workspace: str = DEFAULT_WORKSPACE, limit: int = 2000) -> list[Progress]:
        """Return the newest runs of a workspace and how far each is, by one query."""
        return self._progress(_OVERVIEW, {"workspace": workspace, "most": limit})

    def progress(self, run_ids: Sequence[str]) -> list[Progress]:
        """Return how far some runs are, those there are, in the order of their ids."""
        if not run_ids:
            return []
        read = self._progress(_SOME_PROGRESS, {"ids": list(run_ids)})
        found = {one.run.id: one for one in read}
        return [found[run_id] for run_id in dict.fromkeys(run_ids) if run_id in found]

    def _progress(self, query: Select[Any], values: dict[str, Any]) -> list[Progress]:
        return [
            Progress(run, epoch or 0, seconds or 0.0, size if isinstance(size, int) else 0)
            for *row, epoch, seconds, size in self._rows(query, values)
            if (run := run_of(*row)) is not None
        ]

    def active_runs(self) -> list[Run]:
        """Return the runs of all workspaces that wait or train."""
        return self._runs(_ACTIVE_RUNS)

    def _runs(self, query: Executable, values: dict[str, Any] | None = None) -> list[Run]:
        rows = self._rows(query, values)
        return [run for row in rows if (run := run_of(*row)) is not None]

    def epochs(self, run_id: str, after: int = -1) -> NDArray[np.float64]:
        """Return the epochs behind ``after``: (epochs, ``EPOCH_COLUMNS``), NaN for no value."""
        rows = self._rows(_EPOCHS, {"run": run_id, "after": after})
        try:
            table = np.array(rows, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise StoreError(
                f"The epochs of run {run_id} are damaged. Delete the run, or train it again."
            ) from error
        return table.reshape(-1, len(EPOCH_COLUMNS))

    def snapshot_epochs(self, run_id: str) -> list[int]:
        """Return the epochs of which there is a snapshot, ascending."""
        return [epoch for (epoch,) in self._rows(_SNAPSHOT_EPOCHS, {"run": run_id})]

    def snapshot(self, run_id: str, epoch: int) -> Snapshot:
        """Return the snapshot of an epoch.

        Raises
        ------
        KeyError
            If there is none.
        """
        rows = self._rows(_SNAPSHOT, {"run": run_id, "epoch": epoch})
        if not rows:
            raise KeyError(f"run {run_id} has no snapshot of epoch {epoch}")
        return Snapshot(*rows[0])

    def pictures(self, run_id: str, epochs: Iterable[int]) -> dict[int, bytes]:
        """Return the pictures of some epochs, those there are."""
        return dict(self._rows(_PICTURES, {"run": run_id, "epochs": list(epochs)}))

    def case_scores(self, run_id: str) -> bytes | None:
        """Return the packet of ``rnnviz.runs.case_scores``; None for a run that has none."""
        rows = self._rows(_CASE_SCORES, {"run": run_id})
        return rows[0][0] if rows else None

    def checkpoint(self, run_id: str) -> Checkpoint | None:
        """Return where a run can be taken up again; None is its very beginning.

        Raises
        ------
        StoreError
            If what is kept of it cannot be read.
        """
        return checkpoint_of(self._rows(CHECKPOINT, {"run": run_id}), run_id)


def run_within(connection: Connection, run_id: str) -> Run:
    """Return a run as a transaction that is under way has it; KeyError if there is none."""
    return the_run(connection.execute(ONE_RUN, {"run": run_id}).all(), run_id)


def the_run(rows: Sequence[Any], run_id: str) -> Run:
    """Return the run of a query for one; KeyError if there is none that can be read."""
    found = run_of(*rows[0]) if rows else None
    if found is None:
        raise KeyError(run_id)
    return found


def checkpoint_of(rows: Sequence[Any], run_id: str) -> Checkpoint | None:
    """Return the checkpoint of a query for one; `StoreError` if it cannot be read."""
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


def run_of(
    run_id: str,
    workspace: str,
    spec: str,
    status: Any,
    reason: Any,
    created: Any,
    worker: Any,
    result: str,
    name: Any,
    attempt: Any,
    pace: Any,
) -> Run | None:
    """Return the run of a row; None if this version cannot read it."""
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
        or not all(isinstance(text, str) for text in (reason, worker, name))
    ):
        return None
    return Run(
        run_id,
        workspace,
        read,
        status,
        reason,
        created,
        worker,
        found,
        name,
        attempt,
        pace,
    )
