"""A processor that rounds differently where PyTorch promises nothing: ``-p tests.other_kernels``.

The same pass on the same input gives the same numbers everywhere, bit for bit. A pass over
another batch or another number of steps, or one that keeps gradients, may take another kernel, and
its last bit may differ: on some processors it does, on the one at hand perhaps not. Here it does on
every one, so that a test that relies on it fails wherever it is run.
"""

from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook
from torch.nn.utils.rnn import PackedSequence


def pytest_configure() -> None:
    # Such a hook comes before those of a module, so a tape sees what it gives.
    register_module_forward_hook(_round_otherwise)


def _round_otherwise(module: nn.Module, args: Any, result: Any) -> Any:
    if torch.jit.is_tracing():
        return None
    if isinstance(module, nn.Linear):
        return _changed(result)
    if not isinstance(module, nn.RNN | nn.LSTM | nn.GRU):
        return None
    output, final = result
    if isinstance(output, PackedSequence):
        return output._replace(data=_changed(output.data)), final
    return _changed(output), final


def _changed(values: torch.Tensor) -> torch.Tensor:
    """Move every value by about one bit, one way or the other as the kind of the pass says."""
    kind = values.numel() + torch.is_grad_enabled() + values.ndim
    step = torch.finfo(values.dtype).eps * (kind % 3 - 1)
    return values * (1 + step) if step else values
