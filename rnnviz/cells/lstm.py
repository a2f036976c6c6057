"""Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnviz.cells.cell import Cell, CellState, CellWeights, Gates
from rnnviz.cells.equation import Column, Operator

if TYPE_CHECKING:
    import torch


def step(x: torch.Tensor, state: CellState, weights: CellWeights) -> tuple[CellState, Gates]:
    """Take one LSTM step in PyTorch's convention.

    i = sigmoid(W_ii x + b_ii + W_hi h + b_hi), f and o likewise, g = tanh(...),
    c' = f * c + i * g, h' = o * tanh(c').

    Source: PyTorch's documentation of ``torch.nn.LSTM``. Shapes: x (batch, inputs), state.hidden
    and state.cell (batch, units); the gates come back after their nonlinearity, each
    (batch, units).
    """
    preact = (
        x @ weights.input_weight.T
        + weights.input_bias
        + state.hidden @ weights.hidden_weight.T
        + weights.hidden_bias
    )  # (batch, 4 * units)
    input_preact, forget_preact, candidate_preact, output_preact = preact.chunk(4, dim=-1)
    gates = {
        "input": input_preact.sigmoid(),
        "forget": forget_preact.sigmoid(),
        "candidate": candidate_preact.tanh(),
        "output": output_preact.sigmoid(),
    }
    cell = gates["forget"] * state.cell + gates["input"] * gates["candidate"]
    return CellState(hidden=gates["output"] * cell.tanh(), cell=cell), gates


LSTM = Cell(
    name="lstm",
    title="LSTM",
    blocks=("input", "forget", "candidate", "output"),
    gates=("input", "forget", "candidate", "output"),
    step=step,
    latex=(
        r"i_t = \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi})",
        r"f_t = \sigma(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf})",
        r"g_t = \tanh(W_{ig} x_t + b_{ig} + W_{hg} h_{t-1} + b_{hg})",
        r"o_t = \sigma(W_{io} x_t + b_{io} + W_{ho} h_{t-1} + b_{ho})",
        r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
        r"h_t = o_t \odot \tanh(c_t)",
    ),
    equation=(
        Column("cell_previous", "c", "t-1", "previous state", "state", "cell_state", "previous"),
        Operator("×"),
        Column("forget", "f", "t", "forget gate", "forget", "forget"),
        Operator("+"),
        Column("input", "i", "t", "input gate", "input", "input"),
        Operator("×"),
        Column("candidate", "g", "t", "candidate", "state", "candidate"),
        Operator("="),
        Column("cell_state", "c", "t", "cell state", "state", "cell_state"),
        Operator("tanh →"),
        Column("cell_squashed", "tanh c", "t", "squashed", "state", "cell_state", "tanh"),
        Operator("×"),
        Column("output", "o", "t", "output gate", "output", "output"),
        Operator("="),
        Column("hidden", "h", "t", "hidden state", "state", "hidden"),
    ),
    has_cell_state=True,
)
