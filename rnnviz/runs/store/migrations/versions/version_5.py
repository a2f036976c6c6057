"""Workers write: who holds a run, by what it is seen that he lives, and what is asked of him.

The first layout of a PostgreSQL database; what is older is a file of SQLite.
"""

from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Migrate a file of SQLite; what waited or trained waits for a worker."""
    # It named the app that looked after a run.
    op.execute("ALTER TABLE runs RENAME COLUMN owner TO worker")
    op.execute("ALTER TABLE runs ADD COLUMN number BIGINT NOT NULL DEFAULT 0")
    for name in ("beat", "crashes", "clicks"):
        op.execute(f"ALTER TABLE runs ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE runs ADD COLUMN command TEXT NOT NULL DEFAULT ''")
    op.execute("UPDATE runs SET worker = '', number = rowid")
    op.execute(
        "UPDATE runs SET attempt = attempt + 1, reason = '',"
        # What was deleted while it trained is not to train unseen.
        " status = CASE WHEN hidden IS NULL THEN 'queued' ELSE 'paused' END"
        " WHERE status IN ('queued', 'running')"
    )
    op.execute("DROP INDEX IF EXISTS runs_by_age")
    op.execute("CREATE INDEX runs_by_number ON runs (number)")
    op.execute("CREATE INDEX runs_by_workspace ON runs (workspace, number)")
    op.execute("CREATE INDEX runs_by_status ON runs (status)")
