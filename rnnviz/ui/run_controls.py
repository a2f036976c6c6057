"""What can be done with runs that train or could go on: pause, resume, stop, pace."""

import math
from collections.abc import Callable, Sequence

import streamlit as st

from rnnviz.runs.engine import EngineError
from rnnviz.runs.run import FULL_SPEED, ONE_EPOCH_A_CLICK, Run
from rnnviz.runs.shared import engine_problem, shared_engine
from rnnviz.runs.store import StoreError
from rnnviz.ui.workspace import own_runs

PACES = (FULL_SPEED, 20.0, 5.0, 1.0, ONE_EPOCH_A_CLICK)


def run_controls(runs: Sequence[Run]) -> None:
    """Draw a row of buttons for runs that train or could go on; nothing if there are none."""
    if problem := engine_problem():
        st.error(problem, icon=":material/save_as:")
    moving = [run for run in runs if run.active or run.resumable]
    mine = own_runs(moving)
    if moving and not mine:
        st.caption(
            ":material/visibility: These runs belong to someone else: you can only watch them."
        )
    if not mine:
        return
    active = [run for run in mine if run.active]
    resumable = [run for run in mine if run.resumable]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if active and st.button(
            "Pause",
            icon=":material/pause:",
            key="lab_pause",
            help="Frees the worker for the next run. *Resume* continues the run; its results are "
            "the same as without a pause.",
        ):
            _for_each(active, shared_engine().pause)
        if resumable and st.button(
            "Resume",
            icon=":material/resume:",
            key="lab_resume",
            help="Continues after the last saved epoch. The results are the same as without an "
            "interruption.",
        ):
            _for_each(resumable, shared_engine().resume)
        if (
            resumable
            and not active
            and st.button(
                "Stop",
                icon=":material/stop:",
                key="lab_stop_paused",
                help="Ends the training for good. What was learnt so far is kept.",
            )
        ):
            _for_each(resumable, shared_engine().stop)
        pace = _pace(mine)
        if (
            active
            and pace == ONE_EPOCH_A_CLICK
            and st.button("Next epoch", icon=":material/skip_next:", key="lab_next_epoch")
        ):
            engine = shared_engine()
            for run in active:
                engine.step(run.id)


def pace_in_words(pace: float) -> str:
    """Say a pace: ``full speed``, ``5 epochs per second``, ``one epoch per click``."""
    if math.isinf(pace):
        return "full speed"
    if pace == ONE_EPOCH_A_CLICK:
        return "one epoch per click"
    return f"{pace:g} epochs per second" if pace != 1 else "1 epoch per second"


def _pace(mine: Sequence[Run]) -> float:
    """Offer a pace; it changes while the runs train, and changes no result."""
    # Of these runs: others keep the pace that they have.
    key = f"lab_pace_{mine[0].id}"
    paces = sorted({*PACES, mine[0].pace}, reverse=True)
    pace = st.selectbox(
        "Pace",
        paces,
        index=paces.index(mine[0].pace),
        format_func=pace_in_words,
        key=key,
        label_visibility="collapsed",
        width=190,
    )
    changed = [run for run in mine if run.pace != pace]
    if changed:
        engine = shared_engine()
        for run in changed:
            engine.set_pace(run.id, pace)
    return float(pace)


def _for_each(runs: Sequence[Run], act: Callable[[str], object]) -> None:
    """Do something with every run and draw the page anew; on failure say why."""
    try:
        for run in runs:
            act(run.id)
    except (EngineError, StoreError, ValueError) as error:
        st.error(str(error), icon=":material/power_off:")
        return
    st.rerun()
