"""The tables of a store, the same on SQLite and on PostgreSQL."""

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    event,
)

# One more with each revision in ``migrations``; the number that SQLite keeps as `user_version`.
VERSION = 6


class Blob(LargeBinary):
    """Bytes as they are stored: a damaged cell of SQLite may hold something else."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Take what the database gives."""
        return None


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _of_a_run(**options: Any) -> Column[str]:
    return Column("run", Text, ForeignKey("runs.id", ondelete="CASCADE"), **options)


metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("spec", Text, nullable=False),
    Column("status", Text, nullable=False),
    _text("reason"),
    Column("created", Double, nullable=False),
    # The order in which runs were made: a clock that was set changes nothing about it.
    Column("number", BigInteger, nullable=False),
    _text("result", "{}"),
    _text("name"),
    Column("pace", Double, nullable=False),
    Column("hidden", Double),
    # Who trains it, for which time, and by what it is seen that he lives.
    _text("worker"),
    _count("attempt"),
    _count("beat"),
    _count("crashes"),
    # What a person asked of who trains it.
    _text("command"),
    _count("clicks"),
    # Its place among all that were ever claimed, from 1: whose visitor waited longest is next.
    Column("claimed", BigInteger, nullable=False, server_default="0"),
    # What it occupies: kept with every change of it, so that a workspace is summed up cheaply.
    Column("bytes", BigInteger, nullable=False, server_default="0"),
    _count("trained"),
)
Index("runs_by_number", runs.c.number)
Index("runs_by_workspace", runs.c.workspace, runs.c.number)
Index("runs_by_status", runs.c.status)
Index("runs_by_turn", runs.c.workspace, runs.c.claimed)

epochs = Table(
    "epochs",
    metadata,
    _of_a_run(primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("train_loss", Double),
    Column("validation_loss", Double),
    Column("metric", Double),
    Column("gradient_norm", Double),
    Column("learning_rate", Double),
    Column("seconds", Double),
    sqlite_with_rowid=False,
)

snapshots = Table(
    "snapshots",
    metadata,
    _of_a_run(primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("weights", Blob, nullable=False),
    Column("picture", Blob, nullable=False),
    Column("kept", Integer, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    _of_a_run(primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("tensors", Blob, nullable=False),
    Column("numbers", Text, nullable=False),
)

case_scores = Table(
    "case_scores",
    metadata,
    _of_a_run(primary_key=True),
    Column("packet", Blob, nullable=False),
)

# Weights do not become smaller: PostgreSQL would spend three times as long on each in trying.
for _blob in (snapshots.c.weights, checkpoints.c.tensors):
    _kept = DDL(f"ALTER TABLE {_blob.table} ALTER COLUMN {_blob.name} SET STORAGE EXTERNAL")
    event.listen(_blob.table, "after_create", _kept.execute_if(dialect="postgresql"))

# Alembic's, under a name of ours: a database may hold the tables of another program beside these.
revision = Table("rnnviz_version", MetaData(), Column("version_num", String(32), primary_key=True))
