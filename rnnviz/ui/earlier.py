"""The runs that were trained before: found again, named, deleted."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.names import LONGEST_NAME, as_name
from rnnviz.runs.store import Run, RunStore
from rnnviz.ui.fields import short_text
from rnnviz.ui.labels import group_label
from rnnviz.ui.plain import legible_name, plain
from rnnviz.ui.selection import clear_selection, select_runs
from rnnviz.ui.undo import delete_runs, offer_undo
from rnnviz.ui.workspace import current_workspace

MOST_GROUPS = 12


def earlier_runs(store: RunStore) -> None:
    """Offer the groups of one's own runs that were trained before."""
    with st.container():
        offer_undo(store)
    groups: dict[str, list[Run]] = {}
    for run in store.runs(current_workspace()):
        # Runs of one press of Train were created within the same breath.
        groups.setdefault(f"{run.spec.task}/{run.created:.0f}", []).insert(0, run)
    if not groups:
        return
    with st.popover("Earlier runs", icon=":material/history:"):
        for runs in list(groups.values())[:MOST_GROUPS]:
            first = runs[0].id
            shown, rename, delete = st.columns([8, 1, 1], vertical_alignment="center")
            name = plain(legible_name(runs[0].name) or group_label(runs))
            if shown.button(name, key=f"earlier_{first}", type="tertiary"):
                select_runs([run.id for run in runs])
                st.rerun()
            with rename.popover("", icon=":material/edit:", help="Rename"):
                _rename(store, runs)
            if delete.button("", icon=":material/delete:", key=f"delete_{first}", help="Delete"):
                delete_runs(store, runs)
        if st.button("Back to the demonstration", key="earlier_none", type="tertiary"):
            clear_selection()
            st.rerun()


def _rename(store: RunStore, runs: Sequence[Run]) -> None:
    name = short_text(
        "Name",
        LONGEST_NAME,
        value=runs[0].name,
        key=f"rename_{runs[0].id}",
        placeholder="no name",
    )
    if as_name(name) != runs[0].name:
        for run in runs:
            store.rename(run.id, name)
        st.rerun()
