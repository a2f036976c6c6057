"""A cell's update as a row of columns and operators, as the player draws it.

The picture of a cell is its equation: each vector is a column of its units and the operators
stand between them. The sentence is data, so the browser needs no knowledge of any cell, and a
new cell brings its own picture along.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Transform = Literal["", "previous", "tanh", "relu", "one_minus"]
Affine = Literal["", "input", "hidden", "bias", "sum"]


@dataclass(frozen=True)
class Column:
    """One vector of the equation, drawn as a column with one cell per unit.

    Attributes
    ----------
    key
        Name of the column, unique within the sentence.
    symbol, subscript
        How PyTorch's documentation writes it: ``h`` and ``t-1``.
    label
        Two or three words that say what it is.
    scale
        ``"state"`` for the diverging scale centred on 0, or the name of a gate for that gate's
        own scale on 0..1.
    source
        The recorded array it comes from: ``"hidden"``, ``"cell_state"`` or a gate's name.
        Empty for an affine part, which the weights give.
    transform
        What is applied to the source: ``"previous"`` takes the step before (the initial state
        at the first step), ``"tanh"``, ``"relu"`` and ``"one_minus"`` are elementwise.
    affine
        For parts of the pre-activation of a cell without gates: ``"input"`` is W_ih x,
        ``"hidden"`` is W_hh h_prev, ``"bias"`` is b_ih + b_hh and ``"sum"`` all three.
    """

    key: str
    symbol: str
    subscript: str
    label: str
    scale: str = "state"
    source: str = ""
    transform: Transform = ""
    affine: Affine = ""


@dataclass(frozen=True)
class Operator:
    """What stands between two columns: ``×``, ``+``, ``=``, or a function such as ``tanh →``."""

    sign: str


Equation = tuple[Column | Operator, ...]


def equation_as_json(equation: Equation) -> list[dict[str, Any]]:
    """Return the row as JSON values: ``{"column": {...}}`` and ``{"operator": "×"}``."""
    return [
        {"column": asdict(part)} if isinstance(part, Column) else {"operator": part.sign}
        for part in equation
    ]
