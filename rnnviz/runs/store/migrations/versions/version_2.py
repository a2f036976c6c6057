"""Names, paces and attempts of runs; checkpoints to go on from; layers in the specs."""

from alembic import op
from sqlalchemy import text

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Migrate a file of SQLite."""
    # Files of version 1 were written with and without this column.
    found = op.get_bind().execute(text("PRAGMA table_info(epochs)"))
    if "metric" not in [name for _, name, *_ in found]:
        op.execute("ALTER TABLE epochs ADD COLUMN metric REAL")
    op.execute("ALTER TABLE runs ADD COLUMN name TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE runs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE runs ADD COLUMN pace REAL NOT NULL DEFAULT 9e999")
    op.execute(
        "CREATE TABLE checkpoints (run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,"
        " epoch INTEGER NOT NULL, tensors BLOB NOT NULL, numbers TEXT NOT NULL)"
    )
    # The first specs had one number for the network, and those were all it had.
    op.execute(
        "UPDATE runs SET spec = json_remove(json_set(spec, '$.architecture',"
        " json_object('hidden_size', json_extract(spec, '$.hidden_size'))), '$.hidden_size')"
        " WHERE json_valid(spec) AND json_extract(spec, '$.hidden_size') IS NOT NULL"
    )
