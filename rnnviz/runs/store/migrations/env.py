"""What Alembic runs: the revisions, on a connection whose transaction is open already."""

from alembic import context

from rnnviz.runs.store.tables import metadata, revision

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=revision.name,
)
context.run_migrations()
