"""From one captured call to its recording."""

import math
import warnings

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from rnnviz.instrument.capture import Call, Sequence
from rnnviz.instrument.gates import compute_gates
from rnnviz.instrument.lane import Lane, LaneWeights
from rnnviz.instrument.lower_layers import run_layers
from rnnviz.recorded import LayerRecording, Recording


class ParityWarning(UserWarning):
    """The gates of a layer do not give back the hidden states that PyTorch returned."""


# Largest parity error of a sound recording, for states up to 1. In the small types PyTorch's
# kernels round every gate; cuDNN multiplies float32 in TF32 unless told otherwise.
_TOLERANCES = {
    torch.float64: 1e-10,
    torch.float32: 1e-4,
    torch.float16: 1e-2,
    torch.bfloat16: 5e-2,
}
_TF32_TOLERANCE = 1e-2


@torch.no_grad()
def reconstruct(call: Call, *, steps: int = 0) -> Recording:
    """Compute a call's recording.

    Parameters
    ----------
    call
        What the hooks kept.
    steps
        Steps to pad a packed sequence to; by default those of the longest.

    Raises
    ------
    RuntimeError
        If a tensor of the call was changed in place since, or its dropout masks cannot be drawn
        again.

    Warns
    -----
    ParityWarning
        If a layer's parity is worse than the data type allows.
    """
    call.check_unchanged()
    directions = call.architecture.directions
    recorded = []
    # A tape may be read under autocast, which would round the products.
    with torch.autocast(call.final_hidden.device.type, enabled=False):
        inputs, outputs = run_layers(call, call.architecture.num_layers)
        padded_inputs, lengths = zip(*(_pad(x, steps) for x in inputs), strict=True)
        padded_outputs = [_pad(output, steps)[0] for output in outputs]
        for lane in range(len(call.architecture.layer_names)):
            x, output = padded_inputs[lane // directions], padded_outputs[lane // directions]
            hidden = output.chunk(directions, dim=-1)[lane % directions]
            recorded.append(_record_lane(call, lane, x, hidden, lengths[0]))
    return Recording(
        layers=tuple(recorded),
        # In one direction it is the top layer's hidden state, which is a copy already.
        output=recorded[-1].hidden if directions == 1 else _batch_first(_copy(padded_outputs[-1])),
        lengths=lengths[0].numpy(),
    )


@torch.no_grad()
def reconstruct_layer(call: Call, name: str) -> LayerRecording:
    """Compute the recording of one layer in one direction: of those above nothing is computed.

    Parameters
    ----------
    call
        What the hooks kept.
    name
        PyTorch's suffix, ``"l0"`` or ``"l1_reverse"``.

    Raises
    ------
    KeyError
        If there is no such layer; the message lists the layers there are.
    RuntimeError
        As :func:`reconstruct`.

    Warns
    -----
    ParityWarning
        As :func:`reconstruct`.
    """
    names = call.architecture.layer_names
    if name not in names:
        raise KeyError(f"no layer {name!r}; this module has {', '.join(names)}")
    call.check_unchanged()
    lane, directions = names.index(name), call.architecture.directions
    with torch.autocast(call.final_hidden.device.type, enabled=False):
        inputs, outputs = run_layers(call, lane // directions + 1)
        x, lengths = _pad(inputs[-1], 0)
        hidden = _pad(outputs[-1], 0)[0].chunk(directions, dim=-1)[lane % directions]
        return _record_lane(call, lane, x, hidden, lengths)


def _record_lane(
    call: Call, index: int, x: torch.Tensor, hidden: torch.Tensor, lengths: torch.Tensor
) -> LayerRecording:
    architecture = call.architecture
    cell, name = architecture.cell, architecture.layer_names[index]
    states = [state[index] for state in call.initial_states()]  # (batch, unit)
    lane = Lane.lay_out(
        x,
        hidden,
        initial_hidden=states[0],
        initial_cell=states[-1],
        lengths=lengths,
        reverse=name.endswith("_reverse"),
    )
    result = compute_gates(cell, lane, _lane_weights(call, index, lane.joined.dtype))
    hidden, parity = lane.hidden, result.error
    if index < len(architecture.layer_names) - architecture.directions:
        # Of a lower layer PyTorch returned h_n only: what was run again must end there.
        end = torch.zeros_like(lengths) if lane.reverse else lengths - 1
        missed = hidden[end, torch.arange(len(end))] - call.last_hidden()[index]
        parity = float(np.max([parity, *missed.abs().amax(-1).tolist()]))
    _judge(parity, call, name, hidden)
    is_lstm = cell == "lstm"
    return LayerRecording(
        name=name,
        cell=cell,
        input=_batch_first(lane.x),
        hidden=_batch_first(hidden),
        cell_state=_batch_first(result.cell_state) if is_lstm else None,
        gates={gate: _batch_first(values) for gate, values in result.gates.items()},
        initial_hidden=lane.initial_hidden.cpu().numpy(),
        initial_cell=_copy(states[1]).cpu().numpy() if is_lstm else None,
        lengths=lengths.numpy(),
        parity=parity,
    )


def _lane_weights(call: Call, index: int, dtype: torch.dtype) -> LaneWeights:
    # PyTorch's order: weight_ih, weight_hh, then bias_ih and bias_hh, then weight_hr.
    weights = [weight.to(call.dtype).to(dtype) for weight in call.weights_of(index)]
    nothing = weights[0].new_zeros(0 if call.architecture.bias else len(weights[0]))
    return LaneWeights(
        input_weight=weights[0],
        hidden_weight=weights[1],
        input_bias=weights[2] if call.architecture.bias else nothing,
        hidden_bias=weights[3] if call.architecture.bias else nothing,
        projection=weights[-1] if call.architecture.proj_size else nothing[:0],
    )


def _judge(parity: float, call: Call, name: str, hidden: torch.Tensor) -> None:
    tolerance = _TOLERANCES[call.precision]
    if hidden.device.type == "cuda" and call.precision == torch.float32:
        tolerance = _TF32_TOLERANCE if torch.backends.cudnn.allow_tf32 else tolerance
    if parity <= tolerance:
        return
    largest = float(hidden.abs().max())  # a ReLU network's states have no bound
    if parity <= tolerance * largest:
        return
    if not math.isfinite(largest):
        message = f"layer {name!r}: its hidden states are not all finite, so parity is undefined"
    elif call.random and call.architecture.draws_masks:
        raise RuntimeError(
            f"layer {name!r}: the dropout masks of this pass could not be drawn again (the states "
            f"differ by {parity:.1e}); cuDNN draws its own, so record with model.eval(), with "
            "dropout=0 or on the CPU"
        )
    else:
        message = (
            f"layer {name!r}: the hidden states computed from the gates differ from PyTorch's "
            f"by {parity:.1e}, more than {tolerance * max(1.0, largest):.0e}, which "
            f"{call.precision} allows; were the weights changed through .data?"
        )
    warnings.warn(message, ParityWarning, stacklevel=5)


def _pad(sequence: Sequence, steps: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (time, batch, feature) and the lengths, (batch,), on the CPU."""
    if isinstance(sequence, PackedSequence):
        return pad_packed_sequence(sequence, total_length=steps or None)
    return sequence, torch.full((sequence.shape[1],), len(sequence))


def _batch_first(values: torch.Tensor) -> NDArray[np.floating]:
    return values.transpose(0, 1).cpu().numpy()


def _copy(values: torch.Tensor) -> torch.Tensor:
    # The recording must not share memory with a tensor that the user may change.
    dtype = torch.float64 if values.dtype == torch.float64 else torch.float32
    return values.to(dtype, copy=True)
