"""Which runs a person looks at: kept in the address, carried from page to page."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.store import Run, RunStore

_PARAMETER = "runs"
_SEPARATOR = "."
MOST_SELECTED = 6


def selected_runs(store: RunStore) -> list[Run]:
    """Return the runs named in the address, or those chosen on another page before.

    Ids that the store does not know are left out.
    """
    named = st.query_params.get(_PARAMETER, "")
    ids = named.split(_SEPARATOR) if named else st.session_state.get("selected_runs", [])
    runs = []
    for run_id in dict.fromkeys(ids):
        try:
            runs.append(store.run(run_id))
        except KeyError:
            continue
    if runs:
        select_runs([run.id for run in runs])
    return runs[:MOST_SELECTED]


def select_runs(ids: Sequence[str]) -> None:
    """Make these runs the chosen ones, here and in the address."""
    st.session_state["selected_runs"] = list(ids)
    joined = _SEPARATOR.join(ids)
    if st.query_params.get(_PARAMETER, "") != joined:
        st.query_params[_PARAMETER] = joined


def clear_selection() -> None:
    """Choose no run, here and in the address."""
    st.session_state.pop("selected_runs", None)
    st.query_params.pop(_PARAMETER, None)


def unknown_run_ids(store: RunStore) -> list[str]:
    """Return the ids in the address that no run has."""
    named = st.query_params.get(_PARAMETER, "")
    known = {run.id for run in selected_runs(store)}
    return [run_id for run_id in named.split(_SEPARATOR) if run_id and run_id not in known]
