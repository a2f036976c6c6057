"""Arrays and a header in one ``.npz`` file, never pickled: how a recording is kept."""

import json
import zipfile
from collections.abc import Mapping
from os import PathLike
from typing import Any

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
        If the file is something else, or of a later version.
    OSError
        If it cannot be opened.
    """
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays: dict[str, NDArray[Any]] = dict(stored)
        header: dict[str, Any] = json.loads(str(arrays.pop("header")))
        is_recording = header["format"] == FORMAT
    except (AttributeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile):
        is_recording = False
    if not is_recording:
        raise ValueError(f"{path} is not a recording that Recording.save wrote")
    if header["version"] > VERSION:
        raise ValueError(
            f"{path} was written by a later rnnviz: its recording has version "
            f"{header['version']}, this one reads up to {VERSION}; update rnnviz"
        )
    return header, arrays
