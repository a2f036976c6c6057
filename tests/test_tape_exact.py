"""Property tests: a recording is exact under every option of ``torch.nn``'s recurrent modules."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import rnnviz
from rnnviz.cells import CELLS, CellState, CellWeights

KINDS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn_tanh": nn.RNN, "rnn_relu": nn.RNN}
DROPOUT = 0.4
TOLERANCE = 1e-12

repeatable = settings(derandomize=True, deadline=None, max_examples=150)


@st.composite
def cases(draw):
    cell = draw(st.sampled_from(list(CELLS)))
    hidden = draw(st.integers(1, 6))
    return {
        "cell": cell,
        "inputs": draw(st.integers(1, 4)),
        "hidden": hidden,
        "layers": draw(st.integers(1, 3)),
        "bidirectional": draw(st.booleans()),
        "batch_first": draw(st.booleans()),
        "bias": draw(st.booleans()),
        "proj": draw(st.integers(0, hidden - 1)) if cell == "lstm" else 0,
        "dropout": draw(st.sampled_from([0.0, DROPOUT])),
        "training": draw(st.booleans()),
        "form": draw(st.sampled_from(["padded", "unbatched", "packed", "lengths"])),
        "state": draw(st.booleans()),
        "lengths": draw(st.lists(st.integers(1, 12), min_size=1, max_size=4)),
        "seed": draw(st.integers(0, 2**16)),
    }


def make(case):
    options = {
        "num_layers": case["layers"],
        "bidirectional": case["bidirectional"],
        "batch_first": case["batch_first"],
        "bias": case["bias"],
        "dropout": case["dropout"] if case["layers"] > 1 else 0.0,
        "dtype": torch.float64,
    }
    if case["cell"].startswith("rnn_"):
        options["nonlinearity"] = case["cell"].removeprefix("rnn_")
    if case["proj"]:
        options["proj_size"] = case["proj"]
    torch.manual_seed(case["seed"])
    return KINDS[case["cell"]](case["inputs"], case["hidden"], **options).train(case["training"])


def make_call(case, module):
    """Return the batch as (batch, time, feature), its lengths, the module's input and state."""
    lengths = case["lengths"][:1] if case["form"] == "unbatched" else case["lengths"]
    if case["form"] == "padded":
        lengths = [max(lengths)] * len(lengths)
    batch, steps = len(lengths), max(lengths)
    x = torch.randn(batch, steps, case["inputs"], dtype=torch.float64)
    shape = (case["layers"] * (1 + case["bidirectional"]), batch)
    state = None
    if case["state"]:
        h0 = torch.randn(*shape, case["proj"] or case["hidden"], dtype=torch.float64)
        c0 = torch.randn(*shape, case["hidden"], dtype=torch.float64)
        state = (h0, c0) if case["cell"] == "lstm" else h0
    given_x = x if case["batch_first"] else x.transpose(0, 1)
    if case["form"] == "unbatched":
        given_x = x[0]
        if isinstance(state, tuple):
            state = (state[0][:, 0], state[1][:, 0])
        elif state is not None:
            state = state[:, 0]
    elif case["form"] == "packed":
        given_x = pack_padded_sequence(
            given_x, torch.tensor(lengths), case["batch_first"], enforce_sorted=False
        )
    for row, length in zip(x, lengths, strict=True):
        row[length:] = 0
    return x.numpy(), lengths, given_x, state


def equations(cell, x, hidden, cell_state, parameters):
    """The oracle: the step equations over one sequence (time, feature), as NumPy arrays."""
    weight_ih, weight_hh, *rest = parameters
    zeros = weight_ih.new_zeros(len(weight_ih))
    projection = rest.pop() if len(rest) in (1, 3) else None
    weights = CellWeights(weight_ih, weight_hh, *(rest or (zeros, zeros)))
    state, seen = CellState(hidden[None], cell_state[None]), []
    for step in x:
        state, gates = CELLS[cell].step(step[None], state, weights)
        if projection is not None:
            state = CellState(state.hidden @ projection.T, state.cell)
        seen.append({"hidden": state.hidden, "cell_state": state.cell, **gates})
    return {name: torch.cat([step[name] for step in seen]).numpy() for name in seen[0]}


def assert_is_exact(recording, module, x, lengths, state, case):
    """Hold every array of a recording to the step equations, fed with the layer's own input."""
    directions = 2 if case["bidirectional"] else 1
    assert recording.lengths.tolist() == lengths
    below = x
    with torch.no_grad():
        for index, layer in enumerate(recording.layers):
            assert layer.name == f"l{index // directions}" + ("_reverse" * (index % directions))
            parameters = [p for n, p in module.named_parameters() if n.endswith(f"_{layer.name}")]
            assert_read_from_below(layer.input, below, index // directions, case)
            for row, length in enumerate(lengths):
                initial = [s[index] if s.ndim == 2 else s[index, row] for s in states_of(state)]
                initial += [torch.zeros(case["proj"] or case["hidden"], dtype=torch.float64)] * (
                    not initial
                )
                if len(initial) == 1:
                    initial += [torch.zeros(case["hidden"], dtype=torch.float64)]
                read = torch.tensor(layer.input[row, :length])
                flip = -1 if layer.is_reverse else 1
                expected = equations(
                    case["cell"], read.flip(0) if layer.is_reverse else read, *initial, parameters
                )
                arrays = {"hidden": layer.hidden, **layer.gates}
                if layer.cell_state is not None:
                    arrays["cell_state"] = layer.cell_state
                    np.testing.assert_array_equal(layer.initial_cell[row], initial[1].numpy())
                np.testing.assert_array_equal(layer.initial_hidden[row], initial[0].numpy())
                for name, values in arrays.items():
                    assert values.dtype == np.float64
                    np.testing.assert_allclose(
                        values[row, :length], expected[name][::flip], rtol=0, atol=TOLERANCE
                    )
                    assert not values[row, length:].any(), "padding is zero"
            if layer.name.endswith("_reverse") or directions == 1:
                of_layer = recording.layers[index + 1 - directions : index + 1]
                below = np.concatenate([layer.hidden for layer in of_layer], axis=-1)
    np.testing.assert_array_equal(recording.output, below)
    assert recording.parity <= TOLERANCE


def states_of(state):
    return [] if state is None else list(state) if isinstance(state, tuple) else [state]


def assert_read_from_below(read, below, layer, case):
    if not (layer and case["training"] and case["dropout"]):
        np.testing.assert_array_equal(read, below)
        return
    kept = read != 0
    np.testing.assert_allclose(read[kept], below[kept] / (1 - DROPOUT), rtol=1e-12)


@given(cases())
@repeatable
def test_a_tape_holds_every_array_of_the_very_pass(case):
    module = make(case)
    x, lengths, given_x, state = make_call(case, module)
    if case["form"] == "lengths":  # with a tape, padded input is packed by the caller
        given_x = pack_padded_sequence(
            given_x, torch.tensor(lengths), case["batch_first"], enforce_sorted=False
        )

    with rnnviz.recording(module) as tape:
        output, final = module(given_x, state)

    recording = tape[""]
    assert_is_exact(recording, module, x, lengths, state, case)
    if isinstance(output, torch.Tensor):
        padded = output[:, None] if output.ndim == 2 else output
        padded = padded.transpose(0, 1) if output.ndim == 2 or not case["batch_first"] else padded
    else:
        padded, _ = pad_packed_sequence(output, batch_first=True)
    np.testing.assert_array_equal(recording.output, padded.detach().numpy())
    assert_ends_in(recording, final, case)


def assert_ends_in(recording, final, case):
    hidden, *cell = final if isinstance(final, tuple) else (final,)
    for index, layer in enumerate(recording.layers):
        end = 0 if layer.is_reverse else layer.lengths - 1
        rows = np.arange(len(layer.lengths))
        pairs = [(layer.hidden, hidden)] + [(layer.cell_state, c) for c in cell]
        for recorded, returned in pairs:
            last = returned[index].detach().numpy()
            np.testing.assert_allclose(
                recorded[rows, end], np.atleast_2d(last), rtol=0, atol=TOLERANCE
            )


@given(cases())
@repeatable
def test_record_is_exact(case):
    module = make(case)
    x, lengths, given_x, state = make_call(case, module)

    recording = rnnviz.record(
        module, given_x, state, lengths if case["form"] == "lengths" else None
    )

    assert_is_exact(recording, module, x, lengths, state, case)


@given(cases())
@settings(repeatable, max_examples=40)
def test_a_packed_sequence_is_recorded_as_if_it_were_alone(case):
    case = {**case, "form": "packed", "training": False, "state": False}
    module = make(case)
    x, lengths, packed, _ = make_call(case, module)
    together = rnnviz.record(module, packed)
    for row, length in enumerate(lengths):
        alone = rnnviz.record(module, torch.tensor(x[row, :length]))
        for layer, single in zip(together.layers, alone.layers, strict=True):
            for name, values in single.arrays().items():
                if name != "lengths":
                    expected = values[0] if name.startswith("initial") else values[0, :length]
                    found = layer.arrays()[name][row]
                    found = found if name.startswith("initial") else found[:length]
                    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


@given(cases())
@settings(repeatable, max_examples=40)
def test_the_states_before_each_step_are_those_that_the_step_started_from(case):
    module = make(case)
    _, lengths, given_x, state = make_call(case, module)
    recording = rnnviz.record(
        module, given_x, state, lengths if case["form"] == "lengths" else None
    )
    for layer in recording:
        for before, after, initial in [
            (layer.previous_hidden(), layer.hidden, layer.initial_hidden),
            *(
                [(layer.previous_cell(), layer.cell_state, layer.initial_cell)]
                if layer.cell == "lstm"
                else []
            ),
        ]:
            for row, length in enumerate(lengths):
                order = range(length)[::-1] if layer.is_reverse else range(length)
                expected = [initial[row], *(after[row, t] for t in order)][:-1]
                for t, state_before in zip(order, expected, strict=True):
                    np.testing.assert_array_equal(before[row, t], state_before)
                assert not before[row, length:].any()


@pytest.mark.parametrize("cell", CELLS)
def test_a_long_sequence_stays_exact(cell):
    case = {
        **{"cell": cell, "inputs": 3, "hidden": 5, "layers": 1, "bidirectional": True},
        **{"batch_first": True, "bias": True, "proj": 0, "dropout": 0.0, "training": True},
        **{"form": "lengths", "state": True, "lengths": [700, 3, 411], "seed": 1},
    }
    module = make(case)
    x, lengths, given_x, state = make_call(case, module)
    recording = rnnviz.record(module, given_x, state, lengths)
    assert_is_exact(recording, module, x, lengths, state, case)


@given(cases())
@settings(repeatable, max_examples=30)
def test_the_equations_have_the_gradients_of_torch(case):
    case = {**case, "layers": 1, "bidirectional": False, "form": "padded", "state": True}
    module = make(case)
    _, lengths, given_x, state = make_call(case, module)
    given_x.requires_grad_()
    states = [s.requires_grad_() for s in states_of(state)]
    leaves = [given_x, *states, *module.parameters()]
    output, _ = module(given_x, state)
    probe = torch.randn_like(output)
    expected = torch.autograd.grad((output * probe).sum(), leaves)

    found = torch.autograd.grad((equations_of(case, module, given_x, states) * probe).sum(), leaves)

    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)


def equations_of(case, module, given_x, states):
    x = given_x.transpose(0, 1) if case["batch_first"] else given_x
    weight_ih, weight_hh, *rest = module.parameters()
    projection = rest.pop() if case["proj"] else None
    zeros = weight_ih.new_zeros(len(weight_ih))
    weights = CellWeights(weight_ih, weight_hh, *(rest or (zeros, zeros)))
    state = CellState(states[0][0], states[-1][0])
    outputs = []
    for step in x:
        state, _ = CELLS[case["cell"]].step(step, state, weights)
        if projection is not None:
            state = CellState(state.hidden @ projection.T, state.cell)
        outputs.append(state.hidden)
    return torch.stack(outputs, dim=1 if case["batch_first"] else 0)
