"""What runs occupy: kept in each run's row by every transaction that changes what it has."""

from sqlalchemy import (
    Connection,
    Integer,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
    text,
)

from rnnviz.runs.store.quota import Usage
from rnnviz.runs.store.tables import runs

# Of a row of an epoch, and of a run's own row with its settings and its result: about.
EPOCH_BYTES, RUN_BYTES = 80, 4096

# The length of a blob is known without reading it, on both kinds of database.
_MEASURE = text(
    f"""
    UPDATE runs SET
      trained = coalesce((SELECT max(epoch) FROM epochs WHERE run = :run), 0),
      bytes = {RUN_BYTES}
        + {EPOCH_BYTES} * coalesce((SELECT max(epoch) FROM epochs WHERE run = :run), 0)
        + coalesce((SELECT sum(length(weights) + length(picture)) FROM snapshots
                    WHERE run = :run), 0)
        + coalesce((SELECT length(tensors) + length(numbers) FROM checkpoints
                    WHERE run = :run), 0)
        + coalesce((SELECT length(packet) FROM case_scores WHERE run = :run), 0)
    WHERE id = :run
    """
)
_BYTES_OF_ONE = select(runs.c.bytes, runs.c.workspace).where(
    runs.c.id == bindparam("run", type_=Text)
)
_ZERO = literal_column("0", Integer)
_DELETED = func.coalesce(func.sum(case((runs.c.hidden.is_not(None), runs.c.bytes), else_=0)), _ZERO)
USAGE = select(
    func.coalesce(func.sum(runs.c.bytes), _ZERO),
    func.count(),
    func.coalesce(func.sum(runs.c.trained), _ZERO),
    _DELETED,
).where(runs.c.workspace == bindparam("workspace", type_=Text))
WHOLE = select(func.coalesce(func.sum(runs.c.bytes), _ZERO))


def measure(connection: Connection, run_id: str) -> None:
    """Write down what a run occupies, after a change of what it has."""
    connection.execute(_MEASURE, {"run": run_id})


def bytes_of(connection: Connection, run_id: str) -> tuple[int, str]:
    """Return what a run occupies by its row, and its workspace."""
    found, workspace = connection.execute(_BYTES_OF_ONE, {"run": run_id}).one()
    return int(found), workspace


def usage_of(connection: Connection, workspace: str) -> Usage:
    """Return what a workspace occupies, within a transaction."""
    return Usage(*map(int, connection.execute(USAGE, {"workspace": workspace}).one()))
