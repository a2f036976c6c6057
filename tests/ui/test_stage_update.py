import numpy as np
import pytest

from rnnviz.packet import pack, quantise
from rnnviz.packets import STAGE, STAGE_UPDATE
from rnnviz.runs.run import PASSING, Snapshot
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui.curves import CurveReader
from rnnviz.ui.stage import stage_packet
from rnnviz.ui.stage_update import PictureTurns, update_packet
from tests.checked_packets import checked


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    yield store
    store.close()


def training_run(store, cell="lstm", units=16, seed=0):
    spec = RunSpec("sine", cell, Architecture(units), TrainConfig(epochs=2000, seed=seed))
    run = store.create(spec)
    store.set_status(run.id, "running", attempt=0)
    return store.run(run.id)


def train_on(store, run, epochs):
    rows = [[k, 0.1, 0.2, 0.3, 0.4, 0.01, 0.01 * k] for k in epochs]
    store.append_epochs(run.id, rows)


def draw(store, run, epoch, units=16, steps=80):
    states = np.full((steps, units), epoch / 2000)
    picture = pack({"limit": 1.0}, {"forecast": np.zeros(80), "hidden": quantise(states)})
    store.put_snapshot(run.id, Snapshot(epoch, b"weights", picture), PASSING)


def sent_of(store, run, reader=None, turns=None):
    message = update_packet(store, [run], reader or CurveReader(), turns or PictureTurns())
    return checked(STAGE_UPDATE, message)


def test_six_long_runs_stay_small_at_every_update(store):
    runs = [
        training_run(store, cell, units, seed)
        for cell, units in (("lstm", 256), ("gru", 128), ("rnn_tanh", 64))
        for seed in (0, 1)
    ]
    reader, turns = CurveReader(), PictureTurns()
    for update in range(20):
        for run in runs:
            train_on(store, run, range(update * 100, update * 100 + 100))
            draw(store, run, update * 100 + 99, run.spec.architecture.hidden_size, steps=400)
        assert len(update_packet(store, runs, reader, turns)) < 20_000


def test_an_update_brings_the_newest_epochs_and_a_few_old_ones(store):
    run = training_run(store)
    reader, turns = CurveReader(), PictureTurns()
    train_on(store, run, range(1000))
    for _ in range(5):
        update_packet(store, [run], reader, turns)
    train_on(store, run, range(1000, 1010))
    header, arrays = sent_of(store, run, reader, turns)
    epochs = arrays["0/epoch"]
    assert header["update"] is True
    assert set(range(1000, 1010)) <= set(epochs.tolist())
    assert epochs[0] == 0
    assert (np.diff(epochs) > 0).all()
    assert len(epochs) < 50


def test_what_is_new_is_told_more_than_once(store):
    run = training_run(store)
    reader, turns = CurveReader(), PictureTurns()
    for first in range(0, 400, 100):
        train_on(store, run, range(first, first + 100))
        update_packet(store, [run], reader, turns)
    train_on(store, run, [400])
    told = [sent_of(store, run, reader, turns)[1]["0/epoch"].tolist() for _ in range(3)]
    assert all(400 in epochs for epochs in told)


def test_pictures_take_turns_and_none_waits_for_ever(store):
    runs = [training_run(store, units=128, seed=seed) for seed in range(4)]
    reader, turns = CurveReader(), PictureTurns()
    shown = set()
    for update in range(8):
        for run in runs:
            draw(store, run, update + 1, units=128, steps=200)
        header, _ = checked(STAGE_UPDATE, update_packet(store, runs, reader, turns))
        shown |= {told["id"] for told in header["runs"] if "frame_epoch" in told}
    assert shown == {run.id for run in runs}


def test_a_picture_is_sent_twice_and_then_not_again(store):
    run = training_run(store)
    draw(store, run, 7)
    reader, turns = CurveReader(), PictureTurns()
    sent = ["0/hidden" in sent_of(store, run, reader, turns)[1] for _ in range(4)]
    assert sent == [True, True, False, False]


def test_a_large_picture_is_thinned_and_says_how(store):
    run = training_run(store, units=256)
    draw(store, run, 7, units=256, steps=400)
    header, arrays = checked(
        STAGE_UPDATE, update_packet(store, [run], CurveReader(), PictureTurns())
    )
    told = header["runs"][0]
    every = told["hidden_every"]
    assert told["hidden_shape"] == [400, 256]
    assert arrays["0/hidden"].shape == (-(-400 // every), -(-256 // every))
    assert arrays["0/hidden"].size <= 4_000


def test_an_update_brings_what_a_network_allows_beside_the_rule(store):
    spec = RunSpec("parens", "lstm", Architecture(4), TrainConfig(epochs=2000))
    run = store.create(spec)
    store.set_status(run.id, "running", attempt=0)
    shares = np.full((5, 7), 1 / 7, dtype=np.float32)
    drawn = {"forecast": np.full(20, 0.4), "hidden": quantise(np.zeros((100, 4))), "rule": shares}
    store.put_snapshot(run.id, Snapshot(3, b"weights", pack({"limit": 1.0}, drawn)), PASSING)
    run = store.run(run.id)
    _, arrays = sent_of(store, run)
    np.testing.assert_array_equal(arrays["0/rule"], shares)


def test_a_picture_of_an_older_version_brings_no_numbers_under_new_names(store):
    run = store.create(RunSpec("parens", "lstm", Architecture(4), TrainConfig(epochs=2000)))
    store.set_status(run.id, "running", attempt=0)
    older = {"forecast": np.ones(100), "hidden": quantise(np.zeros((100, 4)))}
    store.put_snapshot(run.id, Snapshot(3, b"weights", pack({"limit": 1.0}, older)), PASSING)
    run = store.run(run.id)
    _, update = sent_of(store, run)
    header, whole = checked(STAGE, stage_packet(store, [run], CurveReader(), replay=False))
    assert header["task"]["rule"]["states"] == ["0", "1", "2", "3", "4"]
    for arrays, shape in ((update, (5, 7)), (whole, (1, 5, 7))):
        assert np.isnan(arrays["0/forecast"]).all()
        assert np.isnan(arrays["0/rule"]).all()
        assert arrays["0/rule"].shape == shape
