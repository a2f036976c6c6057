import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "home" / "runs.sqlite3")
    yield store
    store.close()


@pytest.fixture
def spec():
    return RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=5))
