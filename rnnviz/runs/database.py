"""The store's file: opening it, and writing to it in transactions."""

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rnnviz.runs.schema import COLUMNS, SCHEMA_VERSION, bring_up_to_date, version_of

_SQLITE_HEADER = 100
# A hundred visitors at once need many connections for a moment.
_MOST_SPARE = 16
_BUSY_SECONDS = 10.0
# What to do about an error of SQLite, by the lowest byte of its number.
_HELD = "Another program has locked the file; rnnviz continues when the lock is released."
_DAMAGED = (
    "The file is damaged: close rnnviz, then move the file away or repair it with the .recover "
    "command of sqlite3."
)
_MEND = {
    sqlite3.SQLITE_FULL: "Free some disk space, or set RNNVIZ_HOME to a folder on another disk.",
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_LOOK_AT_THE_DISK = (
    "Check that the disk is connected, writable and not full, or set RNNVIZ_HOME to another folder."
)


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why and what to do."""


class _Lent:
    """A connection in the hands of one thread, until the thread ends."""

    def __init__(
        self, connection: sqlite3.Connection, give_back: Callable[[sqlite3.Connection], None]
    ) -> None:
        self.connection = connection
        self.usable = True
        self._give_back = give_back

    def __del__(self) -> None:
        if self.usable:
            self._give_back(self.connection)


class Database:
    """One SQLite file in WAL mode, with a connection for every thread that uses it.

    A thread that ends leaves its connection to the next. Streamlit runs every script in a thread
    of its own: connections of their own would cost a millisecond each, and the files stay open.

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

    # What SQLite calls a connection; another class can watch what is said to the file.
    connection_class: type[sqlite3.Connection] = sqlite3.Connection

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: tuple[tuple[int, int] | None, ...] = ()
        self._local = threading.local()
        self._connections: set[sqlite3.Connection] = set()
        self._spare: deque[sqlite3.Connection] = deque()
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
            if version <= SCHEMA_VERSION:
                self._check_columns()
                # One connection that stays: the log goes with the last one.
                self._connect().execute("SELECT count(*) FROM runs").fetchone()
            self._files = self._files_now()
        except (OSError, UnicodeError, sqlite3.Error) as error:
            self.close()
            raise StoreError(
                f"Runs cannot be stored in {path}: {' '.join(str(error).split())[:120]}. "
                "Set RNNVIZ_HOME to a writable folder."
            ) from error
        except StoreError:
            self.close()
            raise
        if version > SCHEMA_VERSION:
            self.close()
            raise StoreError(
                f"{path} was written by a newer rnnviz (file format {version}; this one reads up "
                f"to {SCHEMA_VERSION}). Update rnnviz, or set RNNVIZ_HOME to another folder."
            )

    def _check(self, version: int) -> None:
        """Refuse a file that is damaged or no store, here rather than on some page."""
        connection = self._connection()
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise self._damaged(found.splitlines()[-1])
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        ours = 0 < version <= SCHEMA_VERSION and "runs" in tables
        if not ours and 0 != version <= SCHEMA_VERSION:
            raise StoreError(_no_file_of_ours(self.path))

    def _check_columns(self) -> None:
        # A letter of the layout can be damaged where SQLite finds nothing amiss.
        for table, columns in COLUMNS.items():
            try:
                self._connection().execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0")
            except sqlite3.OperationalError as error:
                raise self._damaged(str(error)) from error

    def _damaged(self, how: str) -> StoreError:
        return StoreError(
            f"The runs in {self.path} cannot be read: the file is damaged ({how[:120]}). Move it "
            "away, repair it with the .recover command of sqlite3, or set RNNVIZ_HOME to another "
            "folder."
        )

    def _files_now(self) -> tuple[tuple[int, int] | None, ...]:
        """Return which files bear the names of this store's file and of its log."""
        return tuple(_which(name) for name in (str(self.path), f"{self.path}-wal"))

    def _check_place(self) -> None:
        """Raise an error if the file or its log was taken away or replaced since it was opened.

        Connections that are open would go on to write, to a file that nobody finds again; a new
        one would lay out an empty file, or mix two logs.
        """
        if self._files and self._files_now() != self._files:
            raise StoreError(
                f"The runs are no longer in {self.path}: the file or its log was moved or replaced "
                "while rnnviz was running. Put it back, or restart rnnviz."
            )

    def _connection(self) -> sqlite3.Connection:
        self._check_place()
        lent: _Lent | None = getattr(self._local, "lent", None)
        if lent is None:
            try:
                connection = self._spare.pop()
            except IndexError:
                connection = self._connect()
            lent = self._local.lent = _Lent(connection, self._give_back)
        return lent.connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if len(self._spare) < _MOST_SPARE:
            self._spare.append(connection)
        else:
            # Without the guard: a thread that has it may be the one that is interrupted here.
            self._connections.discard(connection)
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        # One thread at a time has it; the flag lets another have it later, and `close` close it.
        connection = sqlite3.connect(
            self.path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            factory=self.connection_class,
        )
        # One damaged letter is not to hide every run.
        connection.text_factory = _decoded
        with self._guard:
            self._connections.add(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode this keeps the file sound through a crash of the process; only a
        # power cut may lose the newest transactions.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a query, or raise a `StoreError`."""
        try:
            return self._connection().execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._told("read", error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._roll_back(connection)
                raise
        except sqlite3.Error as error:
            raise self._told("written", error) from error

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        # A full disk ends a transaction by itself.
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        if connection.in_transaction:
            # It would refuse every transaction to come; closed, it is rolled back.
            lent: _Lent = self._local.lent
            lent.usable = False
            del self._local.lent
            with self._guard:
                self._connections.remove(connection)
            connection.close()

    def _told(self, what: str, error: sqlite3.Error) -> StoreError:
        number = getattr(error, "sqlite_errorcode", 0) & 0xFF
        said = " ".join(str(error).split())[:120]
        mend = _MEND.get(number, _LOOK_AT_THE_DISK)
        return StoreError(f"The runs in {self.path} cannot be {what}: {said}. {mend}")

    def close(self) -> None:
        """Close the connections of all threads. The store cannot be used afterwards."""
        with self._guard:
            for connection in list(self._connections):
                connection.close()
            self._connections.clear()


def _which(name: str) -> tuple[int, int] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None  # not there, or out of reach
    return found.st_dev, found.st_ino


def _decoded(text: bytes) -> str:
    return text.decode(errors="replace")


def _no_file_of_ours(path: Path) -> str:
    return f"{path} is not an rnnviz file. Move it away, or set RNNVIZ_HOME to another folder."
