"""Several calls of one recurrent module as one recording, their steps one after another."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from os import PathLike

import numpy as np

from rnnviz.recorded import FloatArray, LayerRecording, Recording, counted


@dataclass(frozen=True, eq=False, repr=False)
class JoinedLayer(LayerRecording):
    """One layer in one direction over several calls.

    What a step starts from is known of each call: the next one need not begin where the last
    one ended, and a reverse layer reads each call by itself, from its last step to its first.

    Attributes
    ----------
    calls
        The layer in each call, the first one first.
    """

    calls: tuple[LayerRecording, ...]

    def previous_hidden(self) -> FloatArray:
        """Return the hidden state that every step of its call starts from, (batch, time, unit)."""
        return _in_turn([one.previous_hidden() for one in self.calls], self.calls)

    def previous_cell(self) -> FloatArray:
        """Return the cell state that every step of its call starts from, (batch, time, unit).

        Raises
        ------
        ValueError
            If the cell has no cell state.
        """
        return _in_turn([one.previous_cell() for one in self.calls], self.calls)

    def one_pass(self) -> LayerRecording:
        """Return the same arrays as those of one call.

        Raises
        ------
        ValueError
            If one call could not have given them: a call did not begin where the last one ended.
        """
        own = {field.name: getattr(self, field.name) for field in fields(LayerRecording)}
        plain = LayerRecording(**own)
        pairs = [(plain.previous_hidden(), self.previous_hidden())]
        if self.cell_state is not None:
            pairs.append((plain.previous_cell(), self.previous_cell()))
        # An LSTM's cell state is computed from its gates: a call began from PyTorch's own.
        rounding = max(1e-10 if self.hidden.dtype == np.float64 else 1e-4, 4 * self.parity)
        if not all(
            np.allclose(whole, each, rtol=rounding, atol=rounding, equal_nan=True)
            for whole, each in pairs
        ):
            raise ValueError(
                f"layer {self.name!r}: one of the {len(self.calls)} calls joined here does not "
                "begin where the call before it ended, so they are not one sequence; save each "
                "recording of tape.calls(path)"
            )
        return plain


@dataclass(frozen=True, eq=False, repr=False)
class JoinedRecording(Recording):
    """All calls of a recurrent module in turn.

    ``lengths`` are the steps of all calls together, ``parity`` is that of the worst call, and
    the initial states are those of the first.
    """

    def save(self, path: str | PathLike[str]) -> None:
        """Write the recording to one ``.npz`` file, as that of one call.

        Raises
        ------
        ValueError
            If a call did not begin where the one before it ended: read from the file, its steps
            would seem to.
        """
        layers = tuple(
            layer.one_pass() if isinstance(layer, JoinedLayer) else layer for layer in self
        )
        Recording(layers, self.output, self.lengths).save(path)


def join(calls: Sequence[Recording]) -> Recording:
    """Join calls of one module; one call alone is its own recording.

    Raises
    ------
    ValueError
        If the calls differ in their number of sequences.
    """
    if len(calls) == 1:
        return calls[0]
    batches = [len(call.lengths) for call in calls]
    if len(set(batches)) > 1:
        different = next(index for index, batch in enumerate(batches) if batch != batches[0])
        raise ValueError(
            f"call 1 has {counted(batches[0], 'sequence')} and call {different + 1} has "
            f"{batches[different]}, so their steps cannot follow one another"
        )
    layers = tuple(_join_layer(of_calls) for of_calls in zip(*calls, strict=True))
    return JoinedRecording(
        layers, _in_turn([call.output for call in calls], calls), layers[0].lengths
    )


def _join_layer(calls: Sequence[LayerRecording]) -> JoinedLayer:
    first = calls[0]

    def in_turn(name: str) -> FloatArray:
        return _in_turn([one.arrays()[name] for one in calls], calls)

    has_cell_state = first.cell_state is not None
    return JoinedLayer(
        name=first.name,
        cell=first.cell,
        input=in_turn("input"),
        hidden=in_turn("hidden"),
        cell_state=in_turn("cell_state") if has_cell_state else None,
        gates={gate: in_turn(f"gates.{gate}") for gate in first.gates},
        initial_hidden=first.initial_hidden,
        initial_cell=first.initial_cell,
        lengths=np.sum([one.lengths for one in calls], axis=0),
        parity=float(np.max([one.parity for one in calls])),
        calls=tuple(calls),
    )


def _in_turn(
    arrays: Sequence[FloatArray], calls: Sequence[Recording | LayerRecording]
) -> FloatArray:
    """Lay (batch, time, feature) arrays one after another in time, padding behind all steps."""
    joined: FloatArray = np.concatenate(arrays, axis=1)
    steps = [array.shape[1] for array in arrays]
    if all((call.lengths == of_call).all() for call, of_call in zip(calls, steps, strict=True)):
        return joined
    lengths = np.sum([call.lengths for call in calls], axis=0)
    packed = np.zeros_like(joined[:, : max(lengths, default=0)])
    for row, length in enumerate(lengths):
        packed[row, :length] = np.concatenate(
            [array[row, : call.lengths[row]] for array, call in zip(arrays, calls, strict=True)]
        )
    return packed
