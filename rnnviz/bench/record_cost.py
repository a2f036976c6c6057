"""What recording costs: the bare module, under a tape, all gates read, and a step loop.

The four are timed in turn, round by round, in the same process and without gradients. Of each
the shortest round counts, which is what the work costs; the others tell what else the machine
did. In each round:

========  ===================================================================================
bare      ``module(x)``
tape      ``module(x)`` inside an open tape
gates     a tape opened, ``module(x)``, all gates of the call read as NumPy arrays
loop      a Python loop over the step equations of ``rnnviz.cells``; in the first rounds only
========  ===================================================================================

``gates`` holds the forward pass too. PyTorch's own GRU on a CPU is about twice as fast as the
loop, so nothing that runs it can be four times as fast.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import torch
from torch import nn

from rnnviz.bench.goals import Goal, Row
from rnnviz.cells import CELLS, CellState, CellWeights
from rnnviz.recorded import Recording
from rnnviz.tape import recording


@dataclass(frozen=True)
class Case:
    """Sizes of one measurement."""

    batch: int
    steps: int
    inputs: int
    units: int


CASES = (
    Case(1, 50, 1, 8),
    Case(1, 200, 1, 32),
    Case(32, 100, 8, 64),
    Case(1, 1000, 64, 256),
    Case(8, 1000, 64, 256),
    Case(1, 10000, 16, 128),
)
CELL_NAMES = ("lstm", "gru")
_WARM_UP = 3
_LEAST_ROUNDS, _MOST_ROUNDS, _LOOP_ROUNDS = 25, 500, 3


def measure(cases: Sequence[Case] = CASES, *, seconds: float = 4.0) -> list[Row]:
    """Measure every case for an LSTM and a GRU, for about ``seconds`` each."""
    torch.manual_seed(0)
    return [_measure(cell, case, seconds) for case in cases for cell in CELL_NAMES]


def _measure(cell: str, case: Case, seconds: float) -> Row:
    kind = nn.LSTM if cell == "lstm" else nn.GRU
    module = kind(case.inputs, case.units, batch_first=True)
    x = torch.randn(case.batch, case.steps, case.inputs)
    bare: list[float] = []
    tape: list[float] = []
    gates: list[float] = []
    opening: list[float] = []
    loop: list[float] = []
    with torch.no_grad():
        for _ in range(_WARM_UP):
            module(x)
            recorded = _record(module, x)
        looped = _loop(cell, module, x)
        end = perf_counter() + seconds
        while len(bare) < _LEAST_ROUNDS or (len(bare) < _MOST_ROUNDS and perf_counter() < end):
            # Who runs first finds other caches: bare and tape take turns.
            pair = (_seconds_bare, _seconds_under_tape)
            order = pair if len(bare) % 2 else pair[::-1]
            took = {timed: timed(module, x) for timed in order}
            bare.append(took[_seconds_bare])
            tape.append(took[_seconds_under_tape])
            gates.append(_seconds(lambda: _record(module, x)))
            opening.append(_seconds(lambda: _open_and_close(module)))
            if len(loop) < _LOOP_ROUNDS:
                loop.append(_seconds(lambda: _loop(cell, module, x)))
    values = {
        "bare_ms": min(bare) * 1e3,
        "tape_x": min(tape) / min(bare),
        "gates_x": min(gates) / min(bare),
        "loop_x": min(loop) / min(bare),
        "faster_than_loop_x": min(loop) / min(gates),
        "difference": _largest_difference(recorded, looped),
        "open_ms": min(opening) * 1e3,
        "rounds": len(bare),
    }
    name = f"{cell} batch {case.batch} x {case.steps} steps, {case.inputs} -> {case.units}"
    return Row(name, values, goals_of(case))


def goals_of(case: Case) -> tuple[Goal, ...]:
    """Return what recording may cost in one case; the same for both cells."""
    goals = [Goal("tape_x", 1.05 if case.steps >= 200 else 1.15), Goal("difference", 1e-5)]
    if case.batch == 1 and case.steps >= 10000:
        goals.append(Goal("gates_x", 1.4))
    elif case.batch == 1 and case.steps >= 1000:
        goals.append(Goal("gates_x", 1.6))
    elif case.steps >= 100:
        goals.append(Goal("gates_x", 3.0))
    if case.batch == 1:
        goals.append(Goal("faster_than_loop_x", 4.0, at_least=True))
    return tuple(goals)


def _seconds(function: Callable[[], object]) -> float:
    start = perf_counter()
    kept = function()
    took = perf_counter() - start
    del kept  # giving memory back is not part of the work
    return took


def _seconds_bare(module: nn.LSTM | nn.GRU, x: torch.Tensor) -> float:
    return _seconds(lambda: module(x))


def _seconds_under_tape(module: nn.LSTM | nn.GRU, x: torch.Tensor) -> float:
    with recording(module):
        return _seconds(lambda: module(x))


def _open_and_close(module: nn.LSTM | nn.GRU) -> None:
    with recording(module):
        pass


def _record(module: nn.LSTM | nn.GRU, x: torch.Tensor) -> Recording:
    with recording(module) as tape:
        module(x)
    return tape[""]


def _loop(cell: str, module: nn.LSTM | nn.GRU, x: torch.Tensor) -> list[dict[str, torch.Tensor]]:
    """Run the step equations, and return the states and gates of every step, (batch, unit)."""
    weights = CellWeights(*(parameter.detach() for parameter in module.parameters()))
    zeros = x.new_zeros(len(x), module.hidden_size)
    state, seen = CellState(zeros, zeros), []
    for step in x.unbind(1):
        state, gates = CELLS[cell].step(step, state, weights)
        seen.append({"hidden": state.hidden, "cell_state": state.cell, **gates})
    return seen


def _largest_difference(recorded: Recording, looped: list[dict[str, torch.Tensor]]) -> float:
    layer = recorded["l0"]
    arrays = {"hidden": layer.hidden, **layer.gates}
    if layer.cell_state is not None:
        arrays["cell_state"] = layer.cell_state
    return max(
        float(abs(array - torch.stack([step[name] for step in looped], dim=1).numpy()).max())
        for name, array in arrays.items()
    )
