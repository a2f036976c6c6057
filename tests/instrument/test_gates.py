import pytest
import torch

from rnnviz.cells import CELLS, CellState, CellWeights
from rnnviz.instrument.gates import compute_gates
from rnnviz.instrument.lane import Lane, LaneWeights
from rnnviz.instrument.scan import scan_cell_state


def random_weights(cell, inputs, units, dtype=torch.float64):
    rows = len(CELLS[cell].blocks) * units
    generator = torch.Generator().manual_seed(rows)

    def normal(*shape):
        return torch.randn(*shape, dtype=dtype, generator=generator)

    return LaneWeights(
        input_weight=normal(rows, inputs),
        hidden_weight=normal(rows, units),
        input_bias=normal(rows),
        hidden_bias=normal(rows),
        projection=torch.empty(0, dtype=dtype),
    )


def step_through(cell, x, hidden, cell_state, weights):
    """The oracle: run the step equations over (time, batch, inputs)."""
    state, states, gates = CellState(hidden, cell_state), [], []
    plain = CellWeights(
        weights.input_weight, weights.hidden_weight, weights.input_bias, weights.hidden_bias
    )
    for step in x:
        state, of_step = CELLS[cell].step(step, state, plain)
        states.append(state)
        gates.append(of_step)
    return (
        torch.stack([state.hidden for state in states]),
        torch.stack([state.cell for state in states]),
        {name: torch.stack([step[name] for step in gates]) for name in CELLS[cell].gates},
    )


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("steps", [1, 2, 9, 50])
@pytest.mark.parametrize("cell", CELLS)
def test_gates_are_those_of_the_step_equations(cell, steps, reverse):
    torch.manual_seed(steps)
    x = torch.randn(steps, 3, 4, dtype=torch.float64)
    h0, c0 = torch.randn(2, 3, 5, dtype=torch.float64)
    weights = random_weights(cell, 4, 5)
    order = x.flip(0) if reverse else x
    hidden, cell_state, gates = step_through(cell, order, h0, c0, weights)
    if reverse:
        hidden, cell_state = hidden.flip(0), cell_state.flip(0)
        gates = {name: values.flip(0) for name, values in gates.items()}

    lane = Lane.lay_out(x, hidden, h0, c0, torch.tensor([steps] * 3), reverse=reverse)
    found = compute_gates(cell, lane, weights)

    assert found.error <= 1e-12 * max(1.0, float(hidden.abs().max()))
    assert tuple(found.gates) == CELLS[cell].gates
    for name, values in gates.items():
        torch.testing.assert_close(found.gates[name], values, rtol=0, atol=1e-12)
    if CELLS[cell].has_cell_state:
        torch.testing.assert_close(found.cell_state, cell_state, rtol=0, atol=1e-12)
    else:
        assert found.cell_state.numel() == 0


def test_the_large_float32_product_is_that_of_float64():
    torch.manual_seed(0)
    x, hidden = torch.randn(300, 4, 20), torch.rand(300, 4, 64)
    h0 = c0 = torch.zeros(4, 64)
    lengths = torch.tensor([300] * 4)
    single, double = (
        compute_gates(
            "lstm",
            Lane.lay_out(x.to(dtype), hidden, h0, c0, lengths, reverse=False),
            random_weights("lstm", 20, 64, torch.float32)
            if dtype == torch.float32
            else as_double(random_weights("lstm", 20, 64, torch.float32)),
        )
        for dtype in (torch.float32, torch.float64)
    )
    for name, values in double.gates.items():
        torch.testing.assert_close(single.gates[name].double(), values, rtol=0, atol=1e-5)


def as_double(weights):
    return LaneWeights(**{name: tensor.double() for name, tensor in vars(weights).items()})


def test_the_error_says_how_far_h_is_off():
    x = torch.randn(6, 2, 3, dtype=torch.float64)
    zeros = torch.zeros(2, 5, dtype=torch.float64)
    weights = random_weights("lstm", 3, 5)
    hidden, _, _ = step_through("lstm", x, zeros, zeros, weights)
    hidden[-1, 1, 2] += 0.25  # nothing follows the last step, so nothing else changes
    lane = Lane.lay_out(x, hidden, zeros, zeros, torch.tensor([6, 6]), reverse=False)
    assert compute_gates("lstm", lane, weights).error == pytest.approx(0.25)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8, 9, 10, 16, 37, 100, 1001])
def test_the_blocked_scan_is_the_recurrence(steps, reverse):
    torch.manual_seed(steps)
    keep = torch.rand(steps, 2, 3, dtype=torch.float64)
    add = torch.randn(steps, 2, 3, dtype=torch.float64)
    initial = torch.randn(2, 3, dtype=torch.float64)
    expected, state = torch.empty_like(add), initial
    for t in reversed(range(steps)) if reverse else range(steps):
        state = expected[t] = keep[t] * state + add[t]

    found = add.clone()
    scan_cell_state(keep, found, initial, reverse=reverse)

    torch.testing.assert_close(found, expected, rtol=0, atol=1e-13)


def test_the_scan_survives_gates_that_are_closed_or_open():
    keep = torch.zeros(40, 1, 2, dtype=torch.float64)
    keep[:, :, 1] = 1
    states = torch.ones(40, 1, 2, dtype=torch.float64)
    scan_cell_state(keep, states, torch.full((1, 2), 7.0, dtype=torch.float64))
    assert states[:, 0, 0].tolist() == [1.0] * 40
    assert states[:, 0, 1].tolist() == [8.0 + t for t in range(40)]
