"""What can befall the store's file while it is in use, as it befalls it in earnest.

Each is a context: it strikes when it is entered, and is over when it is left.
"""

import os
import signal
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import event

from rnnviz.runs.store import RunStore

SAID = {
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database is locked": sqlite3.SQLITE_BUSY,
    "database or disk is full": sqlite3.SQLITE_FULL,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
}
SAID_BY_POSTGRES = (
    psycopg.errors.DiskFull("could not extend file: No space left on device"),
    psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    psycopg.errors.DeadlockDetected("deadlock detected"),
    psycopg.errors.ReadOnlySqlTransaction("cannot execute in a read-only transaction"),
    psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
    psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly"),
)


class Mood:
    """When statements fail, of connections of either kind."""

    # Given a statement: nothing, or the error to raise and whether the statement is done first.
    now: Callable[[str], tuple[Exception | str, bool] | None] = staticmethod(lambda said: None)
    raised = 0

    @classmethod
    def strike(cls, connection, statement, call, *values):
        told = cls.now(statement)
        if told is None:
            return call(*values)
        error, done_first = told
        if done_first:
            call(*values)
        Mood.raised += 1
        if isinstance(error, str):
            real = sqlite3.OperationalError(error)
            real.sqlite_errorcode = SAID[error]
            raise real
        if type(error) in (psycopg.errors.AdminShutdown, psycopg.OperationalError):
            connection.close()  # as the other end does it
        raise error


class MoodyCursor(sqlite3.Cursor):
    def execute(self, statement, *values):
        return Mood.strike(self, statement, super().execute, statement, *values)

    def executemany(self, statement, *values):
        return Mood.strike(self, statement, super().executemany, statement, *values)


class Capricious(sqlite3.Connection):
    """A connection that fails at moments that ``Mood`` is told, before a statement or after."""

    all: weakref.WeakSet["Capricious"] = weakref.WeakSet()

    def __init__(self, path, *arguments, **options):
        super().__init__(path, *arguments, **options)
        self.path = path
        self.all.add(self)

    def cursor(self, factory=MoodyCursor):
        return super().cursor(factory)

    def commit(self):
        if self.in_transaction:
            Mood.strike(self, "COMMIT", super().commit)

    def rollback(self):
        if self.in_transaction:
            Mood.strike(self, "ROLLBACK", super().rollback)


class MoodyServerCursor(psycopg.Cursor):
    def execute(self, statement, *values, **options):
        call = super().execute
        return Mood.strike(
            self.connection, str(statement), lambda: call(statement, *values, **options)
        )

    def executemany(self, statement, *values, **options):
        call = super().executemany
        return Mood.strike(
            self.connection, str(statement), lambda: call(statement, *values, **options)
        )


class CapriciousToServer(psycopg.Connection):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.cursor_factory = MoodyServerCursor

    def commit(self):
        Mood.strike(self, "COMMIT", super().commit)

    def rollback(self):
        if not self.closed:
            Mood.strike(self, "ROLLBACK", super().rollback)


class FaultyStore(RunStore):
    connection_class = Capricious

    def __init__(self, place):
        super().__init__(place)
        if self.path is None:
            for engine in (self._engine, self._reading):
                event.listen(engine, "do_connect", _connect_capriciously)
                engine.dispose()


def _connect_capriciously(dialect, record, arguments, options):
    return CapriciousToServer.connect(*arguments, **options)


def connections_of(store):
    """Return the connections to a store's file that are open."""
    return [one for one in Capricious.all if one.path == store.path and _is_open(one)]


def _is_open(connection):
    try:
        return connection.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False


@contextmanager
def mood(of) -> Iterator[None]:
    """Statements fail as a function says."""
    before, Mood.now = Mood.now, staticmethod(of)
    try:
        yield
    finally:
        Mood.now = staticmethod(before)


def moods(chance, share=0.3, said=SAID):
    """Statements fail at random; of a COMMIT also the word that it was done may be lost."""

    def at_random(statement):
        if statement.startswith(("PRAGMA", "SET ")) or chance.random() > share:
            return None
        return chance.choice(list(said)), statement == "COMMIT" and chance.random() < 0.5

    return mood(at_random)


def failing_at(*beginnings, error="disk I/O error"):
    """Each of some statements fails once, the first that begins so."""
    left = list(beginnings)

    def once(statement):
        for one in left:
            if statement.startswith(one):
                left.remove(one)
                return error, False
        return None

    return mood(once)


@contextmanager
def down(server, how=signal.SIGINT) -> Iterator[None]:
    """The database server does not run; SIGQUIT is a crash."""
    server.stop(how)
    try:
        yield
    finally:
        server.start()


@contextmanager
def held(store) -> Iterator[None]:
    """Another program writes and does not end."""
    other = sqlite3.connect(store.path, timeout=5, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


@contextmanager
def read_only(store) -> Iterator[None]:
    """Nothing may be written any more through the connections that there are."""
    connections = connections_of(store)
    for connection in connections:
        connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        for connection in connections:
            connection.execute("PRAGMA query_only = OFF")


@contextmanager
def full(store) -> Iterator[None]:
    """There is no room for another page, and none within the file."""
    other = sqlite3.connect(store.path, timeout=5, isolation_level=None)
    connections = connections_of(store)
    try:
        other.execute("BEGIN IMMEDIATE")
        (free,) = other.execute("PRAGMA freelist_count").fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
        other.execute("CREATE TABLE ballast (x)")
        other.execute("INSERT INTO ballast VALUES (zeroblob(?))", (free * size,))
        (pages,) = other.execute("PRAGMA page_count").fetchone()
        for connection in connections:
            connection.execute(f"PRAGMA max_page_count = {pages}")
        other.execute("COMMIT")
        yield
    finally:
        for connection in connections:
            connection.execute("PRAGMA max_page_count = 1000000000")
        other.execute("DROP TABLE ballast")
        other.close()


@contextmanager
def broken(store) -> Iterator[None]:
    """The operating system refuses what SQLite writes to its log, and goes on to read (Linux)."""
    log = f"{store.path}-wal"
    found = [int(fd) for fd in os.listdir("/proc/self/fd") if _leads_to(fd, log)]
    assert found
    before = {fd: os.dup(fd) for fd in found}
    reads = os.open(log, os.O_RDONLY)
    try:
        for fd in found:
            os.dup2(reads, fd)
        yield
    finally:
        for fd, kept in before.items():
            os.dup2(kept, fd)
            os.close(kept)
        os.close(reads)


@contextmanager
def moved(store, *suffixes) -> Iterator[None]:
    """Files are moved away, and come back."""
    names = [f"{store.path}{suffix}" for suffix in suffixes]
    for name in names:
        os.rename(name, f"{name}.away")
    try:
        yield
    finally:
        for name in names:
            os.rename(f"{name}.away", name)


def _leads_to(fd: str, path: str) -> bool:
    try:
        return os.path.samefile(f"/proc/self/fd/{fd}", path)
    except OSError:
        return False
