"""A database that is open: reading it, and writing to it in transactions."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, select
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError

from rnnviz.runs.store.address import address_of
from rnnviz.runs.store.errors import StoreError, shortened
from rnnviz.runs.store.migrate import bring_up_to_date
from rnnviz.runs.store.postgresql import Server
from rnnviz.runs.store.sqlite import SQLiteFile
from rnnviz.runs.store.tables import VERSION, metadata


class Database:
    """One database with its connections, for any thread.

    Parameters
    ----------
    place
        A file, made with its folder if it is not there, or the URL of a PostgreSQL database.
    check
        Whether all of a file is looked through for damage, as who opens it first should do.

    Raises
    ------
    StoreError
        If it cannot be made or opened, is damaged, something else, or of a newer version.
        What was there is left as it is.
    """

    # What SQLite calls a connection; another class can watch what is said to the file.
    connection_class: type[sqlite3.Connection] = sqlite3.Connection

    def __init__(self, place: Path | str, *, check: bool = True) -> None:
        found = address_of(place)
        self.address, self.name, self.path = found.url, found.name, found.path
        self._kind: SQLiteFile | Server
        if found.path is not None:
            self._kind = SQLiteFile(found.path, self.connection_class)
        else:
            self._kind = Server(found.url, found.name)
        self._engine = self._kind.engine()
        self._reading = self._kind.reading(self._engine)
        try:
            self._open(check)
        except (OSError, UnicodeError, SQLAlchemyError, sqlite3.Error) as error:
            self.close()
            raise self._kind.cannot_open(getattr(error, "orig", None) or error) from error
        except BaseException:
            self.close()
            raise

    def _open(self, check: bool) -> None:
        self._kind.prepare()
        with self._reading.connect() as connection:
            version = self._kind.version(connection, check=check)
        if version < VERSION:
            with self._engine.begin() as connection:
                self._kind.begin(connection)
                self._kind.wait_for_others(connection)
                # Another process may have done it meanwhile.
                version = self._kind.version(connection, check=False)
                if version < VERSION:
                    bring_up_to_date(connection, version)
                    self._kind.set_version(connection)
                    version = VERSION
        if version > VERSION:
            raise StoreError(
                f"{self.name} was written by a newer rnnviz (file format {version}; this one reads "
                f"up to {VERSION}). Update rnnviz, or {self._kind.elsewhere}."
            )
        self._check_columns()
        self._kind.opened(self._engine, first=check)

    def _check_columns(self) -> None:
        # A letter of the layout can be damaged where SQLite finds nothing amiss.
        with self._reading.connect() as connection:
            for table in metadata.sorted_tables:
                try:
                    connection.execute(select(table).limit(0))
                except DBAPIError as error:
                    if error.connection_invalidated:
                        raise
                    raise self._kind.damaged(shortened(error.orig)) from error

    def database_time(self) -> float:
        """Return seconds since 1970, by the clock of the database where it has one."""
        clock = self._kind.clock
        return time.time() if clock is None else float(self._rows(clock)[0][0])

    def _now(self, connection: Connection) -> float:
        """Return the same within a transaction."""
        clock = self._kind.clock
        return time.time() if clock is None else float(connection.execute(clock).scalar_one())

    def _rows(self, query: Executable, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Return all rows of a query, or raise a `StoreError`."""
        with self._told("read"):
            try:
                return self._rows_once(query, values)
            except DBAPIError as error:
                if isinstance(error, DataError):
                    return []  # asked for something that no row can hold
                if not error.connection_invalidated:
                    raise
            except (UnicodeEncodeError, OverflowError):
                return []
            # The server was restarted, say: the pool has thrown away what was open then.
            return self._rows_once(query, values)

    def _rows_once(self, query: Executable, values: Mapping[str, Any] | None) -> list[Any]:
        self._kind.check_place()
        with self._reading.connect() as connection:
            cursor = connection.execute(query, values).cursor
            assert cursor is not None
            # As the driver has them: nothing in our tables needs to be made into anything else.
            return list(cursor.fetchall())

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Write all that is done with the connection, or nothing of it."""
        with self._told("written"):
            self._kind.check_place()
            with self._engine.begin() as connection:
                self._kind.begin(connection)
                yield connection

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            said = getattr(error, "orig", None) or error
            raise StoreError(
                f"The runs in {self.name} cannot be {what}: {shortened(said)}. "
                f"{self._kind.mend(said)}"
            ) from error

    @property
    def warning(self) -> str:
        """What the administrator should know of how the store is kept; mostly nothing."""
        return self._kind.warning

    def tidy(self) -> bool:
        """Give unused space back to the disk for a moment; return whether there is more of it."""
        return self._kind.tidy(self._engine)

    def close(self) -> None:
        """Close the connections of all threads. The store cannot be used afterwards."""
        self._kind.close()
        self._reading.dispose()
        self._engine.dispose()
