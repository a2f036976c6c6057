"""The first layout: runs, epochs and snapshots in a file of SQLite."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Do nothing: what has no layout yet gets the newest one at once."""
