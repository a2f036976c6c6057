"""The way from older layouts to this one, and to a new one from nothing.

The versions and what leads from one to the next are revisions of Alembic, in ``migrations``.
"""

from sqlalchemy import Connection

from rnnviz.runs.store.tables import metadata, revision


def bring_up_to_date(connection: Connection, version: int) -> None:
    """Lay out an empty database (version 0) or migrate an older one, within a transaction."""
    revision.create(connection, checkfirst=True)
    if version == 0:
        metadata.create_all(connection)
    else:
        _upgrade(connection, version)


def _upgrade(connection: Connection, version: int) -> None:
    # Only here: who opens a database that is up to date need not wait for Alembic.
    from alembic import command
    from alembic.config import Config

    # Files of versions 1 to 4 have their number only where SQLite keeps it.
    connection.execute(revision.delete())
    connection.execute(revision.insert().values(version_num=str(version)))
    config = Config()
    config.set_main_option("script_location", "rnnviz.runs.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
