"""A store in one SQLite file in WAL mode, which several processes of one machine may share."""

import math
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, QueuePool, create_engine

from rnnviz.runs.store.errors import StoreError, shortened
from rnnviz.runs.store.foreign import SCHEMA, is_foreign, is_seen_to_be_foreign
from rnnviz.runs.store.privacy import close_to_others, make_closed, open_to_others
from rnnviz.runs.store.space import (
    LOG_BYTES,
    SpaceReturn,
    set_layout,
    shorten_log,
    write_anew,
)
from rnnviz.runs.store.tables import VERSION

BUSY_SECONDS = 10.0
_HEADER = 100
# A hundred visitors at once need many connections for a moment; so many stay open.
_SPARE = 16
# Who gives space back waits no longer than this for others.
_TIDY_WAITS_SECONDS = 0.03
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


class SQLiteFile:
    """One file: how it is opened, and what can befall it.

    Parameters
    ----------
    path
        The file; made with its folder if it is not there.
    connection_class
        What SQLite calls a connection; another class can watch what is said to the file.
    """

    elsewhere = "set RNNVIZ_HOME to another folder"
    # That of the machine, on which all who open a file are.
    clock = None

    def __init__(
        self, path: Path, connection_class: type[sqlite3.Connection] = sqlite3.Connection
    ) -> None:
        self.name = str(path)
        self._path = path
        self._connection_class = connection_class
        self._files: tuple[tuple[int, int] | None, ...] = ()
        self._stays: PoolProxiedConnection | None = None
        self._space = SpaceReturn()

    def prepare(self) -> None:
        """Make the folder, and look at what is there.

        Raises
        ------
        OSError
            If the folder cannot be made.
        StoreError
            If the file cannot be one of SQLite.
        """
        # For its owner alone, as the file is.
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # To SQLite a file shorter than its own header is an empty one, and gets a new layout.
        if self._path.is_file() and 0 < self._path.stat().st_size < _HEADER:
            raise self._no_file_of_ours()
        if self._path.is_file() and is_seen_to_be_foreign(self._path):
            raise self._no_file_of_ours()
        make_closed(self._path)

    def engine(self) -> Engine:
        """Return what makes and keeps connections."""
        return create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=_SPARE,
            max_overflow=-1,
            pool_use_lifo=True,
            hide_parameters=True,
        )

    def _connect(self) -> sqlite3.Connection:
        self.check_place()
        connection = sqlite3.connect(
            self._path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            factory=self._connection_class,
        )
        # One damaged letter is not to hide every run.
        connection.text_factory = _decoded
        _use_a_log(connection)
        # In WAL mode this keeps the file sound through a crash of the process; only a
        # power cut may lose the newest transactions.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
        return connection

    def reading(self, engine: Engine) -> Engine:
        """Return what reads: one statement sees one state of the file by itself."""
        return engine

    def begin(self, connection: Connection) -> None:
        """Begin to write: waiting for others in the middle of a transaction could only fail."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def version(self, connection: Connection, *, check: bool) -> int:
        """Return the version of the file's layout, 0 if it is empty.

        Raises
        ------
        StoreError
            If the file is damaged or no store: it is said here rather than on some page.
        """
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if is_foreign(version, connection.exec_driver_sql(SCHEMA).all()):
            raise self._no_file_of_ours()
        if check:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if found != "ok":
                raise self.damaged(found.splitlines()[-1])
        return version

    def set_version(self, connection: Connection) -> None:
        """Write the version where every rnnviz looks for it."""
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")

    def wait_for_others(self, connection: Connection) -> None:
        """Do nothing: a transaction that writes is alone."""

    def wait_for_workspace(self, connection: Connection, workspace: str) -> None:
        """Do nothing: a transaction that writes is alone."""

    @property
    def warning(self) -> str:
        """What its administrator should know, in words; mostly nothing."""
        return open_to_others(self._path)

    def free_bytes(self) -> float:
        """Return what is free of the disk on which the file is; infinity if that is not known."""
        try:
            return shutil.disk_usage(self._path.parent).free
        except OSError:
            return math.inf

    def opened(self, engine: Engine, *, first: bool) -> None:
        """Take the file for ours from now on; who opens it first puts it in order."""
        close_to_others(self._path)
        if first:
            with self._raw(engine, wait_seconds=0.0) as connection:
                write_anew(connection, self.free_bytes())
                # What a migration took away is still in the file until then.
                with suppress(sqlite3.Error):
                    shorten_log(connection)
        # One connection that stays: the log goes with the last one.
        self._stays = engine.raw_connection()
        cursor = self._stays.cursor()
        cursor.execute("SELECT count(*) FROM runs")
        cursor.fetchall()
        cursor.close()
        self._files = self._files_now()

    def tidy(self, engine: Engine) -> bool:
        """Give unused space back to the disk for a moment; return whether there is more of it.

        Nobody else is kept from writing for longer than some 50 ms at a time.
        """
        try:
            self.check_place()
            with self._raw(engine, _TIDY_WAITS_SECONDS) as connection:
                return self._space.work(connection, self._log_bytes())
        except (sqlite3.Error, StoreError):
            return False  # somebody is in the way: another time

    def _log_bytes(self) -> int:
        try:
            return os.stat(f"{self.name}-wal").st_size
        except OSError:
            return 0

    @contextmanager
    def _raw(self, engine: Engine, wait_seconds: float) -> Iterator[sqlite3.Connection]:
        """Lend a connection that does not wait as long for others as one does that must write."""
        pooled = engine.raw_connection()
        try:
            connection = pooled.driver_connection
            assert isinstance(connection, sqlite3.Connection)
            connection.execute(f"PRAGMA busy_timeout = {int(1000 * wait_seconds)}")
            try:
                yield connection
            finally:
                connection.execute(f"PRAGMA busy_timeout = {int(1000 * BUSY_SECONDS)}")
        finally:
            pooled.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._stays is not None:
            self._stays.close()
            self._stays = None

    def check_place(self) -> None:
        """Raise an error if the file or its log was taken away or replaced since it was opened.

        Connections that are open would go on to write, to a file that nobody finds again; a new
        one would lay out an empty file, or mix two logs.
        """
        if self._files and self._files_now() != self._files:
            raise StoreError(
                f"The runs are no longer in {self.name}: the file or its log was moved or replaced "
                "while rnnviz was running. Put it back, or restart rnnviz."
            )

    def _files_now(self) -> tuple[tuple[int, int] | None, ...]:
        """Return which files bear the names of this store's file and of its log."""
        return _which(self.name), _which(f"{self.name}-wal")

    def mend(self, error: BaseException | None) -> str:
        """Return what to do about an error."""
        return _MEND.get(_number(error), _LOOK_AT_THE_DISK)

    def cannot_open(self, error: BaseException) -> StoreError:
        """Return the error of a file that cannot be opened."""
        if _number(error) == sqlite3.SQLITE_CORRUPT:
            return self.damaged(shortened(error))
        return StoreError(
            f"Runs cannot be stored in {self.name}: {shortened(error)}. Set RNNVIZ_HOME to a "
            "writable folder."
        )

    def damaged(self, how: str) -> StoreError:
        """Return the error of a file that cannot be read."""
        return StoreError(
            f"The runs in {self.name} cannot be read: the file is damaged ({how[:120]}). Move it "
            "away, repair it with the .recover command of sqlite3, or set RNNVIZ_HOME to another "
            "folder."
        )

    def _no_file_of_ours(self) -> StoreError:
        return StoreError(
            f"{self.name} is not an rnnviz file. Move it away, or set RNNVIZ_HOME to another "
            "folder."
        )


def _use_a_log(connection: sqlite3.Connection) -> None:
    """Set WAL mode; the first two to open a new file are in each other's way for a moment."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            set_layout(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if _number(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                connection.close()
                raise
            time.sleep(0.02)


def _number(error: BaseException | None) -> int:
    """Return what kind of error it is, by the lowest byte of its number; 0 if it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _which(name: str) -> tuple[int, int] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None  # not there, or out of reach
    return found.st_dev, found.st_ino


def _decoded(text: bytes) -> Any:
    return text.decode(errors="replace")
