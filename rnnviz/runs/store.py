"""The runs on disk: one SQLite file in WAL mode, read by every page, written by one process.

Nothing is pickled: settings and results are JSON, weights are safetensors, pictures are
packets of ``rnnviz.packet``.
"""

import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import platformdirs
from numpy.typing import NDArray

from rnnviz.runs.spec import RunSpec

Status = Literal["queued", "running", "finished", "stopped", "diverged", "failed", "interrupted"]
STATUSES: tuple[Status, ...] = get_args(Status)
ACTIVE: tuple[Status, ...] = ("queued", "running")
DEFAULT_WORKSPACE = "default"
SCHEMA_VERSION = 1

EPOCH_COLUMNS = (
    "epoch",
    "train_loss",
    "validation_loss",
    "metric",
    "gradient_norm",
    "learning_rate",
    "seconds",
)

_SCHEMA = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    spec TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX runs_by_age ON runs (workspace, created DESC);
CREATE TABLE epochs (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    train_loss REAL, validation_loss REAL, metric REAL,
    gradient_norm REAL, learning_rate REAL, seconds REAL,
    PRIMARY KEY (run, epoch)
) WITHOUT ROWID;
CREATE TABLE snapshots (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    weights BLOB NOT NULL,
    picture BLOB NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (run, epoch)
);
"""


class StoreError(Exception):
    """The store cannot be opened or used; the message says why and what to do."""


@dataclass(frozen=True)
class Run:
    """One row of the store.

    Attributes
    ----------
    id, workspace
        Eight letters and digits; and whose run it is.
    spec
        All that is needed to repeat it.
    status, reason
        Where it stands, and a sentence why where that needs saying.
    created
        Seconds since 1970.
    owner
        The engine that runs it, see ``rnnviz.runs.engine``.
    result
        Empty until the run ends, then the summary that the worker wrote.
    """

    id: str
    workspace: str
    spec: RunSpec
    status: Status
    reason: str
    created: float
    owner: str
    result: dict[str, Any]

    @property
    def active(self) -> bool:
        """Whether it waits or trains."""
        return self.status in ACTIVE


@dataclass(frozen=True)
class Snapshot:
    """A network at one epoch: its weights (safetensors) and its picture (a packet)."""

    epoch: int
    weights: bytes
    picture: bytes


def home_folder() -> Path:
    """Return where runs are kept: ``RNNVIZ_HOME``, or the platform's folder for user data."""
    named = os.environ.get("RNNVIZ_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("rnnviz", appauthor=False))


class RunStore:
    """Runs, their epochs and their snapshots. Safe to use from several threads.

    Parameters
    ----------
    path
        The SQLite file; made with its folder if it is not there.

    Raises
    ------
    StoreError
        If the file cannot be made or opened, or is of a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._transaction() as connection:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                if version == 0:
                    for statement in _SCHEMA.split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"The runs cannot be kept in {path}: {error}. "
                "Set RNNVIZ_HOME to a folder that can be written."
            ) from error
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{path} was written by a newer rnnviz (version {version} of its layout, this one "
                f"knows {SCHEMA_VERSION}). Update rnnviz, or set RNNVIZ_HOME to another folder."
            )

    @classmethod
    def default(cls) -> "RunStore":
        """Open the store in :func:`home_folder`."""
        return cls(home_folder() / "runs.sqlite3")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Every thread has its own; the flag only lets `close` close them all.
            connection = sqlite3.connect(
                self.path, timeout=10, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this keeps the file sound through a crash of the process; only a
            # power cut may lose the newest transactions.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            with self._guard:
                self._connections.append(connection)
        return connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connections of all threads. The store cannot be used afterwards."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    # Writing

    def create(
        self,
        spec: RunSpec,
        *,
        owner: str = "",
        workspace: str = DEFAULT_WORKSPACE,
        run_id: str | None = None,
    ) -> Run:
        """Add a queued run. A run of the same id, if there is one, is replaced with all it had."""
        run_id = run_id or secrets.token_hex(4)
        with self._transaction() as connection:
            connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))
            connection.execute(
                "INSERT INTO runs (id, workspace, spec, status, created, owner)"
                " VALUES (?, ?, ?, 'queued', ?, ?)",
                (run_id, workspace, spec.to_json(), time.time(), owner),
            )
        return self.run(run_id)

    def set_status(
        self, run_id: str, status: Status, reason: str = "", result: dict[str, Any] | None = None
    ) -> None:
        """Say where a run stands. A run that has ended keeps its end."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE runs SET status = ?, reason = ?, result = coalesce(?, result)"
                " WHERE id = ? AND status IN ('queued', 'running')",
                (status, reason, json.dumps(result) if result is not None else None, run_id),
            )

    def append_epochs(self, run_id: str, rows: Iterable[Sequence[float | None]]) -> None:
        """Add rows in the order of ``EPOCH_COLUMNS``; NaN and None are kept as no value."""
        with self._transaction() as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO epochs (run, {', '.join(EPOCH_COLUMNS)})"
                " SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)",
                [(run_id, *row, run_id) for row in rows],
            )

    def put_snapshot(self, run_id: str, snapshot: Snapshot, kept: bool) -> None:
        """Add a snapshot. One that is not to be kept makes way for the next that comes."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM snapshots WHERE run = ? AND NOT kept", (run_id,))
            connection.execute(
                "INSERT OR REPLACE INTO snapshots (run, epoch, weights, picture, kept)"
                " SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)",
                (
                    run_id,
                    snapshot.epoch,
                    snapshot.weights,
                    snapshot.picture,
                    int(kept),
                    run_id,
                ),
            )

    # Reading

    def run(self, run_id: str) -> Run:
        """Return a run.

        Raises
        ------
        KeyError
            If there is none of this id.
        """
        runs = self._runs("WHERE id = ?", (run_id,))
        if not runs:
            raise KeyError(run_id)
        return runs[0]

    def runs(self, workspace: str = DEFAULT_WORKSPACE, limit: int = 200) -> list[Run]:
        """Return the newest runs of a workspace, newest first."""
        return self._runs(
            "WHERE workspace = ? ORDER BY created DESC, rowid DESC LIMIT ?", (workspace, limit)
        )

    def active_runs(self) -> list[Run]:
        """Return the runs of all workspaces that wait or train."""
        return self._runs("WHERE status IN ('queued', 'running') ORDER BY created", ())

    def _runs(self, where: str, values: tuple[Any, ...]) -> list[Run]:
        rows = self._connection().execute(
            f"SELECT id, workspace, spec, status, reason, created, owner, result FROM runs {where}",
            values,
        )
        return [
            Run(
                id=run_id,
                workspace=workspace,
                spec=RunSpec.from_json(spec),
                status=status,
                reason=reason,
                created=created,
                owner=owner,
                result=json.loads(result),
            )
            for run_id, workspace, spec, status, reason, created, owner, result in rows
        ]

    def epochs(self, run_id: str, after: int = -1) -> NDArray[np.float64]:
        """Return the epochs behind ``after``: (epochs, ``EPOCH_COLUMNS``), NaN for no value."""
        rows = self._connection().execute(
            f"SELECT {', '.join(EPOCH_COLUMNS)} FROM epochs"
            " WHERE run = ? AND epoch > ? ORDER BY epoch",
            (run_id, after),
        )
        table = np.array(rows.fetchall(), dtype=np.float64)
        return table.reshape(-1, len(EPOCH_COLUMNS))

    def snapshot_epochs(self, run_id: str) -> list[int]:
        """Return the epochs of which there is a snapshot, ascending."""
        rows = self._connection().execute(
            "SELECT epoch FROM snapshots WHERE run = ? ORDER BY epoch", (run_id,)
        )
        return [epoch for (epoch,) in rows]

    def snapshot(self, run_id: str, epoch: int) -> Snapshot:
        """Return the snapshot of an epoch.

        Raises
        ------
        KeyError
            If there is none.
        """
        row = (
            self._connection()
            .execute(
                "SELECT epoch, weights, picture FROM snapshots WHERE run = ? AND epoch = ?",
                (run_id, epoch),
            )
            .fetchone()
        )
        if row is None:
            raise KeyError(f"run {run_id} has no snapshot of epoch {epoch}")
        return Snapshot(*row)

    def pictures(self, run_id: str, epochs: Iterable[int]) -> dict[int, bytes]:
        """Return the pictures of some epochs, those there are."""
        wanted = list(epochs)
        rows = self._connection().execute(
            f"SELECT epoch, picture FROM snapshots WHERE run = ?"
            f" AND epoch IN ({', '.join('?' * len(wanted))}) ORDER BY epoch",
            (run_id, *wanted),
        )
        return dict(rows.fetchall())
