import numpy as np
import pytest
import torch

from rnnviz.analysis.correlation import pearson, phase_correlation
from rnnviz.analysis.memory import direct_half_life
from rnnviz.tape import record


def test_a_path_is_halved_after_its_half_life():
    kept = 0.9
    steps = direct_half_life(np.full((10, 1), kept))[0]
    assert kept**steps == pytest.approx(0.5)


def test_the_ends():
    gates = np.array([[0.0, 1.0, 0.5]] * 4)
    assert direct_half_life(gates).tolist() == [0, np.inf, 1]
    # One shut step closes the path, whatever the gate is elsewhere.
    assert direct_half_life(np.array([[1.0], [0.0], [1.0]])).tolist() == [0]


@pytest.mark.parametrize("gates", [np.zeros((0, 2)), np.full((3, 1), 1.2), np.full((2, 1), np.nan)])
def test_what_is_no_gate_is_refused(gates):
    with pytest.raises(ValueError, match=r"step|\[0, 1\]"):
        direct_half_life(gates)


STEPS, UNITS = 12, 6


def derivatives(module, x, *, direct):
    """Return d state_T / d state_0 of every unit with itself, the gates held fixed or not."""
    cell = torch.nn.LSTMCell if isinstance(module, torch.nn.LSTM) else torch.nn.GRUCell
    step = cell(module.input_size, UNITS).double()
    step.load_state_dict({name.removesuffix("_l0"): w for name, w in module.state_dict().items()})
    start = torch.zeros(1, UNITS, dtype=torch.float64, requires_grad=True)
    if cell is torch.nn.GRUCell:
        state = start
        for value in x[0]:
            read = state.detach() if direct else state
            new = step(value[None], read)
            if direct:
                keep = record(module, value[None, None], read[None])["l0"].gates["update"]
                z = torch.tensor(keep[0])
                new = new.detach() + z * (state - read)
            state = new
    else:
        hidden, state = torch.zeros(1, UNITS, dtype=torch.float64), start
        for value in x[0]:
            read = (hidden.detach(), state) if direct else (hidden, state)
            hidden, state = step(value[None], read)
    rows = [
        torch.autograd.grad(state[0, u], start, retain_graph=True)[0][0, u] for u in range(UNITS)
    ]
    return torch.stack(rows).numpy()


@pytest.mark.parametrize("kind", [torch.nn.LSTM, torch.nn.GRU])
def test_it_is_the_derivative_of_the_direct_path_and_not_of_the_state(kind):
    torch.manual_seed(3)
    module = kind(1, UNITS, batch_first=True).double()
    with torch.no_grad():
        for weights in module.parameters():
            weights.mul_(2.5)
    x = torch.randn(1, STEPS, 1, dtype=torch.float64)
    gates = record(module, x)["l0"].gates
    life = direct_half_life(gates["forget" if kind is torch.nn.LSTM else "update"][0])
    # Exact for what it is called ...
    direct = derivatives(module, x, direct=True)
    assert 0.5 ** (STEPS / life) == pytest.approx(direct, rel=1e-9)
    # ... and wrong by more than two for most units, taken for what becomes of the state.
    total = derivatives(module, x, direct=False)
    off = np.abs(np.log2(np.abs(total / direct))) > 1
    assert off.mean() > 0.5
    # Nor does the arithmetic mean of the gate give it.
    mean = gates["forget" if kind is torch.nn.LSTM else "update"][0].mean(axis=0)
    assert (mean**STEPS / direct).max() > 2


def test_pearson_is_numpys_where_both_are_known(rng):
    a, b = rng.standard_normal((2, 40))
    assert pearson(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1])
    b[5] = np.nan
    known = np.arange(40) != 5
    assert pearson(a, b) == pytest.approx(np.corrcoef(a[known], b[known])[0, 1])
    assert np.isnan(pearson(a, np.full(40, 0.3)))
    assert np.isnan(pearson(a[:2], b[:2]))
    with pytest.raises(ValueError, match="equal length"):
        pearson(a, b[:3])


def test_a_season_is_found_wherever_it_begins(rng):
    angle = 2 * np.pi * np.arange(44) / 11
    assert phase_correlation(np.sin(angle + 1.3), 11) == pytest.approx(1)
    assert phase_correlation(np.sin(2 * angle), 11) == pytest.approx(0, abs=1e-6)
    assert np.isnan(phase_correlation(np.sin(angle)[:5], 11))
    with pytest.raises(ValueError, match="longer than 2"):
        phase_correlation(np.sin(angle), 2)
