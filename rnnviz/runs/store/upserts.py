"""Rows that replace those of the same key, in words that SQLite and PostgreSQL share."""

from sqlalchemy import Table, TextClause, text

from rnnviz.runs.run import SCHEDULED
from rnnviz.runs.store.tables import case_scores, checkpoints, epochs, snapshots


def _upsert(table: Table, **changed: str) -> TextClause:
    names = [column.name for column in table.columns]
    keys = ", ".join(column.name for column in table.primary_key)
    values = ", ".join(f":{name}" for name in names)
    new = {c.name: f"excluded.{c.name}" for c in table.columns if not c.primary_key} | changed
    sets = ", ".join(f"{name} = {value}" for name, value in new.items())
    return text(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values})"
        f" ON CONFLICT ({keys}) DO UPDATE SET {sets}"
    )


_put = {table: _upsert(table) for table in (checkpoints, case_scores)}
put_epochs = _upsert(epochs)
# A network that is kept for more than one reason is kept for the one that lasts longest.
_KEPT = "snapshots.kept", "excluded.kept"
put_picture = _upsert(
    snapshots,
    kept=f"CASE WHEN {SCHEDULED} IN ({', '.join(_KEPT)}) THEN {SCHEDULED}"
    f" WHEN {' > '.join(_KEPT)} THEN {_KEPT[0]} ELSE {_KEPT[1]} END",
)


def put(table: Table) -> TextClause:
    """Return what writes a run's row of a table that has one of each."""
    return _put[table]
