"""What was recorded of a recurrent network, as read-only NumPy arrays: no model, no tensor.

=====================  ==================================================================
``Recording``          one call of a module: its layers, output, lengths and parity
``LayerRecording``     one layer in one direction: input, hidden state, gates, cell state
=====================  ==================================================================

One axis order everywhere: (batch, time, unit).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rnnviz.cells import get_cell
from rnnviz.recorded_file import check_shapes, read_arrays, write_arrays
from rnnviz.recorded_tables import as_dataframe, as_xarray

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.floating]

_ARRAYS = ("input", "hidden", "cell_state", "initial_hidden", "initial_cell", "lengths")


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
        What the layer read, shape (batch, time, feature); above the bottom layer that is after
        dropout.
    hidden
        The hidden state after every step, shape (batch, time, unit). Step t of a reverse layer
        is its state after it has read the input of step t, as in PyTorch's output. An LSTM with
        ``proj_size`` has that many hidden units, and more in its gates and cell state.
    cell_state
        The cell state after every step, shape (batch, time, unit); None but for an LSTM.
    gates
        Name to values after the nonlinearity, each (batch, time, unit): sigmoid gates in
        [0, 1], candidates in [-1, 1].
    initial_hidden, initial_cell
        The state before the first step, shape (batch, unit); ``initial_cell`` is None but for
        an LSTM.
    lengths
        Steps of each sequence, shape (batch,); all arrays are zero behind.
    parity
        Largest difference between the hidden states computed from the gates and those that
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
    lengths: NDArray[np.int64]
    parity: float

    def __post_init__(self) -> None:
        expected = get_cell(self.cell).gates
        if tuple(self.gates) != expected:
            raise ValueError(
                f"layer {self.name!r}: {self.cell} has the gates {list(expected)}, "
                f"not {list(self.gates)}"
            )
        object.__setattr__(self, "gates", MappingProxyType(dict(self.gates)))
        for array in self.arrays().values():
            array.flags.writeable = False

    @property
    def is_reverse(self) -> bool:
        """Whether the layer reads the sequence from its last step to its first."""
        return self.name.endswith("_reverse")

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return every array by name, gates as ``gates.<name>``, without those that are None."""
        named = {name: getattr(self, name) for name in _ARRAYS}
        named |= {f"gates.{name}": values for name, values in self.gates.items()}
        return {name: array for name, array in named.items() if array is not None}

    def previous_hidden(self) -> FloatArray:
        """Return the hidden state that every step starts from, (batch, time, unit).

        For a reverse layer that is the state of the step to the right.
        """
        return self._before(self.hidden, self.initial_hidden)

    def previous_cell(self) -> FloatArray:
        """Return the cell state that every step starts from, (batch, time, unit).

        Raises
        ------
        ValueError
            If the cell has no cell state.
        """
        if self.cell_state is None or self.initial_cell is None:
            raise ValueError(f"layer {self.name!r} is a {self.cell}: it has no cell state")
        return self._before(self.cell_state, self.initial_cell)

    def __repr__(self) -> str:
        shape = _shape_in_words(self.lengths, self.input.shape[1])
        return f"LayerRecording of {get_cell(self.cell).title}: {shape}\n{self._line()}"

    def _line(self) -> str:
        return (
            f"  {self.name:<10}  {counted(self.input.shape[-1], 'input')} -> "
            f"{counted(self.hidden.shape[-1], 'unit')}; "
            f"gates {', '.join(self.gates) or 'none'}; parity {self.parity:.1e}"
        )

    def _before(self, states: FloatArray, initial: FloatArray) -> FloatArray:
        before = np.zeros_like(states)
        batch, steps = states.shape[:2]
        if self.is_reverse:
            before[:, :-1] = states[:, 1:]
            before[np.arange(batch), self.lengths - 1] = initial
            return before
        before[:, 1:] = states[:, :-1]
        before[:, 0] = initial
        before[np.arange(steps) >= self.lengths[:, None]] = 0
        return before


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
        """Largest |h computed from the gates - h that PyTorch returned| over all layers."""
        return float(np.max([layer.parity for layer in self.layers]))

    def __getitem__(self, name: str) -> LayerRecording:
        """Return a layer by PyTorch's suffix: ``"l0"``, ``"l0_reverse"``.

        Raises
        ------
        KeyError
            If there is no such layer; the message lists the layers there are.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = ", ".join(layer.name for layer in self.layers)
        raise KeyError(f"no layer {name!r}; this recording has {names}")

    def __iter__(self) -> Iterator[LayerRecording]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the recording to one ``.npz`` file of that name, without pickle."""
        described = [
            {"name": layer.name, "cell": layer.cell, "parity": layer.parity} for layer in self
        ]
        arrays = {
            f"{layer.name}/{name}": array
            for layer in self
            for name, array in layer.arrays().items()
            if name != "lengths"  # one for all layers
        }
        write_arrays(
            path,
            {"layers": described},
            {"output": self.output, "lengths": self.lengths, **arrays},
        )

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "Recording":
        """Read a recording that :meth:`save` wrote.

        Raises
        ------
        ValueError
            If the file is no recording, is damaged, or of a later version of rnnviz.
        OSError
            If it cannot be read.
        """
        header, arrays = read_arrays(path)
        try:
            layers = tuple(_stored_layer(described, arrays) for described in header["layers"])
            check_shapes([layer.arrays() for layer in layers], arrays["output"], arrays["lengths"])
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            said = " ".join(str(error).split())[:200]
            raise ValueError(f"{path} is a damaged recording: {said}") from error
        return cls(layers, arrays["output"], arrays["lengths"])

    def to_dataframe(self) -> "pd.DataFrame":
        """Return a row for every unit of every layer at every step of every sequence.

        Columns ``batch, step, layer, unit`` say which one it is; ``hidden``, ``cell_state`` (LSTM
        only) and the gates by name hold the values, so that ``frame.query("layer == 'l0'")``,
        ``frame.groupby("unit").forget.mean()`` and ``frame.plot.scatter("input", "forget")`` need
        no reshaping. Padding has no rows. With ``proj_size`` there are fewer hidden units than
        units: ``hidden`` is NaN for the rest.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        return as_dataframe(self)

    def to_xarray(self) -> Any:
        """Return an ``xarray.Dataset`` with the dimensions (layer, batch, step, unit).

        Its variables are ``hidden``, ``cell_state`` (LSTM only) and the gates by name; ``length``
        is a coordinate of ``batch``, so that ``ds.where(ds.step < ds.length)`` masks the padding,
        which is zero. With ``proj_size`` the hidden state has a dimension ``projected`` instead
        of ``unit``.

        Raises
        ------
        ImportError
            If xarray, which rnnviz does not require, is not installed.
        """
        return as_xarray(self)

    def __repr__(self) -> str:
        _, steps, features = self.output.shape
        title = get_cell(self.layers[0].cell).title
        shape = _shape_in_words(self.lengths, steps)
        outputs = counted(features, "output")
        first = f"Recording of {title}: {shape}, {outputs}, parity {self.parity:.1e}"
        return "\n".join([first, *(layer._line() for layer in self.layers)])


def _shape_in_words(lengths: NDArray[np.int64], steps: int) -> str:
    batch = len(lengths)
    spread = counted(steps, "step")
    if batch and lengths.min() < steps:
        spread = f"{lengths.min()} to {lengths.max()} steps"
    return f"{counted(batch, 'sequence')} of {spread}"


def counted(count: int, thing: str) -> str:
    """Write a number of things: 1 step, 2 steps."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _stored_layer(
    described: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> LayerRecording:
    name, cell = str(described["name"]), get_cell(described["cell"])
    has_cell_state = cell.name == "lstm"
    return LayerRecording(
        name=name,
        cell=cell.name,
        input=arrays[f"{name}/input"],
        hidden=arrays[f"{name}/hidden"],
        cell_state=arrays[f"{name}/cell_state"] if has_cell_state else None,
        gates={gate: arrays[f"{name}/gates.{gate}"] for gate in cell.gates},
        initial_hidden=arrays[f"{name}/initial_hidden"],
        initial_cell=arrays[f"{name}/initial_cell"] if has_cell_state else None,
        lengths=arrays["lengths"],
        parity=float(described["parity"]),
    )
