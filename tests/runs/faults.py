"""What can befall the store's file while it is in use, as it befalls it in earnest.

Each is a context: it strikes when it is entered, and is over when it is left.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rnnviz.runs.store import RunStore

SAID = (
    "disk I/O error",
    "database is locked",
    "database or disk is full",
    "attempt to write a readonly database",
    "database disk image is malformed",
    "unable to open database file",
)


class Capricious(sqlite3.Connection):
    """A connection that fails at moments that the class is told, before a statement or after."""

    # Given a statement: nothing, or the error to raise and whether the statement is done first.
    raised = 0
    mood: Callable[[str], tuple[str, bool] | None] = staticmethod(lambda statement: None)

    def execute(self, statement, *values):
        return self._moody(statement, super().execute, *values)

    def executemany(self, statement, *values):
        return self._moody(statement, super().executemany, *values)

    def _moody(self, statement, call, *values):
        told = Capricious.mood(statement)
        if told and told[1]:
            call(statement, *values)
        if told:
            Capricious.raised += 1
            raise sqlite3.OperationalError(told[0])
        return call(statement, *values)


class FaultyStore(RunStore):
    connection_class = Capricious


@contextmanager
def moods(chance, share=0.3) -> Iterator[None]:
    """Statements fail at random; of a COMMIT also the word that it was done may be lost."""

    def mood(statement):
        if statement.startswith("PRAGMA") or chance.random() > share:
            return None
        return chance.choice(SAID), statement == "COMMIT" and chance.random() < 0.5

    Capricious.mood = staticmethod(mood)
    try:
        yield
    finally:
        Capricious.mood = staticmethod(lambda statement: None)


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
    with store._guard:
        connections = list(store._connections)
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
    with store._guard:
        connections = list(store._connections)
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
