"""Recordings that are kept for a while: moving a window need not record the sequence anew.

They are found by what they follow from, weights and sequence, not by the name of a run: whatever
is trained again, renamed or deleted meanwhile, a recording that is found is the right one.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import is_dataclass
from hashlib import blake2b
from threading import Lock
from typing import Any

import numpy as np
import torch
from torch import nn

from rnnviz.tasks import Probe

# Three LSTMs of 512 units over 10,000 steps, which take 125 MB each.
MOST_BYTES = 384 * 1024 * 1024
_OVERHEAD = 4096  # of an entry, besides its arrays


class ByteCache:
    """Keeps values up to a number of bytes; those not asked for the longest go first.

    Safe to share between threads. A value that is larger than everything is not kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Any:
        """Return what is kept under a key, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of a size in bytes."""
        size += _OVERHEAD
        with self._lock:
            if key in self._kept:
                self._bytes -= self._kept.pop(key)[1]
            if size > self.most:
                return
            while self._bytes + size > self.most:
                self._bytes -= self._kept.popitem(last=False)[1][1]
            self._kept[key] = value, size
            self._bytes += size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


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
