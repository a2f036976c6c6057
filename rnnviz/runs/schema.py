"""The layout of the store's file, and the way from older layouts to this one."""

import sqlite3

SCHEMA_VERSION = 4

_SCHEMA = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    spec TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '{}',
    name TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL DEFAULT 0,
    pace REAL NOT NULL DEFAULT 9e999,
    hidden REAL
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
CREATE TABLE checkpoints (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    tensors BLOB NOT NULL,
    numbers TEXT NOT NULL
);
CREATE TABLE case_scores (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    packet BLOB NOT NULL
)
"""

# What each table has: read at opening, so that a damaged layout is said there.
COLUMNS = {
    "runs": (
        *("id", "workspace", "spec", "status", "reason", "created", "owner", "result", "name"),
        *("attempt", "pace", "hidden"),
    ),
    "epochs": (
        *("run", "epoch", "train_loss", "validation_loss", "metric", "gradient_norm"),
        *("learning_rate", "seconds"),
    ),
    "snapshots": ("run", "epoch", "weights", "picture", "kept"),
    "checkpoints": ("run", "epoch", "tensors", "numbers"),
    "case_scores": ("run", "packet"),
}

# Of each version, what leads to the next one. A column that is there already is left alone:
# files of version 1 were written with and without `metric`.
_MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE epochs ADD COLUMN metric REAL",
        "ALTER TABLE runs ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE runs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE runs ADD COLUMN pace REAL NOT NULL DEFAULT 9e999",
        "CREATE TABLE checkpoints (run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,"
        " epoch INTEGER NOT NULL, tensors BLOB NOT NULL, numbers TEXT NOT NULL)",
        # The first specs had one number for the network, and those were all it had.
        "UPDATE runs SET spec = json_remove(json_set(spec, '$.architecture',"
        " json_object('hidden_size', json_extract(spec, '$.hidden_size'))), '$.hidden_size')"
        " WHERE json_extract(spec, '$.hidden_size') IS NOT NULL",
    ),
    # When a run was deleted; it can still be brought back.
    2: ("ALTER TABLE runs ADD COLUMN hidden REAL",),
    # What each test case scored, for the interval of a difference.
    3: (
        "CREATE TABLE IF NOT EXISTS case_scores (run TEXT PRIMARY KEY"
        " REFERENCES runs (id) ON DELETE CASCADE,"
        " packet BLOB NOT NULL)",
    ),
}


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a file's layout; 0 if it is empty."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Lay out an empty file, or bring an older layout to this one, within a transaction."""
    version = version_of(connection)
    if version == 0:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
    else:
        for older in range(version, SCHEMA_VERSION):
            for statement in _MIGRATIONS[older]:
                _execute_unless_done(connection, statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _execute_unless_done(connection: sqlite3.Connection, statement: str) -> None:
    try:
        connection.execute(statement)
    except sqlite3.OperationalError as error:
        if "duplicate column name" not in str(error):
            raise
