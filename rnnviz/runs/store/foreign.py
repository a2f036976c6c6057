"""Telling a store from a file of SQLite that another program made, by its layout alone.

Nothing in a file is asked for before that is known: a view may go on for ever.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from rnnviz.runs.store.tables import VERSION

SCHEMA = "SELECT type, name, sql FROM sqlite_schema"
_BEGINS, _HEADER, _LOG_FORMAT, _USES_A_LOG = b"SQLite format 3\0", 100, 18, 2
# What a store is made of, of any version.
_OURS = ("table", "index")


def is_foreign(version: int, schema: Iterable[Sequence[object]]) -> bool:
    """Say whether a layout is another program's.

    Parameters
    ----------
    version
        What the file says. That of a later rnnviz is not looked at.
    schema
        The rows of ``SCHEMA``.
    """
    if version > VERSION:
        return False
    rows = [tuple(row) for row in schema]
    if version == 0:
        return bool(rows)
    return (
        version < 0
        or ("table", "runs") not in [(kind, name) for kind, name, _ in rows]
        or any(kind not in _OURS for kind, _, _ in rows)
        or any(str(sql).upper().startswith("CREATE VIRTUAL") for _, _, sql in rows)
    )


def is_seen_to_be_foreign(path: Path) -> bool:
    """Look at a file without changing it; a store has a log, and is looked at when it is open.

    Opened as a store, it would be given a log, and so be changed.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if not header.startswith(_BEGINS) or header[_LOG_FORMAT] == _USES_A_LOG:
        return False
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            connection.text_factory = bytes
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            rows = connection.execute(SCHEMA).fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return False  # damaged, or in use: who opens it says so
    return is_foreign(version, [tuple(map(_decoded, row)) for row in rows])


def _decoded(value: object) -> object:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
