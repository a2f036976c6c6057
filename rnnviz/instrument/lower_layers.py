"""What every layer of a captured call read and gave.

The fused kernel returns the top layer only, so the layers below run once more, fused, one at a
time, with the dropout masks of the pass. A network of one layer is never run again.
"""

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import PackedSequence

from rnnviz.instrument.capture import Architecture, Call, Sequence


def run_layers(call: Call, count: int) -> tuple[list[Sequence], list[Sequence]]:
    """Return what the lowest ``count`` layers read and gave, bottom first.

    Each is (time, batch, feature), or packed if the call was. The global random state is left
    as it was. Layers above those asked for are not run.
    """
    architecture = call.architecture
    inputs: list[Sequence] = [_time_major(call.x, architecture).to(call.dtype)]
    outputs: list[Sequence] = []
    top = _time_major(call.output, architecture)
    if architecture.num_layers == 1:
        return inputs, [top]
    devices = [random.device for random in call.random if random.device.type == "cuda"]
    with torch.random.fork_rng(devices=devices, enabled=bool(call.random)):
        for random in call.random:
            random.restore()
        for layer in range(min(count, architecture.num_layers - 1)):
            outputs.append(_run_layer(call, layer, inputs[-1]))
            if layer + 1 < count:
                inputs.append(_drop(outputs[-1], architecture.dropout if call.random else 0.0))
    return inputs, [*outputs, top][:count]


def _run_layer(call: Call, layer: int, x: Sequence) -> Sequence:
    module = _one_layer(call.architecture, layer).to_empty(device=call.final_hidden.device)
    module.to(call.dtype)
    directions = call.architecture.directions
    lanes = range(layer * directions, (layer + 1) * directions)
    weights = [weight for lane in lanes for weight in call.weights_of(lane)]
    for parameter, weight in zip(module.parameters(), weights, strict=True):
        parameter.copy_(weight)
    states = tuple(
        state[lanes.start : lanes.stop].to(call.dtype).contiguous()
        for state in call.initial_states()
    )
    output: Sequence = module(x, states if call.architecture.cell == "lstm" else states[0])[0]
    return output


def _one_layer(architecture: Architecture, layer: int) -> nn.RNNBase:
    width = architecture.directions * (architecture.proj_size or architecture.hidden_size)
    options: dict[str, Any] = {
        "input_size": architecture.input_size if layer == 0 else width,
        "hidden_size": architecture.hidden_size,
        "bias": architecture.bias,
        "bidirectional": architecture.directions == 2,
        "device": "meta",  # no memory, hence no random numbers for parameters to be replaced
    }
    if architecture.cell == "lstm":
        return nn.LSTM(**options, proj_size=architecture.proj_size)
    if architecture.cell == "gru":
        return nn.GRU(**options)
    return nn.RNN(**options, nonlinearity=architecture.cell.removeprefix("rnn_"))


def _drop(sequence: Sequence, probability: float) -> Sequence:
    # The same call on the same layout as PyTorch's own, so that the same masks are drawn.
    if probability == 0:
        return sequence
    if isinstance(sequence, PackedSequence):
        return sequence._replace(data=F.dropout(sequence.data, probability, training=True))
    return F.dropout(sequence, probability, training=True)


def _time_major(sequence: Sequence, architecture: Architecture) -> Sequence:
    if isinstance(sequence, PackedSequence):
        return sequence
    if sequence.ndim == 2:  # one sequence without a batch
        return sequence[:, None]
    return sequence.transpose(0, 1) if architecture.batch_first else sequence
