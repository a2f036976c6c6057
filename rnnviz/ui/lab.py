"""The Lab: what is on stage, live, and what came of it."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.demonstration import DEMONSTRATION_ID
from rnnviz.runs.engine import EngineError
from rnnviz.runs.shared import shared_engine
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import Run, RunStore, StoreError
from rnnviz.tasks import Task
from rnnviz.ui.curves import CurveReader
from rnnviz.ui.links import runs_or_demonstration
from rnnviz.ui.live import live
from rnnviz.ui.selection import select_runs, selected_runs
from rnnviz.ui.stage import stage_packet, stage_token
from rnnviz.ui.stage_component import show_stage
from rnnviz.ui.stage_update import PictureTurns, update_packet
from rnnviz.ui.task_preview import is_another_task, show_preview
from rnnviz.ui.workspace import current_workspace, may_change

UPDATE_SECONDS = 0.5
_WATCH_SECONDS = 2.0


def runs_on_stage(store: RunStore) -> list[Run]:
    """Return what the Lab shows: the chosen runs, else those that train, else the demonstration.

    Empty on the very first visit, until the demonstration is under way.
    """
    if not selected_runs(store) and (
        training := [run for run in store.runs(current_workspace()) if run.active]
    ):
        # Chosen from here on, so that they stay when they have ended.
        select_runs([run.id for run in training[::-1]])
    return runs_or_demonstration(store)


def expect_training() -> None:
    """Have a worker load PyTorch before Train is pressed: whoever opens the Lab may press it."""
    shared_engine().warm()


def start_runs(specs: Sequence[RunSpec]) -> None:
    """Start runs and put them on stage; on failure say why, and change nothing."""
    engine = shared_engine()
    try:
        runs = [engine.submit(spec, workspace=current_workspace()) for spec in specs]
    except (EngineError, StoreError) as error:
        st.error(str(error), icon=":material/power_off:")
        return
    select_runs([run.id for run in runs])
    st.rerun()


def stop_runs(runs: Sequence[Run]) -> None:
    """Ask those of one's own runs that train to stop; the stage shows it when they have."""
    for run in runs:
        if run.active and may_change(run):
            shared_engine().stop(run.id)


def with_networks_kept(store: RunStore, runs: Sequence[Run]) -> list[Run]:
    """Return those runs of which there is a network that another page can show."""
    return [run for run in runs if store.snapshot_epochs(run.id)]


def preview(task: Task, chosen: Sequence[Run], runs: Sequence[Run]) -> bool:
    """Show the task of the form where it is another one than on stage; say if the stage is shown.

    The demonstration makes room for it: under another task's name it would be taken for that.
    """
    if not runs or not is_another_task(task, runs[0]):
        return True
    show_preview(task)
    return bool(chosen)


def live_stage(store: RunStore, runs: Sequence[Run]) -> None:
    """Show runs, brought up to date twice a second while one of them trains."""
    if "curve_reader" not in st.session_state:
        st.session_state["curve_reader"] = CurveReader()
        st.session_state["picture_turns"] = PictureTurns()
    st.session_state["stage_holds"] = ""  # a page run brings everything
    waiting = not runs or any(run.active for run in runs)
    if not waiting and any(run.status == "paused" for run in runs):
        st.fragment(live(_watch), run_every=_WATCH_SECONDS)(
            store, [(run.id, run.status) for run in runs]
        )
    st.fragment(live(_stage), run_every=UPDATE_SECONDS if waiting else None)(
        store, [run.id for run in runs]
    )


def _watch(store: RunStore, before: Sequence[tuple[str, str]]) -> None:
    """Draw the page anew when somebody resumes or stops a run, perhaps in another tab."""
    now = store.existing_runs([run_id for run_id, _ in before])
    if [(run.id, run.status) for run in now] != list(before):
        st.rerun()


def _stage(store: RunStore, ids: Sequence[str]) -> None:
    runs = store.existing_runs(ids)
    if ids and not runs:
        st.rerun()  # deleted meanwhile, perhaps in another tab
    if not runs:
        if runs_on_stage(store):
            st.rerun()
        st.info(
            "The workers are starting; the first network appears here in a few seconds.",
            icon=":material/timer:",
        )
        return
    was_active = st.session_state.get("stage_active", False)
    active = any(run.active for run in runs)
    st.session_state["stage_active"] = active
    is_demonstration = runs[0].id == DEMONSTRATION_ID
    if is_demonstration:
        st.caption(
            ("" if active else "Replay: ")
            + "An LSTM learns to predict a noisy sine wave, trained on this machine."
            + " Choose cells above and press Train to watch your own."
        )
    else:
        task = runs[0].spec.outline_task()
        st.caption(f"{task.title}: {task.summary}")
    show_stage(_packet(store, runs, replay=is_demonstration and not active))
    if was_active and not active:
        st.rerun()  # the page around has a table and a sentence to show now


def _packet(store: RunStore, runs: Sequence[Run], *, replay: bool) -> bytes:
    """Pack all, or what is new if the browser has the rest."""
    reader = st.session_state["curve_reader"]
    holds = st.session_state["stage_holds"]
    if st.session_state.pop("stage_incomplete", False):
        holds = ""
    st.session_state["stage_holds"] = stage_token(runs)
    if holds == stage_token(runs) and any(run.active for run in runs):
        return update_packet(store, runs, reader, st.session_state["picture_turns"])
    return stage_packet(store, runs, reader, replay=replay)
