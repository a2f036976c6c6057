"""All gates of all steps of one layer at once, from hidden states that are already known.

The fused kernel has run, so every h_{t-1} is known and the gates of all steps are one product
of ``[x_t | h_{t-1}]`` with ``[W_ih | W_hh]``. Only the LSTM's cell state is sequential
(``rnnviz.instrument.scan``).

Tensors here are (time, batch, feature): then a step is one contiguous piece of memory. The
gates are views of one array.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from rnnviz.instrument.lane import Lane, LaneWeights
from rnnviz.instrument.product import product
from rnnviz.instrument.scan import scan_cell_state

# Elements that the recomposed states are checked by: few enough to stay in a core's cache.
_CPU_CHUNK, _DEVICE_CHUNK = 1 << 17, 1 << 26


@dataclass(frozen=True, eq=False)
class LaneGates:
    """What :func:`compute_gates` finds.

    Attributes
    ----------
    gates
        Name to values after the nonlinearity, each (time, batch, unit), zero where padded.
    cell_state
        Likewise; no elements but for an LSTM.
    error
        Largest |h computed from the gates - h of the lane|.
    """

    gates: dict[str, torch.Tensor]
    cell_state: torch.Tensor
    error: float


def compute_gates(cell: str, lane: Lane, weights: LaneWeights) -> LaneGates:
    """Compute the gates of every step.

    Parameters
    ----------
    cell
        ``"rnn_tanh"``, ``"rnn_relu"``, ``"lstm"`` or ``"gru"``.
    lane, weights
        Of one data type and on one device.

    Notes
    -----
    The equations are those of ``rnnviz.cells``, whose step functions the tests hold this to.
    """
    if cell == "lstm":
        return _lstm(lane, weights)
    if cell == "gru":
        return _gru(lane, weights)
    joined = torch.cat([weights.input_weight, weights.hidden_weight], dim=1)
    hidden = _at_every_step(lane, lane.operand, joined, weights.input_bias + weights.hidden_bias)
    lane.blank(hidden.relu_() if cell == "rnn_relu" else _tanh_(hidden))
    error = float(_largest(hidden.sub_(lane.hidden))) if hidden.numel() else 0.0
    return LaneGates(gates={}, cell_state=hidden.new_empty(0), error=error)


def _lstm(lane: Lane, weights: LaneWeights) -> LaneGates:
    units = lane.initial_cell.shape[-1]
    joined = torch.cat([weights.input_weight, weights.hidden_weight], dim=1)
    values = _at_every_step(lane, lane.operand, joined, weights.input_bias + weights.hidden_bias)
    values[..., : 2 * units].sigmoid_()
    _tanh_(values[..., 2 * units : 3 * units])
    values[..., 3 * units :].sigmoid_()
    entry, forget, candidate, output = lane.blank(values).split(units, dim=-1)
    cell_state = entry * candidate
    if lane.reverse:  # the initial state passes unchanged through the padding before it
        lane.blank(forget, 1.0)
    scan_cell_state(forget, cell_state, lane.initial_cell, reverse=lane.reverse)
    if lane.reverse:
        lane.blank(forget)
        lane.blank(cell_state)
    hidden = lane.hidden
    errors = []
    for part in _chunks(cell_state):
        recomposed = _tanh(cell_state[part]).mul_(output[part])
        if weights.projection.numel():
            recomposed = recomposed @ weights.projection.T
        errors.append(_largest(recomposed.sub_(hidden[part])))
    return LaneGates(
        gates={"input": entry, "forget": forget, "candidate": candidate, "output": output},
        cell_state=cell_state,
        error=float(torch.stack(errors).max()) if errors else 0.0,
    )


def _gru(lane: Lane, weights: LaneWeights) -> LaneGates:
    units = weights.hidden_weight.shape[-1]
    # r multiplies the recurrent part of the candidate with its bias: that part stays apart.
    hidden_weight, bias = weights.hidden_weight.clone(), weights.input_bias.clone()
    hidden_weight[2 * units :] = 0
    bias[: 2 * units] += weights.hidden_bias[: 2 * units]
    joined = torch.cat([weights.input_weight, hidden_weight], dim=1)
    values = _at_every_step(lane, lane.operand, joined, bias)
    from_past = _at_every_step(
        lane,
        lane.operand[:, lane.inputs :],
        weights.hidden_weight[2 * units :],
        weights.hidden_bias[2 * units :],
    )
    values[..., : 2 * units].sigmoid_()
    reset, update, candidate = values.split(units, dim=-1)
    _tanh_(candidate.addcmul_(reset, from_past))
    lane.blank(values)
    hidden, previous = lane.hidden, lane.previous_hidden
    errors = [
        _largest(torch.lerp(candidate[part], previous[part], update[part]).sub_(hidden[part]))
        for part in _chunks(candidate)
    ]
    return LaneGates(
        gates={"reset": reset, "update": update, "candidate": candidate},
        cell_state=values.new_empty(0),
        error=float(torch.stack(errors).max()) if errors else 0.0,
    )


def _at_every_step(
    lane: Lane, operand: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor
) -> torch.Tensor:
    steps, batch, _ = lane.x.shape
    return product(operand, steps * batch, weight, bias).view(steps, batch, len(weight))


def _tanh(values: torch.Tensor) -> torch.Tensor:
    if values.device.type != "cpu":
        return values.tanh()
    return torch.from_numpy(np.tanh(values.numpy()))  # takes a fifth of the time of torch's


def _tanh_(values: torch.Tensor) -> torch.Tensor:
    if values.device.type != "cpu":
        return values.tanh_()
    np.tanh(values.numpy(), out=values.numpy())
    return values


def _chunks(values: torch.Tensor) -> Iterator[slice]:
    elements = _CPU_CHUNK if values.device.type == "cpu" else _DEVICE_CHUNK
    steps = max(1, elements // max(1, values[:1].numel()))
    last = len(values) if values.numel() else 0
    return (slice(start, start + steps) for start in range(0, last, steps))


def _largest(difference: torch.Tensor) -> torch.Tensor:
    # One pass over the memory; the absolute values would be written and read again.
    low, high = torch.aminmax(difference)
    return torch.maximum(-low, high)
