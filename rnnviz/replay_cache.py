"""Recordings that are kept for a while: moving a window need not record the sequence anew.

They are found by what they follow from, weights and sequence, not by the name of a run: whatever
is trained again, renamed or deleted meanwhile, a recording that is found is the right one.
"""

from dataclasses import is_dataclass
from hashlib import blake2b

import numpy as np
import torch
from torch import nn

from rnnviz.byte_cache import MB, ByteCache
from rnnviz.tasks import Probe

# Three LSTMs of 512 units over 10,000 steps, which take 125 MB each.
MOST_BYTES = 384 * MB

RECORDINGS = ByteCache(MOST_BYTES)


def fingerprint(model: nn.Module, probe: Probe) -> bytes:
    """Return 32 bytes that stand for a network and what it reads.

    Every weight goes into them, every plain setting of its modules, the sequence, and the number
    of threads, which the last digits may follow.
    """
    found = blake2b(digest_size=32)
    found.update(repr((torch.get_num_threads(), probe.inputs.dtype, probe.inputs.shape)).encode())
    found.update(np.ascontiguousarray(probe.inputs).data)
    for path, module in model.named_modules():
        settings = {
            name: value
            for name, value in vars(module).items()
            if isinstance(value, bool | int | float | str) or is_dataclass(value)
        }
        found.update(repr((path, type(module).__qualname__, settings)).encode())
    for name, weights in model.state_dict().items():
        values = np.ascontiguousarray(weights.detach().cpu().numpy())
        found.update(repr((name, values.dtype, values.shape)).encode())
        found.update(values.data)
    return found.digest()
