"""How often the gates of trained networks are saturated, measured on their test split."""

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from rnnviz.analysis.saturation import Saturation, gate_saturation
from rnnviz.cells import CELLS
from rnnviz.figures.compare import saturation_figure
from rnnviz.runs.groups import RunGroup
from rnnviz.runs.restore import best_epoch, restore_model
from rnnviz.runs.store import Run, RunStore
from rnnviz.tape import recording
from rnnviz.ui.plain import plain

FEW_NETWORKS = 6
MOST_NETWORKS = 24
MOST_SEQUENCES = 64
MOST_STEPS = 20_000  # of all sequences together


def measure(store: RunStore, run: Run, epoch: int) -> dict[str, Saturation]:
    """Measure every gate of a run's network on sequences of the test split.

    Units of all layers and directions stand one behind the other, the bottom layer first.

    Returns
    -------
    By the gate's name; nothing for cells without gates.
    """
    task = run.spec.load_task()
    examples = task.examples("test")
    most = max(1, min(MOST_SEQUENCES, MOST_STEPS // examples.inputs.shape[1]))
    examples = examples.part(slice(0, most))
    lengths = torch.tensor(examples.lengths)
    model = restore_model(store, run, epoch)
    with torch.no_grad(), recording(model) as tape:
        model(torch.tensor(examples.inputs), None if examples.of_one_length() else lengths)
    found: dict[str, list[Saturation]] = {}
    start = 0
    for _, read in tape.items():
        steps = read.output.shape[1]
        # A decoder's own sequence begins where that of its encoder ends.
        ends = np.clip(examples.lengths - start, 1, steps)
        start += steps
        for layer in read:
            for name in layer.gates:
                if name != "candidate":
                    found.setdefault(name, []).append(gate_saturation(layer.gates[name], ends))
    return {
        name: Saturation(
            shut=np.concatenate([one.shut for one in parts]),
            open=np.concatenate([one.open for one in parts]),
        )
        for name, parts in found.items()
    }


@st.cache_data(max_entries=256, show_spinner=False)
def _measured(run_id: str, created: float, epoch: int, _store: RunStore) -> dict[str, Saturation]:
    # A run may be made anew under its id; then it was created later.
    return measure(_store, _store.run(run_id), epoch)


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
            else "It is measured when a network with gates has ended its training."
        )
        return
    st.caption(
        "Every point is a unit, by the share of steps of the test split at which its gate is shut "
        "(below 0.1) or open (above 0.9), after Karpathy, Johnson and Fei-Fei (2015, "
        "arXiv:1506.02078). A forget gate that is mostly open remembers for long. PyTorch's update "
        "gate z keeps the old state where it is open."
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
            found = _measured(run.id, run.created, best_epoch(store, run), store)
            st.markdown(f"**{plain(labels[run.id])}**")
            st.plotly_chart(
                saturation_figure(gates=found),
                key=f"saturation_{run.id}",
                config={"displaylogo": False, "displayModeBar": False},
            )
            st.caption(_in_words(found))


def _has_gates(run: Run) -> bool:
    return len(CELLS[run.spec.cell].gates) > 0


def _in_words(found: Mapping[str, Saturation]) -> str:
    return " · ".join(
        f"{name} gate: {one.mean_open:.0%} open, {one.mean_shut:.0%} shut"
        for name, one in found.items()
    )
