"""The store's file: opening it, and writing to it in transactions."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rnnviz.runs.schema import SCHEMA_VERSION, bring_up_to_date, version_of

_SQLITE_HEADER = 100


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why and what to do."""


class Database:
    """One SQLite file in WAL mode, with a connection for every thread.

    Parameters
    ----------
    path
        The file; made with its folder if it is not there.

    Raises
    ------
    StoreError
        If the file cannot be made or opened, is damaged, something else, or of a newer version.
        A file that was there is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        try:
            # For its owner alone: on a shared server the runs bear the secrets of their browsers.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # To SQLite a file shorter than its own header is an empty one, and gets a new layout.
            if path.is_file() and 0 < path.stat().st_size < _SQLITE_HEADER:
                raise StoreError(_no_file_of_ours(path))
            version = version_of(self._connection())
            self._check(version)
            if version < SCHEMA_VERSION:
                with self._transaction() as connection:
                    bring_up_to_date(connection)
        except (OSError, UnicodeError, sqlite3.Error) as error:
            self.close()
            raise StoreError(
                f"The runs cannot be kept in {path}: {' '.join(str(error).split())[:120]}. "
                "Set RNNVIZ_HOME to a folder that can be written."
            ) from error
        except StoreError:
            self.close()
            raise
        if version > SCHEMA_VERSION:
            self.close()
            raise StoreError(
                f"{path} was written by a newer rnnviz (version {version} of its layout, this one "
                f"knows {SCHEMA_VERSION}). Update rnnviz, or set RNNVIZ_HOME to another folder."
            )

    def _check(self, version: int) -> None:
        """Refuse a file that is damaged or no store, here rather than on some page."""
        connection = self._connection()
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            found = found.splitlines()[-1]
            raise StoreError(
                f"The runs in {self.path} cannot be read: the file is damaged ({found}). Move it "
                "away, repair it with the .recover of sqlite3, or set RNNVIZ_HOME to another "
                "folder."
            )
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        ours = 0 < version <= SCHEMA_VERSION and "runs" in tables
        if not ours and 0 != version <= SCHEMA_VERSION:
            raise StoreError(_no_file_of_ours(self.path))

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Every thread has its own; the flag only lets `close` close them all.
            connection = sqlite3.connect(
                self.path, timeout=10, isolation_level=None, check_same_thread=False
            )
            # One damaged letter is not to hide every run.
            connection.text_factory = _decoded
            with self._guard:
                self._connections.append(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this keeps the file sound through a crash of the process; only a
            # power cut may lose the newest transactions.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk ends a transaction by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StoreError(
                f"The runs in {self.path} cannot be written: {error}. Make room on the disk, or "
                "set RNNVIZ_HOME to a folder that can be written."
            ) from error

    def close(self) -> None:
        """Close the connections of all threads. The store cannot be used afterwards."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()


def _decoded(text: bytes) -> str:
    return text.decode(errors="replace")


def _no_file_of_ours(path: Path) -> str:
    return f"{path} is no file of rnnviz. Move it away, or set RNNVIZ_HOME to another folder."
