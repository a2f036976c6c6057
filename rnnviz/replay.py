"""A recording made ready for the player: everything one sequence needs, in one packet.

The player draws any cell from what is in the packet and never asks the server again. Arrays,
all float32; ``k`` is the number of the run:

===============================  ===================  ============================================
array                            shape                content
===============================  ===================  ============================================
``value``                        (time,)              the input series, in the data's units
``features``                     (time, inputs)       all that is read, where that is more than one
``target``                       (time,)              the number to be predicted after each step
``k/prediction``                 (time,)              the network's number, in the data's units
``k/probabilities``              (time, classes)      or what it gives to each class
``k/inputs``                     (time, inputs)       what the layer reads
``k/hidden``, ``k/cell_state``   (time, units)        states after each step
``k/<gate>``                     (time, units)        gates by name, after the nonlinearity
``k/initial_hidden``, ``..cell`` (units,)             states before the first step
``k/weight_ih``, ``k/weight_hh`` (blocks * units, .)  PyTorch's weights, ``bias_ih``, ``bias_hh``
``k/readout_weight``             (outputs, units)     of the linear readout, where this layer feeds
                                                      it alone; ``readout_bias`` (outputs,)
``k/readout_offset``             (time,)              added to the scaled readout: the mean, or the
                                                      newest value where the change is forecast
===============================  ===================  ============================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnnviz.cells import Cell, equation_as_json, get_cell
from rnnviz.packet import pack
from rnnviz.palette import browser_palette
from rnnviz.recorded import LayerRecording
from rnnviz.tape import recording
from rnnviz.tasks import Probe, SeriesTask, SplitName, Task
from rnnviz.tasks.metrics import log_probabilities

CONVENTION = (
    "PyTorch's convention: the GRU's z keeps the old state, and r multiplies after the product "
    "with the hidden state. Many textbooks swap both."
)
_GATE_TITLES = {
    "input": "input gate i",
    "forget": "forget gate f",
    "output": "output gate o",
    "reset": "reset gate r",
    "update": "update gate z",
}
_CANDIDATE_SYMBOLS = {"lstm": "g", "gru": "n"}


@dataclass(frozen=True, eq=False)
class ReplayedRun:
    """A network to play: its model at one epoch, and what to call it."""

    id: str
    label: str
    model: nn.Module
    epoch: int
    epochs: int


@dataclass(frozen=True, eq=False)
class _Pass:
    """One run's reading of a probe.

    ``layers`` maps a name to a layer and the step at which its own sequence begins: the decoder
    of an encoder-decoder begins where the encoder ends.
    """

    outputs: NDArray[np.float32]
    layers: dict[str, tuple[LayerRecording, int]]
    paths: dict[str, str]


def layer_names(model: nn.Module) -> list[str]:
    """Name the layers of a model that can be played, the one that feeds the readout last."""
    return [
        f"{path}.{suffix}" if len(_recurrent(model)) > 1 else suffix
        for path, module in _recurrent(model).items()
        for suffix in _suffixes(module)
    ]


def _recurrent(model: nn.Module) -> dict[str, nn.RNNBase]:
    return {p: m for p, m in model.named_modules() if isinstance(m, nn.RNNBase)}


def _suffixes(module: nn.RNNBase) -> list[str]:
    ends = ("_reverse", "") if module.bidirectional else ("",)
    return [f"l{layer}{end}" for layer in range(module.num_layers) for end in ends]


def replay_packet(
    task: Task,
    split: SplitName,
    runs: Sequence[ReplayedRun],
    *,
    step: int,
    unit: int | None,
    index: int = 0,
    layer: str = "",
) -> bytes:
    """Record every run on one sequence, read in a single pass, and pack it for the player.

    Parameters
    ----------
    task, split, index
        Which sequence, see ``Task.probe``.
    runs
        One to four networks, played under one cursor.
    step, unit
        Where the player opens; None lets the player choose a unit.
    layer
        One of :func:`layer_names`; where a run has none of this name its last is shown.

    Raises
    ------
    ValueError
        If there are no runs.
    """
    if not runs:
        raise ValueError("there is no run to play")
    probe = task.probe(split, index)
    passes = [_read(run.model, probe) for run in runs]
    chosen = [layer if layer in found.layers else list(found.layers)[-1] for found in passes]
    shown, start = passes[0].layers[chosen[0]]
    steps = slice(start, start + shown.hidden.shape[1])
    arrays: dict[str, NDArray[Any]] = {
        "value": probe.value[steps],
        "target": probe.target[steps],
    }
    features, raw = _features(task, probe)
    if features:
        arrays["features"] = raw[steps]
    offset_name, offset = task.readout_offset(probe)
    described = []
    for k, (run, found, name) in enumerate(zip(runs, passes, chosen, strict=True)):
        recorded, _ = found.layers[name]
        layer_arrays = _arrays(recorded, run.model, found.paths[name])
        if name == list(found.layers)[-1]:
            layer_arrays |= _readout(recorded, run.model)
        layer_arrays |= _answers(task, found.outputs[steps], offset[steps])
        arrays |= {f"{k}/{key}": array for key, array in layer_arrays.items()}
        described.append(
            _describe(run, get_cell(recorded.cell), recorded, task)
            | {
                "readout_scale": task.readout_scale,
                "readout_offset_name": offset_name,
                "layer": name,
                "layers": len(found.layers),
            }
        )
    symbols = probe.inputs.ndim == 1 or bool(np.isnan(probe.value).all())
    return pack(
        {
            "palette": browser_palette(),
            "sequence": {
                "steps": shown.hidden.shape[1],
                "step_name": task.step_name,
                "step_labels": list(probe.labels[steps]),
                "value_name": task.value_name,
                "unit": task.unit,
                "kind": "symbols" if symbols else "values",
                "classes": list(task.output_names) if task.kind == "classification" else [],
                "answers": list(probe.answers[steps]),
                "features": features,
                "caption": probe.caption,
            },
            "runs": described,
            "start": {"step": step, "unit": unit, "speed": 10},
            "convention": CONVENTION if any(r["cell"] == "gru" for r in described) else "",
        },
        arrays,
    )


def _read(model: nn.Module, probe: Probe) -> _Pass:
    inputs = torch.tensor(probe.inputs)[None]
    with torch.no_grad(), recording(model) as tape:
        outputs = model(inputs)[0].numpy()
    layers: dict[str, tuple[LayerRecording, int]] = {}
    paths: dict[str, str] = {}
    several, start = len(tape) > 1, 0
    for path, recorded in tape.items():
        directions = sorted(recorded.layers, key=lambda one: (one.name[:2], "rev" not in one.name))
        for one in directions:
            name = f"{path}.{one.name}" if several else one.name
            layers[name] = (one, start)
            paths[name] = path
        start += int(recorded.lengths[0]) if several else 0
    return _Pass(outputs, layers, paths)


def _answers(
    task: Task, outputs: NDArray[np.float32], offset: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    if task.kind == "classification":
        return {"probabilities": np.exp(log_probabilities(outputs))}
    return {"prediction": outputs[:, 0] * task.readout_scale + offset, "readout_offset": offset}


def _arrays(layer: LayerRecording, model: nn.Module, path: str) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        # Not "input": an LSTM has a gate of that name.
        "inputs": layer.input[0],
        "hidden": layer.hidden[0],
        "initial_hidden": layer.initial_hidden[0],
    }
    if layer.cell_state is not None and layer.initial_cell is not None:
        arrays |= {"cell_state": layer.cell_state[0], "initial_cell": layer.initial_cell[0]}
    arrays |= {name: values[0] for name, values in layer.gates.items()}
    module = model.get_submodule(path)
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        arrays[name] = getattr(module, f"{name}_{layer.name}").detach().numpy()
    return arrays


def _readout(layer: LayerRecording, model: nn.Module) -> dict[str, NDArray[Any]]:
    """Return the readout's weights where a top layer feeds it alone, without a second direction."""
    readout = getattr(model, "readout", None)
    if not isinstance(readout, nn.Linear) or readout.in_features != layer.hidden.shape[-1]:
        return {}
    return {
        "readout_weight": readout.weight.detach().numpy(),
        "readout_bias": readout.bias.detach().numpy(),
    }


def _features(task: Task, probe: Probe) -> tuple[list[str], NDArray[np.floating]]:
    """Return what is read besides the series that is drawn anyway, in the data's own units."""
    names = list(task.input_names)
    if len(names) < 2:
        return [], np.empty((0, 0))
    if isinstance(task, SeriesTask):
        return names[1:], (probe.inputs * task.stds + task.means)[:, 1:]
    return names, np.asarray(probe.inputs, dtype=np.float32)


def _describe(run: ReplayedRun, cell: Cell, layer: LayerRecording, task: Task) -> dict[str, Any]:
    panels = [{"source": "hidden", "title": "hidden state h", "scale": "state"}]
    if cell.has_cell_state:
        panels.append({"source": "cell_state", "title": "cell state c", "scale": "state"})
    for gate in cell.gates:
        if gate == "candidate":
            title = f"candidate {_CANDIDATE_SYMBOLS[cell.name]}"
            panels.append({"source": gate, "title": title, "scale": "state"})
        else:
            panels.append({"source": gate, "title": _GATE_TITLES[gate], "scale": gate})
    return {
        "id": run.id,
        "label": run.label,
        "cell": cell.name,
        "units": layer.hidden.shape[-1],
        "inputs": layer.input.shape[-1],
        "epoch": run.epoch,
        "epochs": run.epochs,
        "parity": layer.parity,
        "blocks": list(cell.blocks),
        "equation": equation_as_json(cell.equation),
        "panels": panels,
        "reverse": layer.name.endswith("_reverse"),
        "input_names": _input_names(task, layer),
    }


def _input_names(task: Task, layer: LayerRecording) -> list[str]:
    """Name what a layer reads: the task's inputs, normalised, or the units of the layer below."""
    width = layer.input.shape[-1]
    if layer.name.startswith("l0") and len(task.input_names) == width:
        # The products show what the network reads, and that is not in the data's units.
        return [f"{name}, normalised" for name in task.input_names]
    what = "embedding" if layer.name.startswith("l0") else "unit below"
    return [f"{what} {k}" for k in range(width)]
