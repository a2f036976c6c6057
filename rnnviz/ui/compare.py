"""Compare: any runs against each other, those of the same data in one picture."""

import json
from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.engine import EngineError
from rnnviz.runs.groups import group_by_setting
from rnnviz.runs.progress import Progress, seconds_left, share_done
from rnnviz.runs.run import Run
from rnnviz.runs.shared import shared_engine
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.ui.compare_curves import UPDATE_SECONDS, show_curves
from rnnviz.ui.compare_results import show_results
from rnnviz.ui.gate_saturation import show_saturation
from rnnviz.ui.group_labels import differences, group_labels, run_labels
from rnnviz.ui.labels import size_in_words
from rnnviz.ui.links import open_elsewhere
from rnnviz.ui.live import live
from rnnviz.ui.plain import plain
from rnnviz.ui.run_rows import run_title, task_of
from rnnviz.ui.selection import clear_selection, select_runs
from rnnviz.ui.stage import readable_seconds
from rnnviz.ui.sweep import MOST_RUNS, sweep_form
from rnnviz.ui.workspace import current_workspace, may_change

MOST_SENTENCES = 12
_ENDED = "compare_ended"


def choose_runs(store: RunStore, chosen: Sequence[Run]) -> None:
    """Offer the runs of the workspace to be compared, and the form of a sweep."""
    found = {run.id: run for run in (*chosen, *store.runs(current_workspace()))}
    left, right = st.columns(2) if chosen else (st.container(), None)
    with left.popover("Choose runs", icon=":material/checklist:", width="stretch"):
        st.session_state["compare_runs"] = [run.id for run in chosen]
        st.multiselect(
            f"Runs, at most {MOST_RUNS}",
            list(found),
            format_func=lambda run_id: _option(found[run_id]),
            key="compare_runs",
            max_selections=MOST_RUNS,
            on_change=_take_choice,
            placeholder="Name, task or cell",
        )
        st.caption("The Runs page has details and filters.")
    if right is not None:
        with right.popover("Start a sweep", icon=":material/grid_view:", width="stretch"):
            sweep_form(chosen)


def nothing_chosen() -> None:
    """Say what the page is for when there is nothing to compare."""
    with st.container(border=True):
        st.markdown("**Choose some runs above, or start a small sweep here.**")
        st.markdown(
            "A sweep trains several cells at several sizes, each with several seeds. You then see "
            "their learning curves side by side, their results with the spread over seeds, how "
            "often their gates saturate, and how their settings differ."
        )
        sweep_form(())


def compare(store: RunStore, runs: Sequence[Run]) -> None:
    """Show everything about runs side by side; one part for each data that they are about."""
    by_data: dict[tuple[str, str], list[Run]] = {}
    for run in runs[:MOST_RUNS]:
        options = json.dumps(dict(run.spec.options), sort_keys=True)
        by_data.setdefault((run.spec.task, options), []).append(run)
    if len(runs) > MOST_RUNS:
        more = len(runs) - MOST_RUNS
        st.info(
            f"At most {MOST_RUNS} runs are compared at once; "
            f"{more} more {'is' if more == 1 else 'are'} not shown."
        )
    active = any(run.active for run in runs)
    st.session_state[_ENDED] = sum(not run.active for run in runs)
    st.fragment(live(_progress), run_every=UPDATE_SECONDS if active else None)(
        store, [run.id for run in runs]
    )
    for about in by_data.values():
        _compare_of_one_data(store, about)


def _compare_of_one_data(store: RunStore, runs: Sequence[Run]) -> None:
    groups = group_by_setting(runs)
    labels = group_labels(groups)
    named = run_labels(groups, labels)
    task = task_of(runs[0])
    st.markdown(f"#### {plain(task.title)}")
    st.caption(plain(task.summary))
    open_elsewhere(runs, here="compare")
    show_curves(store, groups, labels)
    st.markdown("##### Results on the test split")
    show_results(store, task, groups, labels, named)
    if told := differences(groups, labels):
        st.markdown("##### Differences between the settings")
        st.markdown("\n".join(f"- {plain(words)}" for words in told[:MOST_SENTENCES]))
        if len(told) > MOST_SENTENCES:
            more = len(told) - MOST_SENTENCES
            st.caption(f"and {more} more setting{'' if more == 1 else 's'}")
    show_saturation(store, groups, named)


def _progress(store: RunStore, ids: Sequence[str]) -> None:
    """Show how far all runs together are; draw the page anew when one more has ended."""
    found = store.progress(ids)
    ended = sum(not one.run.active for one in found)
    if found and ended != st.session_state.get(_ENDED):
        st.rerun()
    if not found or ended == len(found):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(share_done(found), text=progress_in_words(found), width="stretch")
        mine = [one.run for one in found if one.run.active and may_change(one.run)]
        if mine and st.button(
            "Stop all",
            icon=":material/stop:",
            key="compare_stop",
            help="Ends these runs. What they have learnt so far is kept.",
        ):
            try:
                for run in mine[::-1]:  # those that wait first, or they would begin meanwhile
                    shared_engine().stop(run.id)
            except (EngineError, StoreError) as error:
                st.error(str(error), icon=":material/power_off:")


def progress_in_words(found: Sequence[Progress]) -> str:
    """Say how far runs are: ``7 of 18 runs have ended, 2 are training, about 12 s left``."""
    ended = sum(not one.run.active for one in found)
    training = sum(one.run.status == "running" for one in found)
    words = f"{ended} of {len(found)} {'run has' if len(found) == 1 else 'runs have'} ended"
    words += f", {training} {'is' if training == 1 else 'are'} training"
    left = seconds_left(found)
    return words if left is None else f"{words}, about {readable_seconds(left)} left"


def _option(run: Run) -> str:
    size = size_in_words(run.spec.architecture)
    return f"{run_title(run)}, {size}, seed {run.spec.training.seed} ({run.id})"


def _take_choice() -> None:
    chosen = st.session_state["compare_runs"]
    if chosen:
        select_runs(chosen)
    else:
        clear_selection()
