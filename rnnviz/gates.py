"""All gates of all steps of one layer at once, from hidden states that are already known.

The fused kernel has run, so every h_{t-1} is known and the gates of all steps are one batched
product, X W_ih^T + H_prev W_hh^T + b. Only the LSTM's cell state is sequential, and it is
elementwise: c_t = f_t c_{t-1} + i_t g_t, which :func:`scan_cell_state` solves in blocks.

Tensors here are (time, batch, feature): then a step is one contiguous piece of memory.
"""

import math
from dataclasses import dataclass

import torch

from rnnviz.cells import CellWeights


@dataclass(frozen=True, eq=False)
class LayerGates:
    """Gates by name, the LSTM's cell states, and the hidden states recomposed from them.

    All tensors have shape (time, batch, unit); ``cell_state`` has no elements but for an LSTM.
    """

    gates: dict[str, torch.Tensor]
    cell_state: torch.Tensor
    recomposed: torch.Tensor


def compute_gates(
    cell: str,
    inputs: torch.Tensor,
    previous_hidden: torch.Tensor,
    initial_cell: torch.Tensor,
    weights: CellWeights,
) -> LayerGates:
    """Compute the gates of every step.

    Parameters
    ----------
    cell
        ``"rnn_tanh"``, ``"rnn_relu"``, ``"lstm"`` or ``"gru"``.
    inputs
        Shape (time, batch, feature).
    previous_hidden
        The hidden state *before* each step, shape (time, batch, unit).
    initial_cell
        The LSTM's cell state before the first step, shape (batch, unit).
    weights
        The layer's weights in PyTorch's order of blocks.

    Notes
    -----
    The equations are those of ``rnnviz.cells``, whose step functions the tests hold this to.
    """
    if cell == "lstm":
        return _lstm(inputs, previous_hidden, initial_cell, weights)
    if cell == "gru":
        return _gru(inputs, previous_hidden, weights)
    preact = _affine(inputs, weights.input_weight, weights.input_bias + weights.hidden_bias)
    preact.view(-1, preact.shape[-1]).addmm_(previous_hidden.flatten(0, 1), weights.hidden_weight.T)
    hidden = preact.relu_() if cell == "rnn_relu" else preact.tanh_()
    return LayerGates(gates={}, cell_state=hidden.new_empty(0), recomposed=hidden)


def _affine(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.addmm(bias, x.flatten(0, 1), weight.T).view(*x.shape[:2], -1)


def _lstm(
    inputs: torch.Tensor,
    previous_hidden: torch.Tensor,
    initial_cell: torch.Tensor,
    weights: CellWeights,
) -> LayerGates:
    bias = weights.input_bias + weights.hidden_bias
    values = []
    # A product a gate, so that each gate is contiguous for the elementwise work that follows.
    for block in range(4):
        rows = slice(block * len(bias) // 4, (block + 1) * len(bias) // 4)
        preact = _affine(inputs, weights.input_weight[rows], bias[rows])
        preact.view(-1, preact.shape[-1]).addmm_(
            previous_hidden.flatten(0, 1), weights.hidden_weight[rows].T
        )
        values.append(preact.tanh_() if block == 2 else preact.sigmoid_())
    entry, forget, candidate, output = values
    cell_state = scan_cell_state(forget, entry * candidate, initial_cell)
    return LayerGates(
        gates={"input": entry, "forget": forget, "candidate": candidate, "output": output},
        cell_state=cell_state,
        recomposed=output * cell_state.tanh(),
    )


def _gru(inputs: torch.Tensor, previous_hidden: torch.Tensor, weights: CellWeights) -> LayerGates:
    reset_rows, update_rows, candidate_rows = (
        slice(block * len(weights.input_bias) // 3, (block + 1) * len(weights.input_bias) // 3)
        for block in range(3)
    )
    bias = weights.input_bias + weights.hidden_bias
    past = previous_hidden.flatten(0, 1)
    values = []
    for rows in (reset_rows, update_rows):
        preact = _affine(inputs, weights.input_weight[rows], bias[rows])
        preact.view(-1, preact.shape[-1]).addmm_(past, weights.hidden_weight[rows].T)
        values.append(preact.sigmoid_())
    reset, update = values
    # r multiplies the recurrent part with its bias, so the two parts stay apart until here.
    candidate = _affine(
        previous_hidden, weights.hidden_weight[candidate_rows], weights.hidden_bias[candidate_rows]
    ).mul_(reset)
    candidate += _affine(
        inputs, weights.input_weight[candidate_rows], weights.input_bias[candidate_rows]
    )
    candidate.tanh_()
    return LayerGates(
        gates={"reset": reset, "update": update, "candidate": candidate},
        cell_state=candidate.new_empty(0),
        recomposed=torch.lerp(candidate, previous_hidden, update),
    )


def scan_cell_state(keep: torch.Tensor, add: torch.Tensor, initial: torch.Tensor) -> torch.Tensor:
    """Solve c_t = keep_t * c_{t-1} + add_t for all t.

    The steps are cut into about sqrt(T) blocks. All blocks run side by side from 0, keeping
    the product of ``keep`` so far; then the end of each block is carried into the next, and one
    fused operation adds what was carried. That is 2 sqrt(T) operations in sequence instead of
    T, and nothing is divided, so gates near 0 do no harm.

    Parameters
    ----------
    keep, add
        Shape (time, batch, unit).
    initial
        Shape (batch, unit).

    Returns
    -------
    torch.Tensor
        Every c_t, shape (time, batch, unit).
    """
    steps = len(keep)
    length = max(1, math.isqrt(steps))
    blocks = steps // length
    whole = blocks * length
    # (block, step in block, batch, unit) -> views a step: (block, batch, unit)
    keep_steps = keep[:whole].unflatten(0, (blocks, length)).unbind(1)
    add_steps = add[:whole].unflatten(0, (blocks, length)).unbind(1)
    result = torch.empty_like(add)
    product = torch.empty_like(add[:whole])
    local = result[:whole].unflatten(0, (blocks, length))
    running = product.unflatten(0, (blocks, length))
    local_steps, running_steps = local.unbind(1), running.unbind(1)
    local_steps[0].copy_(add_steps[0])
    running_steps[0].copy_(keep_steps[0])
    for t in range(1, length):
        torch.addcmul(add_steps[t], keep_steps[t], local_steps[t - 1], out=local_steps[t])
        torch.mul(keep_steps[t], running_steps[t - 1], out=running_steps[t])
    carried = torch.empty(blocks, *initial.shape, dtype=add.dtype, device=add.device)
    carry = initial
    for block in range(blocks):
        carried[block] = carry
        carry = torch.addcmul(local_steps[-1][block], running_steps[-1][block], carry)
    local.addcmul_(running, carried[:, None])
    for t in range(whole, steps):
        carry = torch.addcmul(add[t], keep[t], carry)
        result[t] = carry
    return result
