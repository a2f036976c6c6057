"""A recording as a table (pandas) or as labelled arrays (xarray)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from rnnviz.recorded import FloatArray, LayerRecording, Recording


def as_dataframe(recording: "Recording") -> "pd.DataFrame":
    """Return a row for every unit of every layer at every step; see ``Recording``."""
    pandas = _optional("pandas", "to_dataframe")
    _, steps = recording.output.shape[:2]
    real = np.arange(steps) < recording.lengths[:, None]  # (batch, time)
    names = [layer.name for layer in recording.layers]
    tables = []
    for layer in recording.layers:
        units = _units(layer)
        batch, step = (np.repeat(index, units) for index in np.nonzero(real))
        rows = {
            "batch": batch,
            "step": step,
            "layer": pandas.Categorical.from_codes(
                np.full(len(batch), names.index(layer.name)), categories=names
            ),
            "unit": np.tile(np.arange(units), int(real.sum())),
        }
        for name, values in _quantities(layer).items():
            missing = units - values.shape[-1]  # a projected state has fewer units
            column = np.pad(values[real], ((0, 0), (0, missing)), constant_values=np.nan)
            rows[name] = column.ravel()
        tables.append(pandas.DataFrame(rows))
    return cast("pd.DataFrame", pandas.concat(tables, ignore_index=True))


def as_xarray(recording: "Recording") -> Any:
    """Return an ``xarray.Dataset`` (layer, batch, step, unit); see ``Recording``."""
    xarray = _optional("xarray", "to_xarray")
    quantities = [_quantities(layer) for layer in recording.layers]
    units = _units(recording.layers[0])
    variables = {}
    for name in quantities[0]:
        values = np.stack([of_layer[name] for of_layer in quantities])
        last = "unit" if values.shape[-1] == units else "projected"
        variables[name] = (("layer", "batch", "step", last), values)
    return xarray.Dataset(
        variables,
        coords={
            "layer": [layer.name for layer in recording.layers],
            "step": np.arange(recording.output.shape[1]),
            "length": ("batch", recording.lengths),
            "parity": ("layer", [layer.parity for layer in recording.layers]),
        },
        attrs={"cell": recording.layers[0].cell},
    )


def _quantities(layer: "LayerRecording") -> "dict[str, FloatArray]":
    states = {"hidden": layer.hidden}
    if layer.cell_state is not None:
        states["cell_state"] = layer.cell_state
    return {**states, **layer.gates}


def _units(layer: "LayerRecording") -> int:
    return max(int(values.shape[-1]) for values in _quantities(layer).values())


def _optional(package: str, method: str) -> Any:
    try:
        return import_module(package)
    except ImportError as error:
        raise ImportError(f"{method}() needs {package}: pip install {package}") from error
