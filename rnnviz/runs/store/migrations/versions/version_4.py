"""What each test case scored, for the interval of a difference."""

from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Migrate a file of SQLite."""
    op.execute(
        "CREATE TABLE IF NOT EXISTS case_scores (run TEXT PRIMARY KEY"
        " REFERENCES runs (id) ON DELETE CASCADE, packet BLOB NOT NULL)"
    )
