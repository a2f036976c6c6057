"""Arrays and a header in one ``.npz`` file, never pickled: how a recording is kept."""

import json
import math
import os
import zipfile
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

FORMAT = "rnnviz recording"
VERSION = 1


def write_arrays(
    path: str | PathLike[str], header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write a header of JSON values, and arrays by name, to a file of exactly that name."""
    text = json.dumps({"format": FORMAT, "version": VERSION, **header})
    with open(path, "wb") as file:  # given a name instead of a file, NumPy adds a suffix
        np.savez(file, allow_pickle=False, header=np.array(text), **arrays)


def read_arrays(path: str | PathLike[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what :func:`write_arrays` wrote.

    Raises
    ------
    ValueError
        If the file is something else, is damaged, or of a later version.
    OSError
        If it cannot be opened.
    """
    # Nothing of a file is believed before it was read. NumPy and zipfile meet damage with a
    # dozen kinds of error, none of which says more than this one sentence.
    with open(path, "rb") as file:
        try:
            _check_sizes(file)
            with np.load(file, allow_pickle=False) as stored:
                arrays: dict[str, NDArray[Any]] = dict(stored)
            header: dict[str, Any] = json.loads(str(arrays.pop("header")))
            is_recording = header["format"] == FORMAT and header["version"] in range(1, 10**6)
        except Exception as error:
            raise ValueError(_refusal(path)) from error
    if not is_recording:
        raise ValueError(_refusal(path))
    if header["version"] > VERSION:
        raise ValueError(
            f"{path} was written by a later rnnviz: its recording has version "
            f"{header['version']}, this one reads up to {VERSION}; update rnnviz"
        )
    return header, arrays


def check_shapes(
    layers: Sequence[Mapping[str, NDArray[Any]]], output: NDArray[Any], lengths: NDArray[Any]
) -> None:
    """Check that the arrays of a recording belong together.

    Parameters
    ----------
    layers
        The arrays of each layer by the names of ``LayerRecording.arrays``.
    output, lengths
        As in ``Recording``: (batch, time, features) and (batch,).

    Raises
    ------
    ValueError
        If there is no layer, or an array has another shape or kind than it must have.
    """
    if output.ndim != 3 or output.dtype.kind != "f" or not layers:
        raise ValueError("it has no output or no layer")
    batch, steps = output.shape[:2]
    if lengths.shape != (batch,) or lengths.dtype.kind != "i":
        raise ValueError(f"lengths of the shape {lengths.shape} for {batch} sequences")
    if batch and not (1 <= lengths.min() and lengths.max() <= steps):
        raise ValueError(f"lengths outside 1 to {steps}")
    for layer in layers:
        for name, array in layer.items():
            if name == "lengths":
                continue
            leading = (batch,) if name.startswith("initial_") else (batch, steps)
            if array.dtype.kind != "f" or array.shape[:-1] != leading or array.ndim < 2:
                raise ValueError(f"{name} is {array.dtype} of the shape {array.shape}")
        # With proj_size a hidden state is narrower than the gates.
        hidden = {layer[name].shape[-1] for name in ("hidden", "initial_hidden")}
        inner = {
            array.shape[-1]
            for name, array in layer.items()
            if name in ("cell_state", "initial_cell") or name.startswith("gates.")
        }
        if len(hidden) > 1 or len(inner) > 1:
            raise ValueError("its states and gates have different numbers of units")


def _check_sizes(file: BinaryIO) -> None:
    """Refuse a file that asks for more memory than it holds: what we write is not compressed."""
    size = os.fstat(file.fileno()).st_size
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > size:
            raise ValueError("it unpacks to more bytes than the file has")
        for entry in entries:
            with archive.open(entry) as array:
                if np.lib.format.read_magic(array) != (1, 0):
                    raise ValueError("an array in an unsupported format")
                shape, _, dtype = np.lib.format.read_array_header_1_0(array)
                # NumPy would make room for what the header says, before it reads the rest.
                if math.prod(shape) * dtype.itemsize != entry.file_size - array.tell():
                    raise ValueError("an array is larger or smaller than its header says")
    if len({entry.filename for entry in entries}) < len(entries):
        raise ValueError("two arrays have the same name")
    file.seek(0)


def _refusal(path: str | PathLike[str]) -> str:
    return f"{path} is not a recording that Recording.save wrote"
