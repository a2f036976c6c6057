"""Giving space back to the disk: what was deleted leaves the file, and its log stays short.

SQLite keeps the pages of what was deleted for what comes next. A file that was made with
``auto_vacuum = INCREMENTAL`` can be made shorter a few pages at a time; an older one must be
written anew once (`VACUUM`).
"""

import sqlite3
import time

# A file larger than this is not written anew: it would hold up the start for too long.
LARGEST_REWRITTEN = 1_000_000_000
# While it is written anew there are up to three of it: the old one, the new one, and the log.
_COPIES = 3
# So much may lie unused: what is trained next takes it.
SPARE_BYTES = 4_000_000
# A portion that keeps others from writing for longer than this is followed by one half as large;
# after each the others have their turn.
PORTION_SECONDS = 0.01
FEWEST_PAGES, MOST_PAGES = 128, 512
PORTIONS, REST_SECONDS = 5, 0.03
# A log longer than this is written into the file.
LOG_BYTES = 16_000_000
# One longer than this has grown because others always write: it is waited for them for longer.
LONG_LOG_BYTES, LONG_LOG_WAIT_MS = 64_000_000, 1000
# So much of it may be left to be written while others wait.
FEW_PAGES = 500
_INCREMENTAL = 2


def set_layout(connection: sqlite3.Connection) -> None:
    """Let an empty file be one that can be made shorter; of any other this changes nothing."""
    if connection.execute("PRAGMA page_count").fetchone()[0] == 0:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")


def write_anew(connection: sqlite3.Connection, free_bytes: float) -> bool:
    """Write an older file anew, so that it can be made shorter; return whether it was.

    Not one that is large, or for whose copies the disk has no room. Who has it open meanwhile
    goes on to read; if he writes, this is left for the next start.
    """
    if _pragma(connection, "auto_vacuum") == _INCREMENTAL:
        return False
    size = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if size > LARGEST_REWRITTEN or free_bytes < _COPIES * size:
        return False
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("VACUUM")
    except sqlite3.OperationalError:
        return False
    return True


class SpaceReturn:
    """Makes one file shorter, in portions whose length follows from how long they take."""

    def __init__(self) -> None:
        self._pages = FEWEST_PAGES
        self._returned = False

    def work(self, connection: sqlite3.Connection, log_bytes: int) -> bool:
        """Return a few portions, with a rest after each for others to write in.

        Parameters
        ----------
        connection
            One that waits for others only for a moment.
        log_bytes
            How long the log is.

        Returns
        -------
        Whether there is more.

        Raises
        ------
        sqlite3.Error
            If another program writes at this moment, or the file cannot be written.
        """
        # The log is written into the file afterwards: that keeps nobody from writing.
        connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        try:
            for _ in range(PORTIONS):
                more = self.portion(connection)
                if not more:
                    break
                time.sleep(REST_SECONDS)
        finally:
            connection.execute("PRAGMA wal_autocheckpoint = 1000").fetchall()
        if log_bytes > LOG_BYTES or (self._returned and not more):
            if log_bytes > LONG_LOG_BYTES:
                connection.execute(f"PRAGMA busy_timeout = {LONG_LOG_WAIT_MS}").fetchall()
            if shorten_log(connection):
                self._returned = False
        return more

    def portion(self, connection: sqlite3.Connection) -> bool:
        """Return one portion; say whether there is more."""
        if _pragma(connection, "auto_vacuum") != _INCREMENTAL:
            return False
        spare = SPARE_BYTES // _pragma(connection, "page_size")
        unused = _pragma(connection, "freelist_count") - spare
        if unused <= 0:
            return False
        pages = min(unused, self._pages)
        start = time.perf_counter()
        # Not `execute`, which takes one step of a statement without columns: one page.
        connection.executescript(f"PRAGMA incremental_vacuum({pages})")
        self._returned = True
        fits = time.perf_counter() - start < PORTION_SECONDS
        self._pages = min(2 * pages, MOST_PAGES) if fits else max(pages // 2, FEWEST_PAGES)
        return unused > pages


def shorten_log(connection: sqlite3.Connection) -> bool:
    """Write what is in the log into the file; return whether the log could be made empty.

    Raises
    ------
    sqlite3.Error
        If the file cannot be written.
    """
    # First without keeping anybody waiting: who must wait for the second waits for little.
    _, pages, written = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if pages - written > FEW_PAGES:
        return False
    (in_use, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not in_use


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
