"""How often the gates of trained networks are saturated, measured on their test split."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from rnnviz.analysis.saturation import Saturation, gate_saturation
from rnnviz.cells import CELLS
from rnnviz.figures.compare import saturation_figure
from rnnviz.models import SequenceModel
from rnnviz.runs.groups import RunGroup
from rnnviz.runs.restore import best_epoch, restore_model
from rnnviz.runs.store import Run, RunStore
from rnnviz.tape import recording
from rnnviz.tasks import Examples
from rnnviz.ui.kept import KEPT
from rnnviz.ui.plain import plain

FEW_NETWORKS = 6
MOST_NETWORKS = 24
# Gate values that are read of one network: about a second's worth on a slow processor. A number
# and not a time, so that the same sequences are read everywhere.
MOST_VALUES = 15_000_000
_BATCH_VALUES = 2_000_000


@dataclass(frozen=True, eq=False)
class MeasuredGates:
    """How saturated the gates of a network are.

    Attributes
    ----------
    gates
        By the gate's name; empty for cells without gates. Units of all layers and directions
        stand one behind the other, the bottom layer first.
    read, sequences
        How many sequences of the test split were read, the first ones, and how many there are.
    """

    gates: Mapping[str, Saturation]
    read: int
    sequences: int


def measure(store: RunStore, run: Run, epoch: int) -> MeasuredGates:
    """Measure every gate of a run's network on the test split, on all of it where that is quick."""
    examples = run.spec.load_task().examples("test")
    model = restore_model(store, run, epoch)
    shape = run.spec.architecture
    width = shape.hidden_size * shape.num_layers * (2 if shape.bidirectional else 1)
    gates = sum(name != "candidate" for name in CELLS[run.spec.cell].gates)
    values = max(1, examples.inputs.shape[1] * width * gates)  # of one sequence
    read = min(len(examples), max(1, MOST_VALUES // values))
    batch = max(1, _BATCH_VALUES // values)
    # Shut, open and all steps of every unit; each layer and direction on its own.
    counts: dict[str, dict[tuple[str, str], NDArray[np.float64]]] = {}
    for start in range(0, read, batch):
        part = examples.part(slice(start, min(start + batch, read)))
        for name, place, steps, one in _part_gates(model, part):
            counted = steps * np.stack([one.shut, one.open, np.ones_like(one.shut)])
            places = counts.setdefault(name, {})
            places[place] = places.get(place, 0) + counted
    return MeasuredGates(
        {
            name: Saturation(
                shut=np.concatenate([shut / steps for shut, _, steps in places.values()]),
                open=np.concatenate([open_ / steps for _, open_, steps in places.values()]),
            )
            for name, places in counts.items()
        },
        read,
        len(examples),
    )


def _part_gates(
    model: SequenceModel, examples: Examples
) -> Iterator[tuple[str, tuple[str, str], int, Saturation]]:
    """Yield each gate's name, its layer's place, the steps counted and how saturated it is."""
    lengths = None if examples.of_one_length() else torch.tensor(examples.lengths)
    with torch.no_grad(), recording(model) as tape:
        model(torch.tensor(examples.inputs), lengths)
    start = 0
    for path, read in tape.items():
        steps = read.output.shape[1]
        # A decoder's own sequence begins where that of its encoder ends.
        ends = np.clip(examples.lengths - start, 1, steps)
        start += steps
        for layer in read:
            for name, values in layer.gates.items():
                if name != "candidate":
                    found = gate_saturation(values, ends)
                    yield name, (path, layer.name), int(ends.sum()), found


def _measured(store: RunStore, run: Run, epoch: int) -> MeasuredGates:
    # A run may be made anew under its id; then it was created later.
    key = ("gates", run.id, run.created, epoch)
    found: MeasuredGates = KEPT.find_or_make(key, lambda: measure(store, run, epoch))
    return found


def show_saturation(store: RunStore, groups: Sequence[RunGroup], labels: Mapping[str, str]) -> None:
    """Draw the gates of the runs that have ended, a row of small plots for each of them."""
    gated = [
        run
        for seed in range(max(len(group.runs) for group in groups))
        for group in groups
        for run in group.runs[seed : seed + 1]
        if not run.active and _has_gates(run) and store.snapshot_epochs(run.id)
    ]
    st.markdown("##### Gate saturation")
    if not gated:
        without = all(not _has_gates(group.runs[0]) for group in groups)
        st.caption(
            "RNN cells have no gates."
            if without
            else "Gate saturation is shown once the training of a network with gates has ended."
        )
        return
    st.caption(
        "Each point is one unit: the share of steps at which its gate is shut (below 0.1) against "
        "the share at which it is open (above 0.9), after Karpathy, Johnson and Fei-Fei (2015, "
        "arXiv:1506.02078). An open forget gate keeps the cell state; PyTorch's update gate z, "
        "where open, keeps the old state."
    )
    # The first seed of every setting comes first, so that each setting is shown.
    most = FEW_NETWORKS
    if len(gated) > FEW_NETWORKS and st.toggle(
        f"Show {min(len(gated), MOST_NETWORKS)} of {len(gated)} networks instead of {FEW_NETWORKS}",
        key=f"all_gates_{groups[0].spec.task}",
    ):
        most = MOST_NETWORKS
    columns: list[DeltaGenerator] = []
    for run in gated[:most]:
        # Pairs, not two long columns: on a phone those would stand one below the other.
        columns = columns or list(st.columns(2))
        with columns.pop(0):
            found = _measured(store, run, best_epoch(store, run))
            st.markdown(f"**{plain(labels[run.id])}**")
            st.plotly_chart(
                saturation_figure(gates=found.gates),
                key=f"saturation_{run.id}",
                config={"displaylogo": False, "displayModeBar": False},
            )
            st.caption(_in_words(found))


def _has_gates(run: Run) -> bool:
    return len(CELLS[run.spec.cell].gates) > 0


def _in_words(found: MeasuredGates) -> str:
    shares = [
        f"{name} gate: {one.mean_open:.0%} open, {one.mean_shut:.0%} shut"
        for name, one in found.gates.items()
    ]
    if found.read < found.sequences:
        part = f"the first {found.read:,} of {found.sequences:,} test sequences"
    else:
        part = f"all {found.sequences:,} test sequences"
    return " · ".join([*shares, f"over {part}"])
