"""Deleting runs, and the way back."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from rnnviz.runs.deletion import UNDO_SECONDS, bring_back, delete_for_now
from rnnviz.runs.engine import EngineError
from rnnviz.runs.run import Run
from rnnviz.runs.shared import shared_engine
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.ui.plain import plain
from rnnviz.ui.run_rows import run_title
from rnnviz.ui.selection import clear_selection, select_runs
from rnnviz.ui.workspace import current_workspace

_PAUSED = "paused_by_deleting"
MOST_NAMED = 3


def delete_runs(store: RunStore, runs: Sequence[Run]) -> None:
    """Take runs out of sight and draw the page anew; on failure say why."""
    try:
        paused = delete_for_now(store, shared_engine(), runs)
    except StoreError as error:
        st.error(str(error), icon=":material/save_as:")
        return
    st.session_state.setdefault(_PAUSED, set()).update(paused)
    clear_selection()
    st.rerun()


def offer_undo(store: RunStore) -> None:
    """Say which runs were deleted last, and offer to bring them back while that can be done."""
    try:
        store.purge(UNDO_SECONDS)
    except StoreError as error:
        st.error(str(error), icon=":material/save_as:")
    hidden = store.hidden_runs(current_workspace())
    if not hidden:
        return
    since = store.hidden_since(hidden[0].id)
    if since is None:
        return  # brought back meanwhile, in another tab
    # What was deleted by one click comes back by one.
    last = [run for run in hidden if store.hidden_since(run.id) == since]
    names = ", ".join(plain(run_title(run)) for run in last[:MOST_NAMED])
    more = f" and {len(last) - MOST_NAMED} more" if len(last) > MOST_NAMED else ""
    until = datetime.fromtimestamp(since + UNDO_SECONDS)
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f":material/delete: Deleted: {names}{more}. This can be undone until {until:%H:%M}.",
            width="stretch",
        )
        if st.button("Undo", icon=":material/undo:", key="undo_delete"):
            _undo(store, [run.id for run in last])
        if store.quota(current_workspace()).bounded and st.button(
            "Delete for good",
            icon=":material/delete_forever:",
            key="undo_never",
            help="Until then they count as stored.",
        ):
            _delete_for_good(store, [run.id for run in last])


def _delete_for_good(store: RunStore, ids: Sequence[str]) -> None:
    try:
        store.discard(ids)
    except StoreError as error:
        st.error(str(error), icon=":material/save_as:")
        return
    st.rerun()


def _undo(store: RunStore, ids: Sequence[str]) -> None:
    try:
        bring_back(store, shared_engine(), ids, resume=st.session_state.get(_PAUSED, ()))
    except (EngineError, StoreError) as error:
        st.error(str(error), icon=":material/power_off:")
        return
    st.session_state.get(_PAUSED, set()).difference_update(ids)
    select_runs(ids)
    st.rerun()
