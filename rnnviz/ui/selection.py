"""Which runs a person looks at: kept in the address, carried from page to page."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.runs.store import Run, RunStore
from rnnviz.ui.plain import plain

_PARAMETER = "runs"
_SEPARATOR = "."
_CHOSEN = "selected_runs"
_CHOSEN_ON = "selected_on_page"
_PAGE = "page_shown"
MOST_SELECTED = 6
# As many as one sweep starts, and some; each is looked up.
MOST_NAMED = 200
_MOST_TOLD = 6
_LONGEST_TOLD = 20


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
    named = _ids_of_address()
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


def named_runs(store: RunStore) -> list[Run]:
    """Return all runs of the selection, also those that no one picture can show together."""
    chosen = selection(store)
    found = {run.id: run for run in (*chosen.runs, *chosen.left_out)}
    # Where some are unknown the address names them still; else it names what was found.
    return [found[run_id] for run_id in dict.fromkeys(_ids_of_address()) if run_id in found]


def _ids_of_address() -> list[str]:
    written = st.query_params.get(_PARAMETER, "").split(_SEPARATOR, MOST_NAMED)[:MOST_NAMED]
    return [run_id for run_id in written if run_id]


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


def selection_notices(store: RunStore, *, any_runs: bool = False) -> None:
    """Say what of the address cannot be shown."""
    chosen = selection(store)
    if chosen.unknown:
        st.warning(
            f"This address names runs that do not exist here: {_told(chosen.unknown)}. "
            "They were deleted, or belong to another installation.",
            icon=":material/link_off:",
        )
    if chosen.left_out and not any_runs:
        st.info(
            f"{len(chosen.left_out)} more of the chosen runs "
            f"{'is' if len(chosen.left_out) == 1 else 'are'} not shown: one picture holds up to "
            f"{MOST_SELECTED} runs on the same data.",
            icon=":material/filter_alt:",
        )


def _told(ids: Sequence[str]) -> str:
    """Name some ids: whoever made the link wrote them, so they are neither long nor markup."""
    names = [
        plain(one if len(one) <= _LONGEST_TOLD else f"{one[:_LONGEST_TOLD]}…")
        for one in ids[:_MOST_TOLD]
    ]
    more = len(ids) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
