"""Record every gate of an ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU`` from its fused forward pass.

>>> recording = record(lstm, x)
>>> recording["l0"].gates["forget"].shape      # (batch, time, unit)
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnnviz.cells import CellWeights
from rnnviz.gates import compute_gates
from rnnviz.recorded import LayerRecording, Recording

RecurrentModule = nn.RNN | nn.LSTM | nn.GRU


def cell_name(module: RecurrentModule) -> str:
    """Return the name of a module's cell in ``rnnviz.cells.CELLS``."""
    if isinstance(module, nn.LSTM):
        return "lstm"
    if isinstance(module, nn.GRU):
        return "gru"
    return f"rnn_{module.nonlinearity}"


def record(module: RecurrentModule, x: torch.Tensor) -> Recording:
    """Run a recurrent module on a batch and record every state and gate.

    The module runs as it is, fused; the gates follow from its hidden states in one batched
    product. Nothing about the module changes.

    Parameters
    ----------
    module
        A one-layer, one-directional ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU`` with
        ``batch_first=True``.
    x
        Shape (batch, time, features).

    Raises
    ------
    TypeError
        If the module is not one of the three.
    ValueError
        If the module has several layers or directions, or x has not the right shape.
    """
    if not isinstance(module, nn.RNN | nn.LSTM | nn.GRU):
        raise TypeError(f"record needs an nn.RNN, nn.LSTM or nn.GRU, not a {type(module).__name__}")
    if module.num_layers != 1 or module.bidirectional or not module.batch_first:
        raise ValueError(
            "record reads modules of one layer and one direction with batch_first=True so far"
        )
    if x.ndim != 3 or x.shape[-1] != module.input_size:
        raise ValueError(
            f"x must have the shape (batch, time, {module.input_size}), not {tuple(x.shape)}"
        )
    with torch.no_grad():
        output, _ = module(x)
        return _layer_recording(module, x.detach(), output)


def _layer_recording(module: RecurrentModule, x: torch.Tensor, output: torch.Tensor) -> Recording:
    initial = output.new_zeros(len(x), module.hidden_size)
    hidden = output.transpose(0, 1)  # (time, batch, unit)
    previous = torch.cat([initial[None], hidden[:-1]])
    result = compute_gates(
        cell_name(module), x.transpose(0, 1), previous, initial, _weights(module)
    )
    is_lstm = isinstance(module, nn.LSTM)
    layer = LayerRecording(
        name="l0",
        cell=cell_name(module),
        input=_batch_first(x.transpose(0, 1)),
        hidden=_batch_first(hidden),
        cell_state=_batch_first(result.cell_state) if is_lstm else None,
        gates={name: _batch_first(values) for name, values in result.gates.items()},
        initial_hidden=initial.cpu().numpy().copy(),
        initial_cell=initial.cpu().numpy().copy() if is_lstm else None,
        parity=float((result.recomposed - hidden).abs().max()),
    )
    return Recording(
        layers=(layer,),
        output=output.cpu().numpy().copy(),
        lengths=np.full(len(x), x.shape[1], dtype=np.int64),
    )


def _weights(module: RecurrentModule) -> CellWeights:
    named = {name: parameter.detach() for name, parameter in module.named_parameters()}
    zeros = named["weight_ih_l0"].new_zeros(len(named["weight_ih_l0"]))
    return CellWeights(
        input_weight=named["weight_ih_l0"],
        hidden_weight=named["weight_hh_l0"],
        input_bias=named.get("bias_ih_l0", zeros),
        hidden_bias=named.get("bias_hh_l0", zeros),
    )


def _batch_first(values: torch.Tensor) -> NDArray[np.floating]:
    # A copy: the arrays must not share memory with a tensor that the user may change.
    return values.transpose(0, 1).cpu().numpy().copy()
