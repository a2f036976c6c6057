from dataclasses import replace

import numpy as np
import pytest
import torch

import rnnviz
from rnnviz.cells import CELLS
from rnnviz.models import SequenceModel
from rnnviz.packet import unpack
from rnnviz.replay import ReplayedRun, replay_probe
from rnnviz.replay_epochs import PACKET_BYTES, epochs_that_fit, snapshot_at
from rnnviz.replay_window import LEAST_STEPS, cut, overview, window_of
from rnnviz.tasks import load_task

STEPS, UNITS = 4000, 200


@pytest.fixture(scope="module")
def long_probe():
    task = load_task("sine")
    values = np.sin(np.arange(STEPS) / 9).astype(np.float32)
    return task, replace(
        task.probe("test"),
        inputs=values[:, None],
        labels=tuple(map(str, range(STEPS))),
        value=values.astype(float),
        target=np.roll(values, -1).astype(float),
        answers=("",) * STEPS,
    )


def network(task, cell):
    return SequenceModel.for_task(task, cell=cell, hidden_size=UNITS, num_layers=1).eval()


@pytest.mark.parametrize("cell", CELLS)
def test_a_long_sequence_travels_as_an_exact_window_and_a_coarse_whole(long_probe, cell):
    task, probe = long_probe
    model = network(task, cell)
    run = ReplayedRun(id="a", label=cell, model=model, epoch=0, epochs=1)
    packet = replay_probe(task, probe, [run], start={"step": 900, "unit": 7})
    assert len(packet) <= PACKET_BYTES
    header, arrays = unpack(packet)
    told = header["sequence"]
    first, steps = told["first"], told["steps"]
    assert told["whole"] == STEPS
    assert 0 < first <= 900 < first + steps <= STEPS
    assert told["step_labels"][0] == str(first)
    layer = rnnviz.record(model.recurrent, torch.tensor(probe.inputs)[None])["l0"]
    window = slice(first, first + steps)
    assert np.array_equal(arrays["0/hidden"], layer.hidden[0, window])
    for name, values in layer.gates.items():
        assert np.array_equal(arrays[f"0/{name}"], values[0, window])
    # It goes on from the state before the window.
    assert np.array_equal(arrays["0/initial_hidden"], layer.hidden[0, first - 1])
    assert arrays["0/overview_low"].dtype == np.int8
    if "0/weight_hh" not in arrays:
        weights = model.recurrent.weight_hh_l0.detach().numpy()
        rows = weights.reshape(-1, UNITS, UNITS)[:, header["runs"][0]["products_of"]]
        assert header["runs"][0]["products_of"] == 7
        assert np.array_equal(arrays["0/unit_hh"], rows)


@pytest.mark.parametrize("cell", CELLS)
def test_a_colour_means_the_same_in_every_window(long_probe, cell):
    task, probe = long_probe
    model = network(task, cell)
    run = ReplayedRun(id="a", label=cell, model=model, epoch=0, epochs=1)
    found = [
        unpack(replay_probe(task, probe, [run], start={"step": step, "unit": 7}))
        for step in (0, 3900)
    ]
    assert not np.array_equal(*(arrays["0/hidden"] for _, arrays in found))
    limits, others = (header["runs"][0]["limits"] for header, _ in found)
    layer = rnnviz.record(model.recurrent, torch.tensor(probe.inputs)[None])["l0"]
    cells = 0.0 if layer.cell_state is None else np.abs(layer.cell_state).max()
    assert limits == others == {"hidden": np.abs(layer.hidden).max(), "cell_state": cells}


def test_the_parts_of_a_simple_sum_stand_in_for_its_weights(long_probe):
    task, probe = long_probe
    model = SequenceModel.for_task(task, cell="rnn_tanh", hidden_size=400).eval()
    run = ReplayedRun(id="a", label="", model=model, epoch=0, epochs=1)
    packet = replay_probe(task, probe, [run], start={"step": 700})
    assert len(packet) <= PACKET_BYTES
    _, arrays = unpack(packet)
    assert "0/weight_hh" not in arrays
    biases = arrays["0/bias_ih"] + arrays["0/bias_hh"]
    total = arrays["0/affine_input"] + arrays["0/affine_hidden"] + biases
    np.testing.assert_allclose(np.tanh(total), arrays["0/hidden"], atol=2e-6)


def test_no_spike_of_one_step_disappears_from_the_whole(rng):
    states = 0.01 * rng.standard_normal((10_000, 5))
    states[7777, 3] = -1.0
    found = overview(states)
    assert found["low"].shape == (256, 5)
    assert found["low"][:, 3].min() == -127
    place = int(found["low"][:, 3].argmin())
    assert place == pytest.approx(7777 / 10_000 * 256, abs=1)
    assert (found["low"] <= found["high"]).all()
    # Rounded away from 0, so that what is there is never drawn as nothing.
    assert (np.abs(found["low"][found["low"] != 0]) >= 1).all()


def test_the_whole_of_a_network_that_diverged_is_drawn_without_a_warning():
    states = np.ones((1000, 3), dtype=np.float32)
    states[500:, 1], states[:, 2] = np.inf, np.nan
    found = overview(states, 10)
    assert found["high"][:, 0].tolist() == [127] * 10
    assert found["high"][:, 1].tolist() == [127] * 10
    assert found["low"][:, 2].tolist() == [0] * 10
    states[500:, 1] *= -1
    assert overview(states, 10)["low"][:, 1].tolist() == [127] * 5 + [-127] * 5


def test_a_short_sequence_is_its_own_window():
    arrays = [{"hidden": np.zeros((30, 4)), "weight_ih": np.ones((4, 1)), "weight_hh": np.eye(4)}]
    assert window_of(arrays, 30, 12, 10**6) == slice(0, 30)
    tight = window_of(arrays, 30, 29, 1)
    assert tight == slice(30 - LEAST_STEPS, 30)


def test_a_backward_window_begins_with_the_state_on_its_right():
    hidden = np.arange(40.0).reshape(10, 4)
    arrays = {"hidden": hidden, "initial_hidden": np.full(4, -1.0)}
    assert np.array_equal(cut(arrays, slice(2, 6), reverse=True)["initial_hidden"], hidden[6])
    assert np.array_equal(cut(arrays, slice(2, 10), reverse=True)["initial_hidden"], np.full(4, -1))
    assert np.array_equal(cut(arrays, slice(2, 6), reverse=False)["initial_hidden"], hidden[1])


def test_epochs_that_fit_hold_the_wanted_one_and_the_ends():
    every = range(0, 200, 5)
    chosen = epochs_that_fit(every, 75, 9)
    assert len(chosen) == 9
    assert {0, 70, 75, 80, 195} <= set(chosen)
    assert epochs_that_fit(every, 75, 100) == list(every)
    assert epochs_that_fit(every, 75, 1) == [75]


def test_a_snapshot_is_the_last_before_an_epoch():
    assert snapshot_at([0, 4, 9], 8) == 4
    with pytest.raises(ValueError, match="no snapshot"):
        snapshot_at([3], 2)


def test_every_epoch_that_fits_travels_with_its_own_numbers():
    task = load_task("sine")
    models = {
        epoch: SequenceModel.for_task(task, cell="lstm", hidden_size=4, seed=epoch).eval()
        for epoch in (0, 3, 6)
    }
    run = ReplayedRun(
        id="a",
        label="",
        model=models[3],
        epoch=3,
        epochs=6,
        snapshots=(0, 3, 6),
        model_at=models.__getitem__,
    )
    probe = task.probe("test")
    header, arrays = unpack(replay_probe(task, probe, [run]))
    assert header["epochs"] == [0, 3, 6]
    assert set(header["runs"][0]["moments"]) == {"0", "6"}
    # What an epoch shares with the one shown first travels once.
    assert "0/@6/inputs" not in arrays
    for epoch in (0, 6):
        layer = rnnviz.record(models[epoch].recurrent, torch.tensor(probe.inputs)[None])["l0"]
        assert np.array_equal(arrays[f"0/@{epoch}/hidden"], layer.hidden[0])
        assert np.array_equal(arrays[f"0/@{epoch}/forget"], layer.gates["forget"][0])


def test_where_two_epochs_do_not_fit_the_one_asked_for_is_sent(long_probe):
    task, probe = long_probe
    models = {0: network(task, "gru"), 5: network(task, "gru")}
    with torch.no_grad():
        models[5].recurrent.weight_hh_l0.mul_(1.1)
    run = ReplayedRun(
        id="a",
        label="",
        model=models[5],
        epoch=5,
        epochs=5,
        snapshots=(0, 5),
        model_at=models.__getitem__,
    )
    header, arrays = unpack(replay_probe(task, probe, [run], wanted=0))
    told = header["runs"][0]
    assert (told["epoch"], told["best"], told["moments"]) == (0, 5, {})
    layer = rnnviz.record(models[0].recurrent, torch.tensor(probe.inputs)[None])["l0"]
    assert np.array_equal(arrays["0/hidden"], layer.hidden[0, : len(arrays["0/hidden"])])
