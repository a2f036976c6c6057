"""A cell (``nn.LSTMCell`` and its like), called step by step over a sequence."""

from dataclasses import replace

import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from rnnviz.instrument.arguments import Lengths, State, check_lengths
from rnnviz.instrument.capture import Call, RecurrentCell, Watch


@torch.no_grad()
def call_cell(
    cell: RecurrentCell,
    x: torch.Tensor | PackedSequence,
    state: State | None,
    lengths: Lengths | None,
) -> tuple[Call, int]:
    """Run a cell over a sequence; return its calls as one call, and the steps of x.

    Parameters
    ----------
    cell
        A cell.
    x
        Shape (batch, time, features) or (time, features), or packed.
    state
        What the cell takes: ``(h, c)`` for an LSTM, else ``h``, each (batch, unit) or, with one
        sequence, (unit,). Zeros by default.
    lengths
        Steps of each sequence, shape (batch,).

    Raises
    ------
    ValueError
        If there is no step, or the lengths do not fit x.
    """
    each = None if lengths is None else check_lengths(x, lengths, batch_first=True)
    if isinstance(x, PackedSequence):
        x, each = pad_packed_sequence(x, batch_first=True)
    steps = x if x.ndim == 2 else x.transpose(0, 1)  # (time, [batch,] features)
    if not len(steps):
        raise ValueError("x has no steps: there is nothing to record")
    kept: list[Call] = []
    watch = Watch(cell, copy=False, seen=kept.append)
    try:
        watch.open()
        for step in steps:
            state = cell(step, state)
    finally:
        watch.close()
    output = torch.cat([call.output for call in kept if isinstance(call.output, torch.Tensor)])
    first, packed = kept[0], None
    if each is not None:
        packed = [pack_padded_sequence(s, each, enforce_sorted=False) for s in (steps, output)]
    whole = replace(
        first,
        x=packed[0] if packed else steps,
        output=packed[1] if packed else output,
        # The call is whole and nobody else holds what it refers to, but for x.
        versions=(),
    )
    return whole, len(steps)
