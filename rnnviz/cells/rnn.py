"""The simple recurrent cell of Elman (1990), with tanh or ReLU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rnnviz.cells.cell import Cell, CellState, CellWeights, Gates, Step
from rnnviz.cells.equation import Column, Equation, Operator

if TYPE_CHECKING:
    import torch


def _simple_step(activation: Literal["tanh", "relu"]) -> Step:
    def step(x: torch.Tensor, state: CellState, weights: CellWeights) -> tuple[CellState, Gates]:
        preact = (
            x @ weights.input_weight.T
            + weights.input_bias
            + state.hidden @ weights.hidden_weight.T
            + weights.hidden_bias
        )  # (batch, units)
        hidden = preact.tanh() if activation == "tanh" else preact.relu()
        return CellState(hidden=hidden, cell=state.cell), {}

    step.__doc__ = f"""h' = {activation}(W_ih x + b_ih + W_hh h + b_hh).

    Source: PyTorch's documentation of ``torch.nn.RNN``. Shapes: x (batch, inputs), state.hidden
    (batch, units); returns the next state and no gates.
    """
    return step


def _sentence(function: str) -> Equation:
    return (
        Column("input_part", "Wx", "t", "from the input", affine="input"),
        Operator("+"),
        Column("hidden_part", "Uh", "t-1", "from the past", affine="hidden"),
        Operator("+"),
        Column("bias", "b", "", "bias", affine="bias"),
        Operator("="),
        Column("preactivation", "a", "t", "sum", affine="sum"),
        Operator(f"{function} →"),
        Column("hidden", "h", "t", "hidden state", source="hidden"),
    )


RNN_TANH = Cell(
    name="rnn_tanh",
    title="RNN tanh",
    blocks=("hidden",),
    gates=(),
    step=_simple_step("tanh"),
    latex=(r"h_t = \tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})",),
    equation=_sentence("tanh"),
)
RNN_RELU = Cell(
    name="rnn_relu",
    title="RNN ReLU",
    blocks=("hidden",),
    gates=(),
    step=_simple_step("relu"),
    latex=(r"h_t = \mathrm{ReLU}(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})",),
    equation=_sentence("relu"),
)
