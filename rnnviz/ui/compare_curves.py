"""Learning curves of any runs in one chart, brought up to date while they train."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from rnnviz.figures.compare import DASHES, Curve, Look, thinned
from rnnviz.packets import COMPARISON, write_packet
from rnnviz.packets.comparison import ComparisonHeader
from rnnviz.palette import CELL_COLOURS
from rnnviz.runs.groups import RunGroup
from rnnviz.runs.run import EPOCH_COLUMNS
from rnnviz.runs.store import RunStore
from rnnviz.ui.curves import CurveReader
from rnnviz.ui.group_labels import run_labels
from rnnviz.ui.live import live
from rnnviz.ui.run_rows import task_of
from rnnviz.ui.stage import LOSS_HELP, LOSS_NAMES
from rnnviz.ui.stage_component import show_comparison

UPDATE_SECONDS = 1.0
# Points of all curves together: an update stays small while runs train.
LIVE_POINTS = 900
POINTS = 6000
# More curves than this are drawn thin.
MANY = 6


def show_curves(store: RunStore, groups: Sequence[RunGroup], labels: Sequence[str]) -> None:
    """Draw the validation loss of all runs; those of a group look the same."""
    st.markdown("##### Validation loss")
    log_scale = (
        st.segmented_control(
            "Scale of the loss",
            ["logarithmic", "linear"],
            default="logarithmic",
            key=f"scale_{groups[0].runs[0].id}",
            label_visibility="collapsed",
        )
        != "linear"
    )
    active = any(run.active for group in groups for run in group.runs)
    st.fragment(live(_curves), run_every=UPDATE_SECONDS if active else None)(
        store, groups, labels, log_scale
    )


def looks_of(groups: Sequence[RunGroup], labels: Sequence[str]) -> dict[str, Look]:
    """Give each group the colour of its cell; groups of one cell differ by their dashes."""
    looks: dict[str, Look] = {}
    seen: dict[str, int] = {}
    for label, group in zip(labels, groups, strict=True):
        earlier = seen.get(group.spec.cell, 0)
        seen[group.spec.cell] = earlier + 1
        looks[label] = Look(CELL_COLOURS[group.spec.cell], DASHES[earlier % len(DASHES)])
    return looks


def _curves(
    store: RunStore, groups: Sequence[RunGroup], labels: Sequence[str], log_scale: bool
) -> None:
    reader: CurveReader = st.session_state.setdefault("curve_reader", CurveReader())
    named = run_labels(groups, labels)
    loss, epoch = EPOCH_COLUMNS.index("validation_loss"), EPOCH_COLUMNS.index("epoch")
    curves, active = [], False
    for label, group in zip(labels, groups, strict=True):
        for run in store.existing_runs([run.id for run in group.runs]):
            active |= run.active
            read = reader.read(store, run)
            curves.append(Curve(label, named[run.id], read[:, epoch], read[:, loss]))
    if not any(len(curve.epochs) for curve in curves):
        st.caption("Waiting for the first epochs." if active else "No epoch was trained.")
        return
    if max(curve.epochs[-1] for curve in curves if len(curve.epochs)) == 0:
        st.caption("Only the loss before training is known.")
        return
    packet = curves_packet(
        curves,
        looks=looks_of(groups, labels),
        kind=task_of(groups[0].runs[0]).kind,
        log_scale=log_scale,
        most=LIVE_POINTS if active else POINTS,
    )
    show_comparison(packet, key=f"curves_{groups[0].spec.task}_{groups[0].runs[0].id}")
    st.html(legend(looks_of(groups, labels)))


def curves_packet(
    curves: Sequence[Curve],
    *,
    looks: Mapping[str, Look],
    kind: str,
    log_scale: bool,
    most: int,
) -> bytes:
    """Pack learning curves for the browser, at most about ``most`` points of all together.

    Each curve has at least its two ends.
    """
    each = max(2, most // max(1, len(curves)))
    arrays: dict[str, NDArray[Any]] = {}
    for k, curve in enumerate(curves):
        epochs, losses = thinned(curve, each)
        arrays[f"{k}/epoch"] = epochs.astype(np.float32)
        arrays[f"{k}/loss"] = losses.astype(np.float32)
    header: ComparisonHeader = {
        "loss_name": LOSS_NAMES[kind],
        "loss_help": LOSS_HELP[kind],
        "log": log_scale,
        "faint": len(curves) > MANY,
        "runs": [
            {
                "id": str(k),
                "label": curve.run,
                "hex": looks[curve.group].colour,
                "dash": list(looks[curve.group].dash),
            }
            for k, curve in enumerate(curves)
        ],
    }
    return write_packet(COMPARISON, header, arrays)


def legend(looks: Mapping[str, Look]) -> str:
    """Write the legend of the curves as HTML that flows over as many lines as it needs."""
    entries = [
        '<span style="display:inline-flex;align-items:center;gap:0.4rem">'
        f'<span aria-hidden="true" style="{_stroke(look)}"></span>{escape(label)}</span>'
        for label, look in looks.items()
    ]
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1.4rem;font-size:0.875rem">'
        f"{''.join(entries)}</div>"
    )


def _stroke(look: Look) -> str:
    """Draw a line with its dashes as a background: Streamlit takes SVG out of HTML."""
    stops, at = [], 0
    for place, length in enumerate(look.dash or (1, 0)):
        colour = "transparent" if place % 2 else look.colour
        stops.append(f"{colour} {at}px {at + length}px")
        at += length
    return (
        "display:inline-block;flex:none;width:30px;height:3px;"
        f"background:repeating-linear-gradient(90deg,{','.join(stops)})"
    )
