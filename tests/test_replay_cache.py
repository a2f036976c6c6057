import warnings
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.byte_cache import ByteCache
from rnnviz.cells import CELLS
from rnnviz.models import SequenceModel
from rnnviz.packet import unpack
from rnnviz.replay import ReplayedRun, replay_probe
from rnnviz.replay_cache import RECORDINGS, fingerprint
from rnnviz.replay_pass import layer_names, read_probe
from rnnviz.tasks import load_task

STEPS = 3000


@pytest.fixture(autouse=True)
def empty_cache():
    RECORDINGS.clear()
    yield
    RECORDINGS.clear()


@pytest.fixture(scope="module")
def long_probe():
    values = np.sin(np.arange(STEPS) / 9).astype(np.float32)
    return replace(
        load_task("sine").probe("test"),
        inputs=values[:, None],
        labels=tuple(map(str, range(STEPS))),
        value=values.astype(float),
        target=np.roll(values, -1).astype(float),
        answers=("",) * STEPS,
    )


def network(cell="gru", units=6, task="sine", **shape):
    return SequenceModel.for_task(load_task(task), cell=cell, hidden_size=units, **shape).eval()


def test_whatever_the_numbers_follow_from_is_in_the_fingerprint():
    task = load_task("sine")
    probe, model = task.probe("test"), network()
    same = fingerprint(model, probe)
    assert fingerprint(deepcopy(model), replace(probe, caption="another")) == same
    other_inputs = probe.inputs.copy()
    other_inputs[-1] += 1e-7
    others = {
        fingerprint(model, replace(probe, inputs=probe.inputs[:-1])),
        fingerprint(model, replace(probe, inputs=other_inputs)),
        fingerprint(model.train(), probe),
        fingerprint(network("rnn_tanh"), probe),
        fingerprint(network("rnn_relu"), probe),
        fingerprint(network(num_layers=2), probe),
    }
    model.eval()
    with torch.no_grad():
        model.recurrent.weight_hh_l0[2, 3] += 1e-7
    others.add(fingerprint(model, probe))
    assert len(others | {same}) == 8
    # Nothing but a plain attribute tells these apart.
    reverse = load_task("reverse")
    pair = network(task="reverse"), network(task="reverse")
    pair[1].load_state_dict(pair[0].state_dict())
    assert len({fingerprint(one, reverse.probe("test")) for one in pair}) == 1
    pair[1].source_length -= 1
    assert len({fingerprint(one, reverse.probe("test")) for one in pair}) == 2


@pytest.mark.parametrize("cell", CELLS)
def test_a_window_that_was_moved_is_that_of_a_fresh_recording(long_probe, cell, monkeypatch):
    monkeypatch.setattr("rnnviz.replay._WINDOW_BYTES", 60_000)
    run = ReplayedRun(id="a", label="", model=network(cell, 24), epoch=0, epochs=1)
    open_at = {
        at: replay_probe(load_task("sine"), long_probe, [run], start={"unit": 3}, at=at)
        for at in (0, 1500, STEPS - 1)
    }
    kept = RECORDINGS.size
    assert kept > 0
    for at, packet in open_at.items():
        RECORDINGS.clear()
        fresh = replay_probe(load_task("sine"), long_probe, [run], start={"unit": 3}, at=at)
        assert fresh == packet
        assert RECORDINGS.size == kept
    assert len({unpack(packet)[0]["sequence"]["first"] for packet in open_at.values()}) == 3


def test_a_network_reads_once(long_probe):
    model, calls = network(num_layers=2, bidirectional=True), []
    model.recurrent.register_forward_hook(lambda *_: calls.append(1))
    cache = ByteCache(10**8)
    names = layer_names(model)
    assert names == ["l0_reverse", "l0", "l1_reverse", "l1"]
    first = read_probe(model, long_probe, cache)
    assert len(calls) == 1
    layer = first.layers["l0"][0]
    for _ in range(2):
        again = read_probe(model, long_probe, cache)
        assert again.layers["l0"][0] is layer
        assert again.outputs is first.outputs
    assert len(calls) == 1
    # A layer that nobody asked for before has to be read for once more.
    again.layers["l1_reverse"]
    assert len(calls) == 2
    read_probe(model, long_probe)
    assert len(calls) == 3
    with pytest.raises(ValueError, match="read-only"):
        first.outputs[0] = 0
    assert "l9" not in first.layers
    with pytest.raises(KeyError):
        first.layers["l9"]


def test_a_network_in_training_is_never_remembered(long_probe):
    model = network(num_layers=2, dropout=0.5).train()
    cache = ByteCache(10**8)
    torch.manual_seed(0)
    first = read_probe(model, long_probe, cache).outputs
    assert not np.array_equal(read_probe(model, long_probe, cache).outputs, first)
    assert len(cache) == 0


@pytest.mark.parametrize("module", [nn.RNN, nn.LSTM, nn.GRU])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_one_layer_alone_is_that_of_the_whole_recording(module, dropout, rng):
    net = module(3, 5, num_layers=3, bidirectional=True, batch_first=True, dropout=dropout)
    x = torch.tensor(rng.standard_normal((2, 17, 3)), dtype=torch.float32)
    with rnnviz.recording(net) as tape:
        net(x)
    names = ["l0", "l0_reverse", "l1", "l1_reverse", "l2", "l2_reverse"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alone = {name: tape.layer("", name) for name in names}
        before = torch.random.get_rng_state()
        tape.layer("", "l1")
        assert torch.equal(torch.random.get_rng_state(), before)
    for name, layer in alone.items():
        whole = tape[""][name]
        assert layer.arrays().keys() == whole.arrays().keys()
        for key, array in layer.arrays().items():
            assert np.array_equal(array, whole.arrays()[key]), (name, key)
        assert layer.parity == whole.parity
        assert tape.layer("", name) is whole  # it is there now
    with pytest.raises(KeyError, match="no layer 'l3'"):
        tape.layer("", "l3")
    with pytest.raises(KeyError, match="no recurrent module at 'x'"):
        tape.layer("x", "l0")


def test_a_layer_that_was_not_recorded_yet_is_named(rng):
    net = nn.GRU(2, 3)
    with rnnviz.recording(net) as tape:
        net(torch.zeros(4, 2))
    with pytest.raises(KeyError, match="no layer 'l1'; this module has l0"):
        tape.layer("", "l1")


def test_an_encoder_decoder_is_read_in_turn():
    task = load_task("reverse")
    probe, model = task.probe("test"), network(task="reverse", bidirectional=True)
    found = read_probe(model, probe, ByteCache(10**7))
    assert found.starts == {
        "encoder.l0_reverse": 0,
        "encoder.l0": 0,
        "decoder.l0": task.source_length,
    }
    assert found.top == "decoder.l0"
    assert len(found.layers["decoder.l0"][0].hidden[0]) == len(probe.labels) - task.source_length
