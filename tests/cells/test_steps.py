"""The step equations against torch.nn with the same weights, in double precision."""

import pytest
import torch

from rnnviz.cells import CELLS, CellState, CellWeights, Column, equation_as_json, get_cell
from rnnviz.models import make_recurrent
from rnnviz.tasks import Architecture

BATCH, STEPS, INPUTS, UNITS = 3, 11, 4, 6


def weights_of(module: torch.nn.RNNBase) -> CellWeights:
    return CellWeights(
        input_weight=module.weight_ih_l0,
        hidden_weight=module.weight_hh_l0,
        input_bias=module.bias_ih_l0,
        hidden_bias=module.bias_hh_l0,
    )


def run_steps(cell, module, x):
    zeros = x.new_zeros(len(x), UNITS)
    state, hidden, gates = CellState(hidden=zeros, cell=zeros), [], []
    for t in range(x.shape[1]):
        state, now = CELLS[cell].step(x[:, t], state, weights_of(module))
        hidden.append(state.hidden)
        gates.append(now)
    return torch.stack(hidden, dim=1), state, gates


@pytest.fixture
def x() -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(BATCH, STEPS, INPUTS, dtype=torch.float64, generator=generator)


@pytest.mark.parametrize("cell", CELLS)
def test_steps_equal_pytorch(cell, x):
    torch.manual_seed(1)
    module = make_recurrent(cell, INPUTS, Architecture(UNITS)).double()
    expected, last = module(x)
    hidden, state, _ = run_steps(cell, module, x)
    torch.testing.assert_close(hidden, expected, rtol=0, atol=1e-12)
    if cell == "lstm":
        torch.testing.assert_close(state.cell, last[1][0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_equal_pytorch(cell, x):
    torch.manual_seed(2)
    module = make_recurrent(cell, INPUTS, Architecture(UNITS)).double()
    parameters = list(module.parameters())
    expected = torch.autograd.grad(module(x)[0].square().sum(), parameters)
    found = torch.autograd.grad(run_steps(cell, module, x)[0].square().sum(), parameters)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-10)


@pytest.mark.parametrize("cell", CELLS)
def test_gates_are_named_and_within_their_range(cell, x):
    torch.manual_seed(4)
    module = make_recurrent(cell, INPUTS, Architecture(UNITS)).double()
    _, _, gates = run_steps(cell, module, 20 * x)  # large inputs reach the ends of the range
    for now in gates:
        assert tuple(now) == CELLS[cell].gates
        for name, values in now.items():
            assert values.shape == (BATCH, UNITS)
            low = -1 if name == "candidate" else 0
            assert values.min() >= low
            assert values.max() <= 1


@pytest.mark.parametrize("cell", CELLS)
def test_parameter_count_is_pytorchs(cell):
    module = make_recurrent(cell, INPUTS, Architecture(UNITS))
    expected = sum(parameter.numel() for parameter in module.parameters())
    assert CELLS[cell].parameter_count(INPUTS, UNITS) == expected


@pytest.mark.parametrize("cell", CELLS)
def test_the_sentence_alternates_and_ends_with_the_hidden_state(cell):
    equation = CELLS[cell].equation
    assert all(isinstance(part, Column) for part in equation[::2])
    assert not any(isinstance(part, Column) for part in equation[1::2])
    assert equation[-1].key == "hidden"
    keys = [part.key for part in equation[::2]]
    assert len(set(keys)) == len(keys)
    sources = {part.source for part in equation[::2]}
    # An RNN has no gates; a GRU's reset gate works inside the candidate.
    assert set(CELLS[cell].gates) - {"reset"} <= sources
    assert all(("column" in part) != ("operator" in part) for part in equation_as_json(equation))


def test_an_unknown_cell_lists_the_known_ones():
    with pytest.raises(ValueError, match="rnn_tanh, rnn_relu, lstm, gru"):
        get_cell("lstn")
