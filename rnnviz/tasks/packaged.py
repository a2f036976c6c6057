"""Tables that come with installed packages, read without importing the package.

The packages load pandas and more when imported, which takes longer than a task may take.
"""

import csv
import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def packaged_table(package: str, file: str) -> dict[str, NDArray[np.str_]]:
    """Read a table with a header: column name to its cells as text, shape (rows,).

    Parameters
    ----------
    package
        Name of an installed package.
    file
        Path within it, ending in ``.csv`` or ``.csv.gz``.

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"the data of this task come with {package}, which is not installed"
        )
    path = Path(spec.origin).parent / file
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    header, *rows = [row for row in csv.reader(text.splitlines()) if row]
    return {
        name: np.array(cells) for name, cells in zip(header, zip(*rows, strict=True), strict=True)
    }
