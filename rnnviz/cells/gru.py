"""The gated recurrent unit (Cho et al. 2014), in the variant that cuDNN and PyTorch compute.

Two conventions are about. Here the reset gate multiplies *after* the product with W_hn, and z
keeps the old state; many tutorials reset before the product and swap z with 1 - z.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnviz.cells.cell import Cell, CellState, CellWeights, Gates
from rnnviz.cells.equation import Column, Operator

if TYPE_CHECKING:
    import torch


def step(x: torch.Tensor, state: CellState, weights: CellWeights) -> tuple[CellState, Gates]:
    """Take one GRU step in PyTorch's convention.

    r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z likewise,
    n = tanh(W_in x + b_in + r * (W_hn h + b_hn)), h' = (1 - z) * n + z * h.

    Source: PyTorch's documentation of ``torch.nn.GRU``. Shapes: x (batch, inputs), state.hidden
    (batch, units); the gates come back after their nonlinearity, each (batch, units).
    """
    from_input = x @ weights.input_weight.T + weights.input_bias  # (batch, 3 * units)
    from_hidden = state.hidden @ weights.hidden_weight.T + weights.hidden_bias
    input_reset, input_update, input_candidate = from_input.chunk(3, dim=-1)
    hidden_reset, hidden_update, hidden_candidate = from_hidden.chunk(3, dim=-1)
    reset = (input_reset + hidden_reset).sigmoid()
    update = (input_update + hidden_update).sigmoid()
    candidate = (input_candidate + reset * hidden_candidate).tanh()
    hidden = (1 - update) * candidate + update * state.hidden
    return CellState(hidden=hidden, cell=state.cell), {
        "reset": reset,
        "update": update,
        "candidate": candidate,
    }


GRU = Cell(
    name="gru",
    title="GRU",
    blocks=("reset", "update", "candidate"),
    gates=("reset", "update", "candidate"),
    step=step,
    latex=(
        r"r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr})",
        r"z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz})",
        r"n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{t-1} + b_{hn}))",
        r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
    ),
    equation=(
        Column("admitted", "1-z", "t", "candidate weight", "update", "update", "one_minus"),
        Operator("×"),
        Column("candidate", "n", "t", "candidate", "state", "candidate"),
        Operator("+"),
        Column("update", "z", "t", "update gate", "update", "update"),
        Operator("×"),
        Column("hidden_previous", "h", "t-1", "previous state", "state", "hidden", "previous"),
        Operator("="),
        Column("hidden", "h", "t", "hidden state", "state", "hidden"),
    ),
)
