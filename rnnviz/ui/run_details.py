"""The chosen runs of the Runs page: how they are, and what can be done with them."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.names import LONGEST_NAME
from rnnviz.runs.run import Run
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.ui.advice import ON_RUNS, as_sentence
from rnnviz.ui.downloads import offer_downloads, offer_script
from rnnviz.ui.duplicate import duplicate_form
from rnnviz.ui.fields import short_text
from rnnviz.ui.links import open_elsewhere
from rnnviz.ui.plain import plain
from rnnviz.ui.room import tell_networks_kept
from rnnviz.ui.run_controls import run_controls
from rnnviz.ui.run_rows import STATES, run_title
from rnnviz.ui.undo import delete_runs
from rnnviz.ui.workspace import own_runs

MOST_TOLD = 6


def run_details(store: RunStore, runs: Sequence[Run]) -> None:
    """Say how the chosen runs are, and offer what can be done with them."""
    mine = own_runs(runs)
    with st.container(border=True):
        for run in runs[:MOST_TOLD]:
            _tell(run, run in mine)
            tell_networks_kept(store, run)
        if len(runs) > MOST_TOLD:
            st.caption(f"and {len(runs) - MOST_TOLD} more")
        if len(mine) < len(runs):
            st.caption(
                ":material/visibility: You can view, download and duplicate other people's runs, "
                "but not change them."
            )
        open_elsewhere(runs, here="runs")
        with st.container():  # its buttons go when a run ends, and must not close what is below
            run_controls(runs)
        one = _one_of(runs)
        about = ".".join(run.id for run in runs)  # of other runs they are others, and closed
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if mine:
                with st.popover("Rename", icon=":material/edit:", key=f"open_rename_{about}"):
                    _rename(store, mine)
            with st.popover(
                "Duplicate", icon=":material/content_copy:", key=f"open_duplicate_{about}"
            ):
                duplicate_form(one)
            with st.popover("Export as Python", icon=":material/code:", key=f"open_export_{about}"):
                offer_script(one)
            with st.popover("Download", icon=":material/download:", key=f"open_download_{about}"):
                offer_downloads(store, one)
            if mine and st.button(
                "Delete" if len(mine) == 1 else f"Delete {len(mine)} runs",
                icon=":material/delete:",
                key="delete_runs",
                help="This can be undone for ten minutes.",
            ):
                delete_runs(store, mine)


def _tell(run: Run, mine: bool) -> None:
    advice = ON_RUNS.get(run.status, "") if mine else ""
    name = plain(run_title(run))
    st.markdown(f"**{name}** · {STATES[run.status]} · {as_sentence(run.sentence)} {advice}")


def _one_of(runs: Sequence[Run]) -> Run:
    """Return the run that is duplicated, exported and downloaded: the only one, or a choice."""
    if len(runs) == 1:
        return runs[0]
    by_id = {run.id: run for run in runs}
    chosen = st.selectbox(
        "Run to duplicate, export or download",
        list(by_id),
        format_func=lambda run_id: (
            f"{run_title(by_id[run_id])}, seed {by_id[run_id].spec.training.seed} ({run_id[:4]})"
        ),
        key="one_of_runs",
    )
    return by_id.get(chosen, runs[0])


def _rename(store: RunStore, runs: Sequence[Run]) -> None:
    names = {run.name for run in runs}
    key = f"rename_{'.'.join(run.id for run in runs)}"
    with st.form(f"{key}_form", border=False):  # Enter sends it off
        name = short_text(
            "Name" if len(runs) == 1 else f"One name for all {len(runs)} runs",
            LONGEST_NAME,
            value=names.pop() if len(names) == 1 else "",
            key=key,
            placeholder="no name",
        )
        sent = st.form_submit_button("Rename", key="rename_now", type="primary")
    if sent:
        try:
            for run in runs:
                store.rename(run.id, name)
        except StoreError as error:
            st.error(str(error), icon=":material/save_as:")
            return
        st.rerun()
