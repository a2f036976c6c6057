"""Parts of a transaction that changes one run, which begins by keeping others from its row."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Text, bindparam, delete, func, select, update

from rnnviz.runs.run import (
    ACTIVE,
    EPOCH_COLUMNS,
    PASSING,
    RESUMABLE,
    SCHEDULED,
    Checkpoint,
    Kept,
    Snapshot,
    Status,
)
from rnnviz.runs.store.tables import case_scores, checkpoints, epochs, runs, snapshots
from rnnviz.runs.store.upserts import put, put_epochs, put_picture
from rnnviz.runs.store.usage import measure

_ID = bindparam("run", type_=Text)
_ONE = runs.c.id == _ID
STANDS = select(runs.c.attempt, runs.c.status).where(_ONE).with_for_update()
_SET_STATUS = (
    update(runs).where(_ONE).values(status=bindparam("stands"), reason=bindparam("because"))
)
_SET_RESULT = update(runs).where(_ONE).values(result=bindparam("found"))
_LET_GO = update(runs).where(_ONE).values(worker="", command="")
_FORGET_CHECKPOINT = delete(checkpoints).where(checkpoints.c.run == _ID)
_LAST = (
    select(func.coalesce(func.max(checkpoints.c.epoch), -1))
    .where(checkpoints.c.run == _ID)
    .scalar_subquery()
)
_BEHIND = [
    delete(table).where(table.c.run == _ID, table.c.epoch > _LAST) for table in (epochs, snapshots)
]
_OF_THE_KIND = delete(snapshots).where(
    snapshots.c.run == _ID, snapshots.c.kept == bindparam("of_kind")
)
_PASSED = delete(snapshots).where(
    snapshots.c.run == _ID, snapshots.c.kept == PASSING, snapshots.c.epoch < bindparam("newer")
)


def storable(text: str) -> str:
    """Return a text without what a database cannot hold: zeros and halves of characters."""
    return text.replace("\0", "").encode(errors="replace").decode()


def stands(connection: Connection, run_id: str, attempt: int | None = None) -> Status | None:
    """Return where a run stands and keep it there; None if it is gone, or at another attempt."""
    row = connection.execute(STANDS, {"run": run_id}).one_or_none()
    if row is None or attempt not in (None, row.attempt):
        return None
    status: Status = row.status
    return status


def change_status(
    connection: Connection,
    run_id: str,
    status: Status,
    reason: str,
    result: dict[str, Any] | None = None,
    packet: bytes | None = None,
) -> None:
    """Say where a run stands from now on."""
    one = {"run": run_id}
    connection.execute(_SET_STATUS, one | {"stands": status, "because": storable(reason)})
    if result is not None:
        connection.execute(_SET_RESULT, one | {"found": json.dumps(result)})
    if packet is not None:
        connection.execute(put(case_scores), one | {"packet": packet})
    if status not in ACTIVE:
        connection.execute(_LET_GO, one)
    if status not in (*ACTIVE, *RESUMABLE):
        connection.execute(_FORGET_CHECKPOINT, one)
        measure(connection, run_id)


def forget_what_is_behind(connection: Connection, run_id: str) -> None:
    """Take the epochs and snapshots behind a run's checkpoint away."""
    for statement in _BEHIND:
        connection.execute(statement, {"run": run_id})
    measure(connection, run_id)


def add_epochs(connection: Connection, run_id: str, rows: Iterable[Sequence[float | None]]) -> None:
    """Write epochs."""
    values = [
        dict(zip(EPOCH_COLUMNS, map(_value, row), strict=True)) | {"run": run_id} for row in rows
    ]
    if values:
        connection.execute(put_epochs, values)


def _value(number: float | None) -> float | None:
    return None if number is None or number != number else number


def add_checkpoint(connection: Connection, run_id: str, checkpoint: Checkpoint) -> None:
    """Write a checkpoint in the place of the one before."""
    values = {
        "run": run_id,
        "epoch": checkpoint.epoch,
        "tensors": checkpoint.tensors,
        "numbers": json.dumps(checkpoint.numbers),
    }
    connection.execute(put(checkpoints), values)


def add_snapshot(connection: Connection, run_id: str, snapshot: Snapshot, kept: Kept) -> None:
    """Write a snapshot, in the place of the one before if only the newest of its kind stays."""
    if kept != SCHEDULED:
        connection.execute(_OF_THE_KIND, {"run": run_id, "of_kind": int(kept)})
    # What is passing depends on the pace of a run; what is left of it at its end does not.
    connection.execute(_PASSED, {"run": run_id, "newer": snapshot.epoch})
    values = {
        "run": run_id,
        "epoch": snapshot.epoch,
        "weights": snapshot.weights,
        "picture": snapshot.picture,
        "kept": int(kept),
    }
    connection.execute(put_picture, values)
