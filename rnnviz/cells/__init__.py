"""The recurrent cells as equations: pure steps, gate names, LaTeX and the layout of the picture."""

from rnnviz.cells.cell import Cell, CellState, CellWeights
from rnnviz.cells.equation import Column, Equation, Operator, equation_as_json
from rnnviz.cells.gru import GRU
from rnnviz.cells.lstm import LSTM
from rnnviz.cells.rnn import RNN_RELU, RNN_TANH

__all__ = [
    "CELLS",
    "Cell",
    "CellState",
    "CellWeights",
    "Column",
    "Equation",
    "Operator",
    "equation_as_json",
    "get_cell",
]

CELLS: dict[str, Cell] = {cell.name: cell for cell in (RNN_TANH, RNN_RELU, LSTM, GRU)}


def get_cell(name: str) -> Cell:
    """Return a cell by its name.

    Raises
    ------
    ValueError
        If there is no such cell; the message lists the names there are.
    """
    if name not in CELLS:
        raise ValueError(f"unknown cell {name!r}; choose one of {', '.join(CELLS)}")
    return CELLS[name]
