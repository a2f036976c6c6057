"""PostgreSQL stores weights as they are: to compress them takes long and gains nothing."""

from sqlalchemy import text

from rnnviz.runs.store import RunStore
from tests.runs.test_privacy import as_version_5

STORAGE = text(
    "SELECT attstorage FROM pg_attribute WHERE attname IN ('weights', 'tensors')"
    " AND attrelid IN ('snapshots'::regclass, 'checkpoints'::regclass)"
)


def storage_of(store):
    with store._transaction() as connection:
        found = connection.execute(STORAGE).scalars().all()
    return [one.decode() if isinstance(one, bytes) else one for one in found]


def test_in_a_new_database_and_in_one_of_an_earlier_version(database):
    store = RunStore(database)
    assert storage_of(store) == ["e", "e"]
    as_version_5(store)
    with store._transaction() as connection:
        connection.execute(text("ALTER TABLE snapshots ALTER COLUMN weights SET STORAGE EXTENDED"))
        connection.execute(
            text("ALTER TABLE checkpoints ALTER COLUMN tensors SET STORAGE EXTENDED")
        )
    assert storage_of(store) == ["x", "x"]
    store.close()
    store = RunStore(database)
    assert storage_of(store) == ["e", "e"]
    store.close()
