"""What each run occupies, whose turn it is, hashes of cookies, and weights without compression."""

import hashlib

from alembic import op
from sqlalchemy import text

revision = "6"
down_revision = "5"


def upgrade() -> None:
    """Migrate a file of SQLite, or a PostgreSQL database."""
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:  # else the cookies would stay readable where they lay
        op.execute("PRAGMA secure_delete = ON")
    op.execute("ALTER TABLE runs ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0")
    op.execute("CREATE INDEX runs_by_turn ON runs (workspace, claimed)")
    op.execute("ALTER TABLE runs ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE runs ADD COLUMN trained INTEGER NOT NULL DEFAULT 0")
    op.execute(
        "UPDATE runs SET trained ="
        " coalesce((SELECT max(e.epoch) FROM epochs e WHERE e.run = id), 0)"
    )
    op.execute(
        "UPDATE runs SET bytes = 4096 + 80 * trained"
        " + coalesce((SELECT sum(length(s.weights) + length(s.picture)) FROM snapshots s"
        " WHERE s.run = id), 0)"
        " + coalesce((SELECT length(c.tensors) + length(c.numbers) FROM checkpoints c"
        " WHERE c.run = id), 0)"
        " + coalesce((SELECT length(p.packet) FROM case_scores p WHERE p.run = id), 0)"
    )
    found = connection.execute(
        text("SELECT DISTINCT workspace FROM runs WHERE workspace LIKE 'browser-%'")
    )
    for workspace in found.scalars().all():
        secret = workspace.removeprefix("browser-")
        hashed = "browser-" + hashlib.sha256(secret.encode()).hexdigest()
        connection.execute(
            text("UPDATE runs SET workspace = :hashed WHERE workspace = :workspace"),
            {"hashed": hashed, "workspace": workspace},
        )
    if on_sqlite:
        op.execute("PRAGMA secure_delete = OFF")
    else:
        op.execute("ALTER TABLE snapshots ALTER COLUMN weights SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE checkpoints ALTER COLUMN tensors SET STORAGE EXTERNAL")
