"""Which runs a person looks at: kept in the address, carried from page to page."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.runs.store import Run, RunStore

_PARAMETER = "runs"
_SEPARATOR = "."
_CHOSEN = "selected_runs"
_CHOSEN_ON = "selected_on_page"
_PAGE = "page_shown"
MOST_SELECTED = 6


@dataclass(frozen=True)
class Selection:
    """The runs of the address, and what of it cannot be shown.

    Attributes
    ----------
    runs
        Runs about the same data, at most six.
    unknown
        Ids that no run has.
    left_out
        Runs about other data than the first one's, or beyond the sixth.
    """

    runs: tuple[Run, ...]
    unknown: tuple[str, ...]
    left_out: tuple[Run, ...]


def enter_page(title: str) -> None:
    """Note which page is shown; every page calls this before it asks for the selection."""
    if st.session_state.get(_PAGE) != title:
        st.session_state.pop(_CHOSEN_ON, None)
    st.session_state[_PAGE] = title


def selection(store: RunStore) -> Selection:
    """Return the runs named in the address, or those chosen on another page before."""
    named = [run_id for run_id in st.query_params.get(_PARAMETER, "").split(_SEPARATOR) if run_id]
    if not named and st.session_state.get(_CHOSEN_ON):
        # The address named runs on this very page and no longer does: the Back button.
        clear_selection()
    ids = named or st.session_state.get(_CHOSEN, [])
    found: list[Run] = []
    unknown: list[str] = []
    for run_id in dict.fromkeys(ids):
        try:
            found.append(store.run(run_id))
        except KeyError:
            unknown.append(run_id)
    if not found:
        return Selection((), tuple(unknown), ())
    shown = [run for run in found if run.spec.same_data(found[0].spec)][:MOST_SELECTED]
    if not unknown:
        select_runs([run.id for run in found])
    return Selection(tuple(shown), tuple(unknown), tuple(run for run in found if run not in shown))


def selected_runs(store: RunStore) -> list[Run]:
    """Return the runs of the selection that can be shown together."""
    return list(selection(store).runs)


def select_runs(ids: Sequence[str]) -> None:
    """Make these runs the chosen ones, here and in the address."""
    st.session_state[_CHOSEN] = list(ids)
    st.session_state[_CHOSEN_ON] = st.session_state.get(_PAGE)
    joined = _SEPARATOR.join(ids)
    if st.query_params.get(_PARAMETER, "") != joined:
        st.query_params[_PARAMETER] = joined


def clear_selection() -> None:
    """Choose no run, here and in the address."""
    st.session_state.pop(_CHOSEN, None)
    st.session_state.pop(_CHOSEN_ON, None)
    st.query_params.pop(_PARAMETER, None)


def selection_notices(store: RunStore) -> None:
    """Say what of the address cannot be shown."""
    chosen = selection(store)
    if chosen.unknown:
        st.warning(
            f"This address names runs that are not here: {', '.join(chosen.unknown)}. "
            "They were deleted, or belong to another installation.",
            icon=":material/link_off:",
        )
    if chosen.left_out:
        st.info(
            f"{len(chosen.left_out)} more of the chosen runs are about other data, or one too "
            f"many for one picture ({MOST_SELECTED}).",
            icon=":material/filter_alt:",
        )
