"""What the player gets of one layer of one network: its arrays, and what to call them."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from torch import nn

from rnnviz.analysis.projection import MOST_COMPONENTS, principal_path
from rnnviz.cells import equation_as_json, get_cell
from rnnviz.packets.player import PanelHeader, PlayerLayerHeader
from rnnviz.recorded import LayerRecording
from rnnviz.replay_pass import ReplayPass
from rnnviz.tasks import Probe, SeriesTask, Task
from rnnviz.tasks.metrics import log_probabilities

Arrays = dict[str, NDArray[Any]]

_GATE_TITLES = {
    "input": "input gate i",
    "forget": "forget gate f",
    "output": "output gate o",
    "reset": "reset gate r",
    "update": "update gate z",
}
_CANDIDATE_SYMBOLS = {"lstm": "g", "gru": "n"}


def layer_arrays(
    task: Task, probe: Probe, model: nn.Module, found: ReplayPass, name: str
) -> Arrays:
    """Return all that is drawn of a layer, by the names in :mod:`rnnviz.replay`."""
    layer, start = found.layers[name]
    steps = slice(start, start + layer.hidden.shape[1])
    arrays = _states(layer) | _weights(layer, model.get_submodule(found.paths[name]))
    if name == found.top:
        arrays |= _readout(layer, model)
    return arrays | _answers(task, probe, found.outputs, steps)


def _states(layer: LayerRecording) -> Arrays:
    arrays: Arrays = {
        # Not "input": an LSTM has a gate of that name.
        "inputs": layer.input[0],
        "hidden": layer.hidden[0],
        "initial_hidden": layer.initial_hidden[0],
    }
    if layer.cell_state is not None and layer.initial_cell is not None:
        arrays |= {"cell_state": layer.cell_state[0], "initial_cell": layer.initial_cell[0]}
    return arrays | {name: values[0] for name, values in layer.gates.items()}


def _weights(layer: LayerRecording, module: nn.Module) -> Arrays:
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return {name: getattr(module, f"{name}_{layer.name}").detach().numpy() for name in names}


def _readout(layer: LayerRecording, model: nn.Module) -> Arrays:
    """Return the readout's weights where a top layer feeds it alone, without a second direction."""
    readout = getattr(model, "readout", None)
    if not isinstance(readout, nn.Linear) or readout.in_features != layer.hidden.shape[-1]:
        return {}
    return {
        "readout_weight": readout.weight.detach().numpy(),
        "readout_bias": readout.bias.detach().numpy(),
    }


def _answers(
    task: Task, probe: Probe, outputs: NDArray[np.float32], steps: slice
) -> dict[str, NDArray[Any]]:
    if task.kind == "classification":
        return {"probabilities": np.exp(log_probabilities(outputs[steps]))}
    _, offset = task.readout_offset(probe)
    given = outputs[steps, 0] * task.readout_scale + offset[steps]
    return {"prediction": given, "readout_offset": offset[steps]}


def state_paths(states: Arrays) -> Arrays:
    """Return the paths of the hidden and the cell state among some arrays of a layer."""
    arrays: Arrays = {}
    for name in ("hidden", "cell_state"):
        values = states.get(name)
        if values is None or not np.isfinite(values).all():
            continue  # a network that diverged has no path
        path = principal_path(values, min(MOST_COMPONENTS, *values.shape))
        arrays |= {f"path_{name}": path.points, f"explained_{name}": path.explained}
    return arrays


def input_features(task: Task, probe: Probe) -> tuple[list[str], NDArray[np.floating]]:
    """Return what is read besides the series that is drawn anyway, in the data's own units."""
    names = list(task.input_names)
    if len(names) < 2:
        return [], np.empty((0, 0))
    if isinstance(task, SeriesTask):
        return names[1:], (probe.inputs * task.stds + task.means)[:, 1:]
    return names, np.asarray(probe.inputs, dtype=np.float32)


def describe_layer(task: Task, probe: Probe, found: ReplayPass, name: str) -> PlayerLayerHeader:
    """Return what the player must know of a layer that is no number of a step."""
    layer, start = found.layers[name]
    cell = get_cell(layer.cell)
    panels: list[PanelHeader] = [{"source": "hidden", "title": "hidden state h", "scale": "state"}]
    if cell.has_cell_state:
        panels.append({"source": "cell_state", "title": "cell state c", "scale": "state"})
    for gate in cell.gates:
        if gate == "candidate":
            title = f"candidate {_CANDIDATE_SYMBOLS[cell.name]}"
            panels.append({"source": gate, "title": title, "scale": "state"})
        else:
            panels.append({"source": gate, "title": _GATE_TITLES[gate], "scale": gate})
    return {
        "cell": cell.name,
        "units": layer.hidden.shape[-1],
        "inputs": layer.input.shape[-1],
        "blocks": list(cell.blocks),
        "equation": cast(Any, equation_as_json(cell.equation)),
        "panels": panels,
        "gates": [panel["source"] for panel in panels if panel["scale"] != "state"],
        "reverse": layer.is_reverse,
        "input_names": _input_names(task, layer),
        "readout_scale": task.readout_scale,
        "readout_offset_name": task.readout_offset(probe)[0],
        "layer": name,
        "layer_path": found.paths[name],
        "layer_suffix": layer.name,
        "layers": len(found.layers),
        "layer_names": _in_reading_order(found),
        "first_step": start,
        "products_of": None,
    }


def _in_reading_order(found: ReplayPass) -> list[str]:
    """Return the layers as data flow through them, a forward direction before its reverse."""
    return sorted(
        found.layers,
        key=lambda name: (found.starts[name], found.suffixes[name].split("_")[0], name),
    )


def _input_names(task: Task, layer: LayerRecording) -> list[str]:
    """Name what a layer reads: the task's inputs, normalised, or the units of the layer below."""
    width = layer.input.shape[-1]
    if layer.name.startswith("l0") and len(task.input_names) == width:
        # The products show what the network reads, and that is not in the data's units.
        return [f"{name}, normalised" for name in task.input_names]
    what = "embedding" if layer.name.startswith("l0") else "unit below"
    return [f"{what} {k}" for k in range(width)]
