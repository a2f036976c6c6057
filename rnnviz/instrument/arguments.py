"""What ``rnnviz.record`` was given, checked before anything is run."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

from rnnviz.instrument.capture import RecurrentCell, RecurrentModule

State = torch.Tensor | tuple[torch.Tensor, torch.Tensor]
Lengths = torch.Tensor | NDArray[np.integer] | Sequence[int]


def check_input(module: RecurrentModule | RecurrentCell, x: torch.Tensor | PackedSequence) -> None:
    """Check the input. The sequences of a cell have the batch first.

    Raises
    ------
    TypeError
        If x is neither a tensor nor a ``PackedSequence``.
    ValueError
        If it has not the right shape.
    """
    if not isinstance(x, torch.Tensor | PackedSequence):
        raise TypeError(
            f"x must be a tensor or a PackedSequence, not {type(x).__name__}; "
            "torch.from_numpy makes a tensor of an array"
        )
    features = module.input_size
    if isinstance(x, PackedSequence):
        if x.data.shape[-1] != features:
            raise ValueError(
                f"the packed sequences have {x.data.shape[-1]} features per step; "
                f"this module reads {features}"
            )
        return
    batch_first = isinstance(module, nn.RNNCellBase) or module.batch_first
    order = "batch, time" if batch_first else "time, batch"
    if x.ndim not in (2, 3) or x.shape[-1] != features:
        raise ValueError(
            f"x must have the shape ({order}, {features}) or (time, {features}), "
            f"not {tuple(x.shape)}"
        )


def check_state(module: RecurrentModule | RecurrentCell, state: State | None) -> None:
    """Check the initial state.

    Raises
    ------
    TypeError
        If it is that of another cell.
    """
    if state is None:
        return
    if isinstance(module, nn.LSTM | nn.LSTMCell):
        if not (isinstance(state, tuple | list) and len(state) == 2):
            raise TypeError(f"the state of an nn.{type(module).__name__} is the pair (h_0, c_0)")
    elif not isinstance(state, torch.Tensor):
        raise TypeError(f"the state of an nn.{type(module).__name__} is the tensor h_0")


def pack(
    module: RecurrentModule, x: torch.Tensor | PackedSequence, lengths: Lengths
) -> tuple[PackedSequence, int]:
    """Pack a padded input by its lengths; return it and the steps it had.

    Raises
    ------
    ValueError
        If the lengths do not fit it.
    """
    each = check_lengths(x, lengths, batch_first=module.batch_first)
    assert isinstance(x, torch.Tensor)
    packed = pack_padded_sequence(x, each, batch_first=module.batch_first, enforce_sorted=False)
    return packed, x.shape[1 if module.batch_first else 0]


def check_lengths(
    x: torch.Tensor | PackedSequence, lengths: Lengths, *, batch_first: bool
) -> torch.Tensor:
    """Check the lengths of a padded input, and return them as a tensor on the CPU, (batch,).

    Raises
    ------
    ValueError
        If they do not fit it.
    """
    if isinstance(x, PackedSequence):
        raise ValueError("a PackedSequence has its own lengths: leave lengths out")
    if x.ndim != 3:
        raise ValueError("lengths belong to a batch: x must have three dimensions")
    batch, steps = x.shape[:2] if batch_first else (x.shape[1], x.shape[0])
    each = torch.as_tensor(lengths, device="cpu")
    if each.is_floating_point() or each.dtype == torch.bool:
        raise ValueError(f"lengths must be whole numbers, not {each.dtype}")
    if each.shape != (batch,):
        raise ValueError(
            f"lengths must have the shape ({batch},), one per sequence, not {tuple(each.shape)}"
        )
    if batch and not (1 <= int(each.min()) and int(each.max()) <= steps):
        raise ValueError(f"lengths must be from 1 to {steps}, the steps of x, not {each.tolist()}")
    return each
