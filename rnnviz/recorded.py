"""What was recorded of a recurrent network, as read-only NumPy arrays: no model, no tensor.

=====================  ==================================================================
``Recording``          one call of a module: its layers, output, lengths and parity
``LayerRecording``     one layer in one direction: input, hidden state, gates, cell state
=====================  ==================================================================

One axis order everywhere: (batch, time, unit).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import get_cell

FloatArray = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class LayerRecording:
    """One layer in one direction.

    Attributes
    ----------
    name
        PyTorch's suffix: ``"l0"``, ``"l1_reverse"``.
    cell
        ``"rnn_tanh"``, ``"rnn_relu"``, ``"lstm"`` or ``"gru"``.
    input
        What the layer read, shape (batch, time, feature).
    hidden
        The hidden state after every step, shape (batch, time, unit). Step t of a reverse layer
        is its state after it has read the input of step t, as in PyTorch's output.
    cell_state
        The cell state after every step, shape (batch, time, unit); None but for an LSTM.
    gates
        Name to values after the nonlinearity, each (batch, time, unit): sigmoid gates in
        [0, 1], candidates in [-1, 1].
    initial_hidden, initial_cell
        The state before the first step, shape (batch, unit); ``initial_cell`` is None but for
        an LSTM.
    parity
        Largest difference between the hidden states recomposed from the gates and those that
        PyTorch returned.
    """

    name: str
    cell: str
    input: FloatArray
    hidden: FloatArray
    cell_state: FloatArray | None
    gates: Mapping[str, FloatArray]
    initial_hidden: FloatArray
    initial_cell: FloatArray | None
    parity: float

    def __post_init__(self) -> None:
        expected = get_cell(self.cell).gates
        if tuple(self.gates) != expected:
            raise ValueError(
                f"layer {self.name!r}: a {self.cell} has the gates {list(expected)}, "
                f"not {list(self.gates)}"
            )
        object.__setattr__(self, "gates", MappingProxyType(dict(self.gates)))
        for array in self.arrays().values():
            array.flags.writeable = False

    def arrays(self) -> dict[str, FloatArray]:
        """Return every array by name, gates as ``gates.<name>``, without those that are None."""
        named = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return named | {f"gates.{name}": values for name, values in self.gates.items()}

    def previous_hidden(self) -> FloatArray:
        """Return the hidden state before every step of a forward layer, (batch, time, unit)."""
        return _before(self.hidden, self.initial_hidden)

    def previous_cell(self) -> FloatArray:
        """Return the cell state before every step of a forward layer, (batch, time, unit).

        Raises
        ------
        ValueError
            If the cell has no cell state.
        """
        if self.cell_state is None or self.initial_cell is None:
            raise ValueError(f"layer {self.name!r} is a {self.cell}: it has no cell state")
        return _before(self.cell_state, self.initial_cell)


def _before(states: FloatArray, initial: FloatArray) -> FloatArray:
    return np.concatenate([initial[:, None], states[:, :-1]], axis=1)


@dataclass(frozen=True, eq=False)
class Recording:
    """One call of a recurrent module.

    Attributes
    ----------
    layers
        One a layer and direction, bottom layer first, forward before reverse.
    output
        What the module returned, shape (batch, time, features).
    lengths
        Steps of each sequence, shape (batch,); what lies behind is zero.
    """

    layers: tuple[LayerRecording, ...]
    output: FloatArray
    lengths: NDArray[np.int64]

    def __post_init__(self) -> None:
        self.output.flags.writeable = False
        self.lengths.flags.writeable = False

    @property
    def parity(self) -> float:
        """Largest |h recomposed from the gates - h that PyTorch returned| over all layers."""
        return max(layer.parity for layer in self.layers)

    def __getitem__(self, name: str) -> LayerRecording:
        """Return a layer by PyTorch's suffix: ``"l0"``, ``"l0_reverse"``."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in self.layers)
        raise KeyError(f"no layer {name!r}; this recording has {names}")

    def __iter__(self) -> Iterator[LayerRecording]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __repr__(self) -> str:
        batch, steps, features = self.output.shape
        first = self.layers[0]
        return (
            f"Recording of {first.cell}: {', '.join(layer.name for layer in self.layers)}; "
            f"{batch} x {steps} steps x {features} outputs; "
            f"gates {', '.join(first.gates) or 'none'}; parity {self.parity:.1e}"
        )
