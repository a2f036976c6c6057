"""A processor that rounds differently where PyTorch promises nothing: ``-p tests.other_kernels``.

The same pass on the same input gives the same numbers everywhere, bit for bit. A pass over
another batch or another number of steps, or one that keeps gradients, may take another kernel, and
its last bit may differ: on some processors it does, on the one at hand perhaps not. Here it does on
every one, so that a test that relies on it fails wherever it is run.
"""

from functools import wraps
from typing import Any

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

_KINDS = (nn.RNN, nn.LSTM, nn.GRU, nn.Linear)


def pytest_configure() -> None:
    for kind in _KINDS:
        kind.forward = _rounding_otherwise(kind.forward)


def _rounding_otherwise(forward: Any) -> Any:
    @wraps(forward)
    def rounded(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        result = forward(self, *args, **kwargs)
        if isinstance(self, nn.Linear):
            return _changed(result)
        output, final = result
        if isinstance(output, PackedSequence):
            return output._replace(data=_changed(output.data)), final
        return _changed(output), final

    return rounded


def _changed(values: torch.Tensor) -> torch.Tensor:
    """Move every value by about one bit, one way or the other as the kind of the pass says."""
    kind = values.numel() + torch.is_grad_enabled() + values.ndim
    step = torch.finfo(values.dtype).eps * (kind % 3 - 1)
    return values * (1 + step) if step else values
