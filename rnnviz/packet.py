"""One binary message: a JSON header and numeric arrays behind it.

The browser receives it as it is, and reads arrays as typed views without parsing numbers from
text. What stands in a message for the browser is written down in :mod:`rnnviz.packets`; the store
keeps its pictures in messages of the same form. Layout, little-endian:

====================  =========================================================
bytes                 content
====================  =========================================================
0-3                   ``n``, length of the header in bytes, unsigned 32-bit
4 to 4+n              UTF-8 JSON: the caller's fields and ``"arrays"``
up to a multiple of 4 spaces (part of the header, so that arrays stay aligned)
the rest              the arrays, C order, each padded to a multiple of 4 bytes
====================  =========================================================

``"arrays"`` maps a name to ``{"dtype", "shape", "offset", "scale"}``; ``offset`` counts from
the start of the data area and a stored number times ``scale`` is the value.
"""

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Counts the changes of what stands in messages for the browser, see rnnviz.packets.
PACKET_VERSION = 1
# The 16-bit number that stands for "not known".
UNKNOWN = -32768

_DTYPES: dict[str, np.dtype[Any]] = {
    "float32": np.dtype("<f4"),
    "int16": np.dtype("<i2"),
    "int8": np.dtype("i1"),
}


@dataclass(frozen=True, eq=False)
class Scaled:
    """Whole numbers of 16 bits that stand for values.

    Attributes
    ----------
    stored
        int16, any shape; -32768 stands for a value that is not known.
    scale
        A stored number times this is the value: 1/32767 for values in -1..1, 1 for indices.
    """

    stored: NDArray[np.int16]
    scale: float

    @classmethod
    def of(cls, values: NDArray[Any], scale: float) -> "Scaled":
        """Round values to multiples of a scale; those beyond its range are clipped.

        NaN is stored as -32768.
        """
        levels = np.clip(np.rint(np.asarray(values, dtype=np.float64) / scale), -32767, 32767)
        return cls(np.where(np.isnan(levels), UNKNOWN, levels).astype(np.int16), scale)


Sent = NDArray[Any] | Scaled


def stored(array: Sent) -> tuple[str, NDArray[Any], float]:
    """Return the dtype in which an array travels, its stored numbers, and their scale."""
    if isinstance(array, Scaled):
        return "int16", array.stored, array.scale
    return ("int8", array, 1 / 127) if array.dtype == np.int8 else ("float32", array, 1)


def pack(header: Mapping[str, Any], arrays: Mapping[str, Sent]) -> bytes:
    """Pack a header and arrays into one message.

    Parameters
    ----------
    header
        JSON-serialisable fields; the key ``"arrays"`` is reserved.
    arrays
        Name to array of any shape. ``int8`` arrays stay 8-bit with scale 1/127, see
        :func:`quantise`; :class:`Scaled` ones travel in 16 bits with their own scale; all
        others are sent as float32.

    Raises
    ------
    ValueError
        If ``header`` already holds ``"arrays"``.
    """
    if "arrays" in header:
        raise ValueError("the header's key 'arrays' is reserved for the array index")
    index: dict[str, dict[str, Any]] = {}
    chunks: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        dtype, values, scale = stored(array)
        raw = np.ascontiguousarray(values, dtype=_DTYPES[dtype]).tobytes()
        index[name] = {
            "dtype": dtype,
            "shape": list(values.shape),
            "offset": offset,
            "scale": scale,
        }
        padding = -len(raw) % 4
        chunks.append(raw + b"\0" * padding)
        offset += len(raw) + padding
    # allow_nan=False: a NaN in JSON is no JSON for a browser; better to fail here with a name.
    text = json.dumps({**header, "arrays": index}, allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 4)
    return struct.pack("<I", len(text)) + text + b"".join(chunks)


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a message of :func:`pack` back: the header, and the arrays as they are stored.

    Numbers of 8 and 16 bits stay whole numbers.

    Raises
    ------
    ValueError
        If the message is shorter than its own header says, its header is none, or it says that
        it is of another version.
    """
    if len(message) < 4:
        raise ValueError("a packet needs at least 4 bytes")
    (length,) = struct.unpack_from("<I", message)
    if len(message) < 4 + length:
        raise ValueError("the packet ends inside its header")
    try:
        header: dict[str, Any] = json.loads(message[4 : 4 + length])
        index: dict[str, dict[str, Any]] = header.pop("arrays")
        version = header.get("version", PACKET_VERSION)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise _damaged(error) from error
    # Before its arrays are looked at: another version may store them in another way.
    if version != PACKET_VERSION:
        raise ValueError(
            f"the packet was written by another version of rnnviz (packet version {version!r}; "
            f"this one reads version {PACKET_VERSION}): write it again with this one"
        )
    try:
        arrays = {name: _array(message, 4 + length, entry) for name, entry in index.items()}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise _damaged(error) from error
    return header, arrays


def _damaged(error: Exception) -> ValueError:
    said = " ".join(str(error).split())[:100]
    return ValueError(f"the packet is damaged: {type(error).__name__} {said}")


def _array(message: bytes, start: int, entry: Mapping[str, Any]) -> NDArray[Any]:
    shape, dtype, offset = tuple(entry["shape"]), _DTYPES[entry["dtype"]], entry["offset"]
    # To NumPy a length of -1 means "all there is", and a negative offset counts backwards.
    if not all(isinstance(number, int) and number >= 0 for number in (*shape, offset)):
        raise ValueError(f"the packet holds no array of shape {shape} at {offset}")
    count = math.prod(shape)  # whole numbers that do not overflow
    if start + offset + count * dtype.itemsize > len(message):
        raise ValueError("an array extends beyond the end of the packet")
    if not count:
        return np.empty(shape, dtype)
    return np.frombuffer(message, dtype, count=count, offset=start + offset).reshape(shape)


def quantise(values: NDArray[Any], limit: float = 1.0) -> NDArray[np.int8]:
    """Round values to 255 levels on [-limit, limit], for pictures that are drawn and never read.

    Values outside the limit are clipped; NaN becomes 0.
    """
    scaled = np.nan_to_num(np.asarray(values, dtype=np.float64) / limit * 127)
    return np.clip(np.rint(scaled), -127, 127).astype(np.int8)
