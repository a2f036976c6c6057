"""Learning curves of any runs in one chart, brought up to date while they train."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from rnnviz.figures.compare import DASHES, Curve, Look, curves_chart, curves_table
from rnnviz.palette import CELL_COLOURS
from rnnviz.runs.groups import RunGroup
from rnnviz.runs.run import EPOCH_COLUMNS
from rnnviz.runs.store import RunStore
from rnnviz.ui.curves import CurveReader
from rnnviz.ui.group_labels import run_labels
from rnnviz.ui.live import live
from rnnviz.ui.run_rows import task_of
from rnnviz.ui.stage import LOSS_NAMES

UPDATE_SECONDS = 1.0
# Points of all curves together: an update stays small while runs train.
LIVE_POINTS = 900
POINTS = 6000


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
    table = curves_table(curves, most=LIVE_POINTS if active else POINTS)
    if table.empty:
        st.caption("Waiting for the first epochs." if active else "No epoch was trained.")
        return
    if table["epoch"].max() == 0:
        st.caption("Only the loss before training is known.")
        return
    spec = groups[0].spec
    st.vega_lite_chart(
        table,
        curves_chart(
            looks=looks_of(groups, labels),
            loss_name=LOSS_NAMES[task_of(groups[0].runs[0]).kind],
            log_scale=log_scale,
            faint=len(curves) > 6,
        ),
        key=f"curves_{spec.task}_{groups[0].runs[0].id}",
        alt="Validation loss of every run over its epochs",
    )
    st.html(legend(looks_of(groups, labels)))
    st.caption("Drag to pan, scroll to zoom, double-click to show everything again.")


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
    for place, length in enumerate(look.dash):
        colour = "transparent" if place % 2 else look.colour
        stops.append(f"{colour} {at}px {at + length}px")
        at += length
    return (
        "display:inline-block;flex:none;width:30px;height:3px;"
        f"background:repeating-linear-gradient(90deg,{','.join(stops)})"
    )
