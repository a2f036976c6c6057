"""What every cell of the registry provides: its step, its gates and its equations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rnnviz.cells.equation import Equation

if TYPE_CHECKING:  # names and sizes of cells are needed where torch is not worth its second
    import torch


@dataclass(frozen=True, eq=False)
class CellWeights:
    """The parameters of one layer in one direction, named and stacked as PyTorch does.

    Attributes
    ----------
    input_weight
        ``weight_ih``, shape (blocks * units, inputs).
    hidden_weight
        ``weight_hh``, shape (blocks * units, units).
    input_bias, hidden_bias
        ``bias_ih`` and ``bias_hh``, shape (blocks * units,). Zeros for ``bias=False``.
    """

    input_weight: torch.Tensor
    hidden_weight: torch.Tensor
    input_bias: torch.Tensor
    hidden_bias: torch.Tensor


@dataclass(frozen=True, eq=False)
class CellState:
    """The state passed to the next step: ``hidden`` and, for an LSTM, ``cell``.

    Both have shape (batch, units). ``cell`` is a tensor of no elements for cells without one.
    """

    hidden: torch.Tensor
    cell: torch.Tensor


Gates: TypeAlias = "Mapping[str, torch.Tensor]"
Step: TypeAlias = "Callable[[torch.Tensor, CellState, CellWeights], tuple[CellState, Gates]]"


@dataclass(frozen=True)
class Cell:
    """One kind of recurrent cell.

    Attributes
    ----------
    name
        Key in ``CELLS``: ``"lstm"``.
    title
        What a person reads: ``"LSTM"``.
    blocks
        Names of the blocks that PyTorch stacks in its weights, in that order.
    gates
        Names of the recorded gates; empty for a cell without gates.
    step
        ``(x, state, weights) -> (next state, gates)``, pure, x of shape (batch, inputs).
    latex
        The equations, one line each, in PyTorch's convention.
    equation
        The update as a sentence of columns and operators.
    has_cell_state
        Whether a cell state runs beside the hidden state.
    """

    name: str
    title: str
    blocks: tuple[str, ...]
    gates: tuple[str, ...]
    step: Step
    latex: tuple[str, ...]
    equation: Equation
    has_cell_state: bool = False

    def parameter_count(self, inputs: int, units: int) -> int:
        """Count the parameters of one layer with both bias vectors, as PyTorch stores them."""
        return len(self.blocks) * units * (inputs + units + 2)
