"""One binary message from Python to the browser: a JSON header and numeric arrays behind it.

The components receive it as it is, and the front end reads arrays as typed views without
parsing numbers from text. Layout, little-endian:

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
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DTYPES: dict[str, np.dtype[Any]] = {"float32": np.dtype("<f4"), "int8": np.dtype("i1")}


def pack(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Pack a header and arrays into one message.

    Parameters
    ----------
    header
        JSON-serialisable fields; the key ``"arrays"`` is reserved.
    arrays
        Name to array of any shape. ``int8`` arrays stay 8-bit with scale 1/127, see
        :func:`quantise`; all others are sent as float32.

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
        dtype = "int8" if array.dtype == np.int8 else "float32"
        raw = np.ascontiguousarray(array, dtype=_DTYPES[dtype]).tobytes()
        index[name] = {
            "dtype": dtype,
            "shape": list(array.shape),
            "offset": offset,
            "scale": 1 / 127 if dtype == "int8" else 1,
        }
        padding = -len(raw) % 4
        chunks.append(raw + b"\0" * padding)
        offset += len(raw) + padding
    # allow_nan=False: a NaN in JSON is no JSON for a browser; better to fail here with a name.
    text = json.dumps({**header, "arrays": index}, allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 4)
    return struct.pack("<I", len(text)) + text + b"".join(chunks)


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a message of :func:`pack` back: the header and the arrays, 8-bit ones left as int8.

    Raises
    ------
    ValueError
        If the message is shorter than its own header says, or its header is none.
    """
    if len(message) < 4:
        raise ValueError("a packet needs at least 4 bytes")
    (length,) = struct.unpack_from("<I", message)
    if len(message) < 4 + length:
        raise ValueError("the packet ends inside its header")
    try:
        header: dict[str, Any] = json.loads(message[4 : 4 + length])
        index: dict[str, dict[str, Any]] = header.pop("arrays")
        arrays = {name: _array(message, 4 + length, entry) for name, entry in index.items()}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        said = " ".join(str(error).split())[:100]
        raise ValueError(f"the packet is damaged: {type(error).__name__} {said}") from error
    return header, arrays


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
