import importlib
import pkgutil
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import prune
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

import rnnviz
from rnnviz import taped
from rnnviz.tape import LastCallWarning, ParityWarning, Tape


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)
        self.unused = nn.GRU(3, 2)

    def forward(self, x, state=None):
        return self.lstm(x, state)[0]


class Model(nn.Module):
    """Nested, with one module under two paths."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.gru = nn.GRU(4, 5, batch_first=True)
        self.same = self.gru
        self.readout = nn.Linear(5, 2)

    def forward(self, x):
        return self.readout(self.gru(input=self.encoder(x))[0])


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Model()


@pytest.fixture
def x():
    torch.manual_seed(1)
    return torch.randn(2, 6, 3)


def test_no_module_hides_a_public_function():
    for found in pkgutil.walk_packages(rnnviz.__path__, "rnnviz."):
        # The last of these is a script that Alembic runs.
        left_out = ("rnnviz.ui", "rnnviz.__main__", "rnnviz.runs.store.migrations.env")
        if not found.name.startswith(left_out):
            importlib.import_module(found.name)
    top = {path.stem for path in Path(rnnviz.__path__[0]).iterdir()}
    functions = {name for name in rnnviz.__all__ if callable(getattr(rnnviz, name))}
    assert {"record", "recording"} <= functions
    assert not functions & top


def test_modules_are_found_by_their_paths(model, x):
    with rnnviz.recording(model) as tape:
        model(x)
    assert list(tape) == ["encoder.lstm", "gru", "same"]
    assert len(tape) == 3
    assert tape["encoder.lstm"].layers[0].cell == "lstm"
    np.testing.assert_array_equal(tape["gru"]["l0"].input, tape["encoder.lstm"].output)
    assert "encoder.lstm" in tape
    assert "encoder.unused" not in tape


def test_a_shared_module_is_the_same_recording_under_both_paths(model, x):
    with rnnviz.recording(model) as tape:
        model(x)
    assert tape["same"] is tape["gru"]


def test_a_tape_keeps_every_call(model, x):
    with rnnviz.recording(model) as tape:
        for scale in (1, 2, 3):
            model(scale * x)
    calls = tape.calls("encoder.lstm")
    assert len(calls) == 3
    for scale, call in zip((1, 2, 3), calls, strict=True):
        np.testing.assert_array_equal(call["l0"].input, (scale * x).numpy())
    with pytest.warns(LastCallWarning, match="'encoder.lstm' was called 3 times"):
        assert tape["encoder.lstm"] is calls[-1]
    assert repr(tape).splitlines()[:3] == [
        "Tape of 4 recurrent modules",
        "  'encoder.lstm'    3 calls, LSTM, 3 inputs -> 4 units",
        "  'encoder.unused'  never called",
    ]


def test_a_recording_is_computed_once_and_when_it_is_read(model, x, monkeypatch):
    computed = []
    reconstruct = taped.reconstruct
    monkeypatch.setattr(taped, "reconstruct", lambda c: computed.append(c) or reconstruct(c))
    with rnnviz.recording(model) as tape:
        model(x)
        assert not computed
        inside = tape["gru"]
    assert tape["gru"] is inside
    assert len(computed) == 1


def test_a_model_that_is_recurrent_itself_has_the_empty_path(x):
    lstm = nn.LSTM(3, 4, batch_first=True)
    with rnnviz.recording(lstm) as tape:
        output, _ = lstm(x)
    np.testing.assert_array_equal(tape[""].output, output.detach().numpy())


def test_record_is_the_recording_of_one_call(x):
    lstm = nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True)
    with rnnviz.recording(lstm) as tape:
        lstm(x)
    alone = rnnviz.record(lstm, x)
    for layer, other in zip(tape[""], alone, strict=True):
        for name, values in layer.arrays().items():
            np.testing.assert_allclose(other.arrays()[name], values, atol=1e-6)


def test_what_lies_behind_the_lengths_is_not_read(x):
    lstm = nn.LSTM(3, 4, batch_first=True)
    x[1, 2:] = float("nan")
    recording = rnnviz.record(lstm, x, lengths=np.array([6, 2]))
    assert recording.output.shape == (2, 6, 4)
    for array in recording["l0"].arrays().values():
        assert np.isfinite(array).all()


def test_lengths_keep_the_padded_shape(x):
    recording = rnnviz.record(nn.GRU(3, 4, batch_first=True), x, lengths=torch.tensor([3, 2]))
    assert recording.output.shape == (2, 6, 4)
    assert recording["l0"].gates["reset"].shape == (2, 6, 4)


# What a few roundings of a state may come to: kernels differ in how often they round.
SMALL = {torch.bfloat16: 5e-2, torch.float16: 1e-2}


@pytest.mark.parametrize("dtype", SMALL)
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_small_types_are_recorded_in_float32(kind, dtype):
    torch.manual_seed(0)
    module = kind(3, 8, 2, bidirectional=True, dtype=dtype)
    x = torch.randn(40, 2, 3, dtype=dtype)
    recording = rnnviz.record(module, x)
    assert {array.dtype for array in recording["l1"].gates.values()} <= {np.dtype(np.float32)}
    assert recording.output.dtype == np.float32
    assert recording.parity < SMALL[dtype]
    # Without gradients, as record runs it: with them, some processors round otherwise.
    with torch.no_grad():
        output, _ = module(x)
    np.testing.assert_array_equal(recording.output, output.float().transpose(0, 1))


@pytest.fixture
def without_onednn():
    """Its LSTM in bfloat16 needs AVX-512: elsewhere PyTorch itself refuses the pass."""
    before = torch._C._get_mkldnn_enabled()
    torch._C._set_mkldnn_enabled(False)
    yield
    torch._C._set_mkldnn_enabled(before)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
def test_autocast_at_the_call_or_at_the_reading_does_no_harm(kind, x, without_onednn):
    torch.manual_seed(0)
    module = kind(3, 8, 2, batch_first=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert rnnviz.record(module, x).parity < SMALL[torch.bfloat16]
    with rnnviz.recording(module) as tape:
        module(x)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert tape[""].parity < 1e-6


def test_a_batch_of_nothing_is_recorded():
    recording = rnnviz.record(nn.LSTM(3, 4, 2, bidirectional=True), torch.randn(5, 0, 3))
    assert recording["l1_reverse"].gates["forget"].shape == (0, 5, 4)
    assert recording.parity == 0
    assert "0 sequences of 5 steps" in repr(recording)


def test_inference_mode_is_recorded(model, x):
    with torch.inference_mode(), rnnviz.recording(model) as tape:
        x = x.clone()
        model(x)
        x.zero_()  # PyTorch does not count such changes, so the tape had to copy
    assert tape["gru"].parity < 1e-6
    assert tape["encoder.lstm"]["l0"].input.any()


def test_an_optimiser_may_step_before_the_gates_are_read(model, x):
    optimiser = torch.optim.SGD(model.parameters(), lr=1.0)
    with rnnviz.recording(model) as tape:
        for _ in range(3):
            optimiser.zero_grad()
            model(x).square().mean().backward()
            optimiser.step()
    for path in tape:
        for call in tape.calls(path):
            assert call.parity < 1e-6


def test_weights_that_are_computed_for_each_pass_are_the_ones_recorded(x):
    lstm = nn.LSTM(3, 4, batch_first=True)
    prune.random_unstructured(lstm, "weight_hh_l0", 0.5)
    with rnnviz.recording(lstm) as tape:
        lstm(x)
        with torch.no_grad():
            lstm.weight_hh_l0_orig.mul_(3)
        lstm(x)
    assert [call.parity < 1e-6 for call in tape.calls("")] == [True, True]


def test_a_change_behind_pytorchs_back_is_told_by_layer(x):
    lstm = nn.LSTM(3, 4, batch_first=True)
    with rnnviz.recording(lstm) as tape:
        lstm.weight_hh_l0.data.mul_(3)
        lstm(x)
    with pytest.warns(ParityWarning, match=r"layer 'l0'.* differ from PyTorch's by"):
        assert tape[""].parity > 1e-4


def test_states_that_are_not_numbers_are_told(x):
    lstm = nn.LSTM(3, 4, batch_first=True)
    nn.init.constant_(lstm.bias_ih_l0, float("nan"))
    with pytest.warns(ParityWarning, match=r"layer 'l0'.* not all finite"):
        assert np.isnan(rnnviz.record(lstm, x).parity)


def test_large_states_of_relu_are_no_reason_to_warn():
    torch.manual_seed(0)
    rnn = nn.RNN(3, 8, nonlinearity="relu")
    assert rnnviz.record(rnn, 1e6 * torch.randn(30, 2, 3)).parity > 1e-4


def test_masks_that_cannot_be_drawn_again_are_an_error(x, monkeypatch):
    lstm = nn.LSTM(3, 4, 2, batch_first=True, dropout=0.5)
    another = "rnnviz.instrument.capture.RandomState.restore"
    monkeypatch.setattr(another, lambda self: torch.manual_seed(7))
    with rnnviz.recording(lstm) as tape:
        lstm(x)
    with pytest.raises(RuntimeError, match=r"layer 'l1'.* masks .* could not be drawn again"):
        tape[""]


@pytest.mark.parametrize("changed", ["input", "output", "h_n", "h_0", "c_0"])
def test_a_change_in_place_is_refused(changed, x):
    lstm = nn.LSTM(3, 4, batch_first=True)
    state = (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
    with torch.no_grad(), rnnviz.recording(lstm) as tape:
        output, (final, _) = lstm(x, state)
        named = {"input": x, "output": output, "h_n": final, "h_0": state[0], "c_0": state[1]}
        named[changed].add_(1)
    with pytest.raises(RuntimeError, match=rf"the .*{changed} .*changed in place.*copy=True"):
        tape[""]


def test_a_tape_that_copies_survives_changes_in_place(x):
    rnn = nn.RNN(3, 4, batch_first=True)
    with torch.no_grad(), rnnviz.recording(rnn, copy=True) as tape:
        output, _ = rnn(x)
        x.zero_()
        expected = output.clone()
        output.relu_()
    np.testing.assert_array_equal(tape[""].output, expected.numpy())
    assert tape[""].parity < 1e-6


def test_a_recording_shares_no_memory_with_the_model(x):
    module = nn.LSTM(3, 4, batch_first=True, bidirectional=True)
    state = (torch.zeros(2, 2, 4), torch.zeros(2, 2, 4))
    given = (x, *state, *module.parameters())
    with torch.no_grad(), rnnviz.recording(module) as tape:
        output, _ = module(x, state)
    theirs = [tensor.detach().numpy() for tensor in (*given, output)]
    recording = tape[""]
    ours = [recording.output, *(a for layer in recording for a in layer.arrays().values())]
    assert not any(np.shares_memory(a, b) for a in ours for b in theirs)


def test_record_says_what_it_can_record(model, x):
    with pytest.raises(TypeError, match=r"not Model; for a model .*rnnviz\.recording\(model\)"):
        rnnviz.record(model, x)


def compiled(how, module, x):
    """Compile a module with torch.jit, which says that it is going out of use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.jit.script(module) if how == "scripted" else torch.jit.trace(module, x)


@pytest.mark.parametrize("how", ["scripted", "traced"])
def test_what_is_compiled_is_told_and_what_to_do_instead(how, model, x):
    lstm = compiled(how, nn.LSTM(3, 4, batch_first=True), x)
    with pytest.raises(TypeError, match=r"traced or scripted.*load_state_dict"):
        rnnviz.record(lstm, x)
    with pytest.raises(ValueError, match=r"this model was traced or scripted.*load_state_dict"):
        rnnviz.recording(lstm)
    with pytest.raises(ValueError, match=r"its module '0' was traced or scripted"):
        rnnviz.recording(nn.Sequential(lstm))
    # The advice works.
    same = nn.LSTM(3, 4, batch_first=True)
    same.load_state_dict(lstm.state_dict())
    assert rnnviz.record(same, x).parity < 1e-6


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "LSTMCell", "GRUCell", "RNNCell"])
def test_what_is_quantised_is_told_and_what_to_do_instead(kind, x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch says that its quantised tensors will go
        module = getattr(torch.ao.nn.quantized.dynamic, kind)(3, 4)
    with pytest.raises(TypeError, match=rf"quantised, .*{kind} of torch\.ao.*as it was before"):
        rnnviz.record(module, x)
    with pytest.raises(ValueError, match=r"its module '0' is quantised.*as it was before"):
        rnnviz.recording(nn.Sequential(module))


def test_recording_says_what_it_needs():
    with pytest.raises(TypeError, match=r"needs a torch\.nn\.Module, not list"):
        rnnviz.recording([1])
    with pytest.raises(ValueError, match=r"this Linear contains no nn\.RNN, nn\.LSTM or nn\.GRU"):
        rnnviz.recording(nn.Linear(2, 2))


@pytest.mark.parametrize("shape", [(2, 6, 4), (6,), (1, 2, 6, 3)])
def test_the_shape_of_x_is_checked(shape):
    message = r"x must have the shape \(batch, time, 3\) or \(time, 3\), not \(.*\)"
    with pytest.raises(ValueError, match=message):
        rnnviz.record(nn.LSTM(3, 4, batch_first=True), torch.zeros(shape))


def test_packed_features_are_checked():
    packed = pack_padded_sequence(torch.zeros(5, 1, 2), torch.tensor([5]))
    with pytest.raises(ValueError, match="have 2 features per step; this module reads 3"):
        rnnviz.record(nn.LSTM(3, 4), packed)


def test_x_must_be_a_tensor():
    with pytest.raises(TypeError, match="not ndarray; torch.from_numpy"):
        rnnviz.record(nn.LSTM(3, 4), np.zeros((5, 2, 3)))


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([6, 7], r"from 1 to 6, the steps of x, not \[6, 7\]"),
        ([6, 0], r"from 1 to 6, the steps of x, not \[6, 0\]"),
        ([6], r"the shape \(2,\), one per sequence, not \(1,\)"),
        ([[6, 2]], r"the shape \(2,\), one per sequence, not \(1, 2\)"),
        ([6.0, 2.0], "whole numbers"),
        ([True, True], "whole numbers"),
    ],
)
@pytest.mark.parametrize("batch_first", [True, False])
def test_lengths_are_checked(lengths, message, batch_first, x):
    given_x = x if batch_first else x.transpose(0, 1)
    with pytest.raises(ValueError, match=message):
        rnnviz.record(nn.GRU(3, 4, batch_first=batch_first), given_x, lengths=lengths)


def test_lengths_need_a_padded_batch(x):
    gru = nn.GRU(3, 4, batch_first=True)
    packed = pack_padded_sequence(x, torch.tensor([6, 6]), batch_first=True)
    assert isinstance(packed, PackedSequence)
    with pytest.raises(ValueError, match="has its own lengths"):
        rnnviz.record(gru, packed, lengths=[6, 6])
    with pytest.raises(ValueError, match="x must have three dimensions"):
        rnnviz.record(gru, x[0], lengths=[6])


def test_the_state_must_be_that_of_the_cell(x):
    zeros = torch.zeros(1, 2, 4)
    with pytest.raises(TypeError, match=r"the state of an nn\.LSTM is the pair \(h_0, c_0\)"):
        rnnviz.record(nn.LSTM(3, 4, batch_first=True), x, zeros)
    with pytest.raises(TypeError, match=r"the state of an nn\.GRU is the tensor h_0"):
        rnnviz.record(nn.GRU(3, 4, batch_first=True), x, (zeros, zeros))


def test_a_tape_says_why_it_has_nothing(model, x):
    with rnnviz.recording(model) as tape:
        for read in (tape.__getitem__, tape.calls):
            with pytest.raises(KeyError, match="run the model inside the with block"):
                read("gru")
        model(x)
    for read in (tape.__getitem__, tape.calls):
        with pytest.raises(KeyError, match=r"no recurrent module at 'decoder'.*'encoder\.lstm'"):
            read("decoder")
        with pytest.raises(KeyError, match=r"'encoder\.unused' was never called.*called: 'enc"):
            read("encoder.unused")
    assert tape.get("encoder.unused") is None
    assert isinstance(tape, Tape)
