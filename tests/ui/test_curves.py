import math

import numpy as np
import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui.curves import CurveReader, epochs_per_second, thin_out


def table(epochs):
    return np.array([[k, 1.0, 2.0, 2.5, 3.0, 0.01, 0.5 * k] for k in epochs], dtype=float)


def test_reads_every_epoch_once(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    run = store.create(RunSpec("sine", "gru", Architecture(4), TrainConfig()))
    reader = CurveReader()
    assert reader.read(store, run).shape == (0, 7)
    store.append_epochs(run.id, table(range(3)).tolist())
    assert reader.read(store, run)[:, 0].tolist() == [0, 1, 2]
    asked = []
    original = store.epochs
    store.epochs = lambda run_id, after=-1: asked.append(after) or original(run_id, after)
    store.append_epochs(run.id, table([3]).tolist())
    assert reader.read(store, run)[:, 0].tolist() == [0, 1, 2, 3]
    assert asked == [2]
    store.close()


def test_a_run_trained_anew_is_read_anew(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    spec = RunSpec("sine", "gru", Architecture(4), TrainConfig())
    reader = CurveReader()
    for epochs in (5, 2):
        run = store.create(spec, run_id="demonstration")
        store.append_epochs(run.id, table(range(epochs)).tolist())
        assert len(reader.read(store, run)) == epochs
    store.close()


def test_thins_out_and_keeps_both_ends():
    thinned = thin_out(table(range(2001)), most=300)
    assert len(thinned) <= 300
    assert thinned[0, 0] == 0
    assert thinned[-1, 0] == 2000
    short = table(range(5))
    assert thin_out(short) is short


def test_the_rate_is_that_of_the_newest_epochs():
    assert epochs_per_second(table(range(50))) == pytest.approx(2.0)
    assert epochs_per_second(table([0])) is None
    assert epochs_per_second(np.empty((0, 7))) is None
    assert not math.isnan(epochs_per_second(table([1, 2])))
