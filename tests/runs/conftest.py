import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig

KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def place(request, tmp_path):
    """Return where a new store can be made: on either kind of database."""
    if request.param == "sqlite":
        return tmp_path / "home" / "runs.sqlite3"
    return request.getfixturevalue("database")


@pytest.fixture
def store(place):
    store = RunStore(place)
    yield store
    store.close()


@pytest.fixture
def file_store(tmp_path):
    store = RunStore(tmp_path / "home" / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture
def spec():
    return RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=5))
