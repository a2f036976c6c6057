"""When a run was deleted: it can still be brought back."""

from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Migrate a file of SQLite."""
    op.execute("ALTER TABLE runs ADD COLUMN hidden REAL")
