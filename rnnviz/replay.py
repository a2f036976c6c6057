"""A recording made ready for the player: everything one sequence needs, in one packet.

The player draws any cell from what is in the packet and never asks the server again. Arrays,
all float32; ``k`` is the number of the run:

===============================  ===================  ============================================
array                            shape                content
===============================  ===================  ============================================
``value``                        (time,)              the input series, in the data's units
``target``                       (time,)              the value that follows, in the data's units
``k/prediction``                 (time,)              the network's forecast of it
``k/inputs``                     (time, inputs)       what the network reads, normalised
``k/hidden``, ``k/cell_state``   (time, units)        states after each step
``k/<gate>``                     (time, units)        gates by name, after the nonlinearity
``k/initial_hidden``, ``..cell`` (units,)             states before the first step
``k/weight_ih``, ``k/weight_hh`` (blocks * units, .)  PyTorch's weights, ``bias_ih``, ``bias_hh``
``k/readout_weight``, ``.._bias``  (1, units), (1,)   of the linear readout
``k/readout_offset``             (time,)              added to the scaled readout: the mean, or the
                                                      newest value where the change is forecast
===============================  ===================  ============================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray

from rnnviz.cells import Cell, equation_as_json, get_cell
from rnnviz.models import SequenceModel
from rnnviz.packet import pack
from rnnviz.palette import browser_palette
from rnnviz.recorded import LayerRecording
from rnnviz.tape import record
from rnnviz.tasks import SplitName, Task

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
    model: SequenceModel
    epoch: int
    epochs: int


def replay_packet(
    task: Task,
    split: SplitName,
    runs: Sequence[ReplayedRun],
    *,
    step: int,
    unit: int | None,
    index: int = 0,
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

    Raises
    ------
    ValueError
        If there are no runs.
    """
    if not runs:
        raise ValueError("there is no run to play")
    probe = task.probe(split, index)
    arrays: dict[str, NDArray[Any]] = {"value": probe.value, "target": probe.target}
    inputs = torch.tensor(probe.inputs)[None]
    described = []
    for k, run in enumerate(runs):
        with torch.no_grad():
            read = run.model.embedding(inputs)  # (1, time, inputs)
            recording = record(run.model.recurrent, read)
            readout = run.model.readout(torch.tensor(recording.output[0])).numpy()
        layer = recording.layers[-1]
        arrays |= {f"{k}/{name}": array for name, array in _arrays(layer, run.model).items()}
        offset_name, offset = task.readout_offset(probe)
        arrays[f"{k}/prediction"] = readout[:, 0] * task.readout_scale + offset
        arrays[f"{k}/readout_offset"] = offset
        described.append(
            _describe(run, get_cell(layer.cell), recording.parity, task)
            | {"readout_scale": task.readout_scale, "readout_offset_name": offset_name}
        )
    return pack(
        {
            "palette": browser_palette(),
            "sequence": {
                "steps": len(probe.labels),
                "step_name": task.step_name,
                "step_labels": list(probe.labels),
                "value_name": task.value_name,
                "unit": task.unit,
                "kind": "values",
                "caption": probe.caption,
            },
            "runs": described,
            "start": {"step": step, "unit": unit, "speed": 10},
            "convention": CONVENTION if any(r["cell"] == "gru" for r in described) else "",
        },
        arrays,
    )


def _arrays(layer: LayerRecording, model: SequenceModel) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        # Not "input": an LSTM has a gate of that name.
        "inputs": layer.input[0],
        "hidden": layer.hidden[0],
        "initial_hidden": layer.initial_hidden[0],
    }
    if layer.cell_state is not None and layer.initial_cell is not None:
        arrays |= {"cell_state": layer.cell_state[0], "initial_cell": layer.initial_cell[0]}
    arrays |= {name: values[0] for name, values in layer.gates.items()}
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        arrays[name] = getattr(model.recurrent, f"{name}_l0").detach().numpy()
    for name in ("weight", "bias"):
        arrays[f"readout_{name}"] = getattr(model.readout, name).detach().numpy()
    return arrays


def _describe(run: ReplayedRun, cell: Cell, parity: float, task: Task) -> dict[str, Any]:
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
        "units": run.model.recurrent.hidden_size,
        "inputs": run.model.recurrent.input_size,
        "epoch": run.epoch,
        "epochs": run.epochs,
        "parity": parity,
        "blocks": list(cell.blocks),
        "equation": equation_as_json(cell.equation),
        "panels": panels,
        # The products show what the network reads, and that is not in the data's units.
        "input_names": [f"{name}, normalised" for name in task.input_names],
    }
