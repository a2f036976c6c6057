"""Property tests: a cell that is called step by step is recorded as exactly as a layer."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

import rnnviz
from rnnviz.cells import CELLS, CellState, CellWeights
from rnnviz.tape import LastCallWarning

KINDS = {"lstm": nn.LSTMCell, "gru": nn.GRUCell, "rnn_tanh": nn.RNNCell, "rnn_relu": nn.RNNCell}
TOLERANCE = 1e-12

repeatable = settings(derandomize=True, deadline=None, max_examples=60)


@st.composite
def cases(draw):
    return {
        "cell": draw(st.sampled_from(list(CELLS))),
        "inputs": draw(st.integers(1, 4)),
        "hidden": draw(st.integers(1, 6)),
        "bias": draw(st.booleans()),
        "state": draw(st.booleans()),
        "form": draw(st.sampled_from(["padded", "unbatched", "packed", "lengths"])),
        "lengths": draw(st.lists(st.integers(1, 8), min_size=1, max_size=3)),
        "seed": draw(st.integers(0, 2**16)),
    }


def make(case):
    """Return a cell, the sequences (batch, time, feature), their lengths and the first state."""
    options = {"bias": case["bias"], "dtype": torch.float64}
    if case["cell"].startswith("rnn_"):
        options["nonlinearity"] = case["cell"].removeprefix("rnn_")
    torch.manual_seed(case["seed"])
    cell = KINDS[case["cell"]](case["inputs"], case["hidden"], **options)
    lengths = case["lengths"][:1] if case["form"] == "unbatched" else case["lengths"]
    if case["form"] == "padded":
        lengths = [max(lengths)] * len(lengths)
    x = torch.randn(len(lengths), max(lengths), case["inputs"], dtype=torch.float64)
    states = torch.zeros(2, len(lengths), case["hidden"], dtype=torch.float64)
    if case["state"]:
        states.normal_()
    return cell, x, lengths, states


def given_to(cell, states, case):
    """Return the state as the cell takes it."""
    if not case["state"]:
        return None
    given = states[:, 0] if case["form"] == "unbatched" else states
    return tuple(given) if isinstance(cell, nn.LSTMCell) else given[0]


def equations(cell, name, x, states):
    """The oracle: the step equations over one sequence (time, feature), as NumPy arrays."""
    zeros = cell.weight_ih.new_zeros(len(cell.weight_ih))
    biases = (cell.bias_ih, cell.bias_hh) if cell.bias else (zeros, zeros)
    weights = CellWeights(cell.weight_ih, cell.weight_hh, *biases)
    state, seen = CellState(states[0][None], states[1][None]), []
    for step in x:
        state, gates = CELLS[name].step(step[None], state, weights)
        seen.append({"hidden": state.hidden, "cell_state": state.cell, **gates})
    return {key: torch.cat([step[key] for step in seen]).numpy() for key in seen[0]}


def assert_is_exact(recording, cell, x, lengths, states, case):
    layer = recording["l0"]
    assert (layer.cell, len(recording)) == (case["cell"], 1)
    assert recording.lengths.tolist() == layer.lengths.tolist() == lengths
    assert recording.output.shape == (*x.shape[:2], case["hidden"])
    arrays = {"hidden": layer.hidden, **layer.gates}
    if layer.cell == "lstm":
        arrays["cell_state"] = layer.cell_state
        np.testing.assert_array_equal(layer.initial_cell, states[1])
    np.testing.assert_array_equal(layer.initial_hidden, states[0])
    for row, length in enumerate(lengths):
        with torch.no_grad():
            expected = equations(cell, case["cell"], x[row, :length], states[:, row])
        np.testing.assert_array_equal(layer.input[row, :length], x[row, :length])
        for name, values in arrays.items():
            assert values.dtype == np.float64
            np.testing.assert_allclose(values[row, :length], expected[name], rtol=0, atol=TOLERANCE)
            assert not values[row, length:].any(), "padding is zero"
    np.testing.assert_array_equal(recording.output, layer.hidden)
    assert recording.parity <= TOLERANCE


@given(cases())
@repeatable
def test_record_calls_a_cell_step_by_step(case):
    cell, x, lengths, states = make(case)
    given_x, told = x, None
    if case["form"] == "unbatched":
        given_x = x[0]
    elif case["form"] == "packed":
        given_x = pack_padded_sequence(x, torch.tensor(lengths), True, enforce_sorted=False)
    elif case["form"] == "lengths":
        told = lengths
        for row, length in enumerate(lengths):
            x[row, length:] = torch.nan  # what stands there is not read
    recording = rnnviz.record(cell, given_x, given_to(cell, states, case), told)
    assert_is_exact(recording, cell, x, lengths, states, case)
    assert not cell._forward_hooks


@given(cases())
@repeatable
def test_all_calls_of_a_cell_are_one_sequence(case):
    case = {**case, "form": "unbatched" if case["form"] == "unbatched" else "padded"}
    cell, x, lengths, states = make(case)
    steps = x[0] if case["form"] == "unbatched" else x.transpose(0, 1)
    state, ends = given_to(cell, states, case), []
    with rnnviz.recording(cell) as tape:
        for step in steps:
            state = cell(step, state)
            ends.append(state[0] if isinstance(state, tuple) else state)
    joined = tape.joined("")
    assert_is_exact(joined, cell, x, lengths, states, case)
    returned = torch.stack(ends, dim=-2).detach().reshape(joined.output.shape)
    np.testing.assert_array_equal(joined.output, returned)
    alone = rnnviz.record(cell, steps if steps.ndim == 2 else x, given_to(cell, states, case))
    for name, values in alone["l0"].arrays().items():
        np.testing.assert_allclose(joined["l0"].arrays()[name], values, rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(
        joined["l0"].previous_hidden(), alone["l0"].previous_hidden(), rtol=0, atol=TOLERANCE
    )
    for call in tape.calls(""):
        assert call.output.shape[1] == 1


class Writer(nn.Module):
    """Two cells, one above the other, called once a step."""

    def __init__(self):
        super().__init__()
        self.below = nn.LSTMCell(3, 4)
        self.above = nn.GRUCell(4, 2, bias=False)

    def forward(self, x):
        below, above, written = None, None, []
        for step in x.unbind(1):
            below = self.below(step, below)
            above = self.above(below[0], above)
            written.append(above)
        return torch.stack(written, dim=1)


def test_cells_inside_a_model_are_recorded_and_nothing_of_it_changes():
    torch.manual_seed(0)
    model, x = Writer(), torch.randn(2, 5, 3)
    plain = model(x)
    plain.sum().backward()
    gradients = [weights.grad.clone() for weights in model.parameters()]
    model.zero_grad()
    with rnnviz.recording(model) as tape:
        output = model(x)
    output.sum().backward()
    assert torch.equal(output, plain)
    assert all(
        torch.equal(weights.grad, before)
        for weights, before in zip(model.parameters(), gradients, strict=True)
    )
    above, below = tape.joined("above"), tape.joined("below")
    np.testing.assert_array_equal(above.output, output.detach())
    np.testing.assert_array_equal(above["l0"].input, below.output)
    assert max(above.parity, below.parity) < 1e-6
    with pytest.warns(
        LastCallWarning, match=r"'above' was called 5 times.*tape\.joined\('above'\)"
    ):
        assert tape["above"].output.shape == (2, 1, 2)


def test_an_optimiser_may_step_between_the_calls_of_a_cell():
    cell, x = nn.GRUCell(3, 4), torch.randn(6, 2, 3)
    optimiser = torch.optim.SGD(cell.parameters(), lr=1.0)
    with rnnviz.recording(cell) as tape:
        for step in x:
            optimiser.zero_grad()
            cell(step).square().mean().backward()
            optimiser.step()
    assert tape.joined("").parity < 1e-6


def test_what_is_given_to_a_cell_is_checked():
    cell = nn.LSTMCell(3, 4)
    with pytest.raises(ValueError, match=r"\(batch, time, 3\) or \(time, 3\), not \(2, 5, 4\)"):
        rnnviz.record(cell, torch.zeros(2, 5, 4))
    with pytest.raises(TypeError, match=r"state of an nn\.LSTMCell is the pair"):
        rnnviz.record(cell, torch.zeros(2, 5, 3), torch.zeros(2, 4))
    with pytest.raises(ValueError, match="from 1 to 5, the steps of x"):
        rnnviz.record(cell, torch.zeros(2, 5, 3), lengths=[5, 6])
    with pytest.raises(ValueError, match="has its own lengths"):
        packed = pack_padded_sequence(torch.zeros(5, 1, 3), torch.tensor([5]))
        rnnviz.record(cell, packed, lengths=[5])
    with pytest.raises(ValueError, match="x has no step"):
        rnnviz.record(cell, torch.zeros(2, 0, 3))


def test_a_change_in_place_of_what_a_cell_read_is_refused():
    cell, x = nn.GRUCell(3, 4), torch.randn(2, 3)
    with torch.no_grad(), rnnviz.recording(cell) as tape:
        hidden = cell(x)
        hidden.add_(1)
    with pytest.raises(RuntimeError, match=r"the output .*changed in place.*copy=True"):
        tape[""]
