"""The Lab's form: a task, cells and settings in, runs to start out."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import Run
from rnnviz.tasks import TASKS, Task
from rnnviz.ui.settings import fill_settings, settings
from rnnviz.ui.task_cards import chosen_card, task_cards
from rnnviz.ui.task_choice import choice_fields, short_title, task_as_chosen

# The story that most tasks tell: what a plain cell forgets and a gated one keeps.
FIRST_CELLS = ("rnn_tanh", "lstm")
_FORM_OF = "lab_form_of"


@dataclass(frozen=True)
class Choice:
    """What the form says.

    Attributes
    ----------
    task
        The chosen task, with what was chosen about it.
    specs
        The runs to start; empty if something in the form is wrong.
    train
        Whether Train was pressed just now.
    stop
        Whether Stop was pressed just now.
    """

    task: Task
    specs: tuple[RunSpec, ...]
    train: bool
    stop: bool


def lab_controls(shown: Sequence[Run]) -> Choice:
    """Draw the form.

    Parameters
    ----------
    shown
        The runs that the person has chosen to see. The form begins with their task and settings,
        and while one of them trains, Stop stands where Train was.
    """
    active = any(run.active for run in shown)
    _begin_with(shown)
    task_column, cells_column, button_column = st.columns([10, 9, 8], vertical_alignment="bottom")
    with task_column.container(horizontal=True, wrap=False, vertical_alignment="bottom"):
        name = st.selectbox(
            "Task", list(TASKS), format_func=short_title, key="lab_task", persist_state="session"
        )
        choices = choice_fields(name)
        if st.button("Browse", icon=":material/grid_view:", key="lab_browse"):
            task_cards()
    task = task_as_chosen(name)
    cells = cells_column.pills(
        "Cells, trained side by side",
        list(CELLS),
        selection_mode="multi",
        format_func=lambda cell: CELLS[cell].title,
        key="lab_cells",
        persist_state="session",
    )
    with button_column.container(horizontal=True, wrap=False):
        with st.popover("Settings", icon=":material/tune:", width="stretch", key="lab_settings"):
            problems, specs = settings(task, list(cells or []), choices)
        stop = active and st.button(
            "Stop",
            icon=":material/stop:",
            width="stretch",
            key="lab_stop",
            help="Ends the training. What was learnt so far is kept.",
        )
        train = not active and st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            disabled=bool(problems),
            key="lab_train",
        )
    if specs:
        task = specs[0].outline_task()
    with st.container():
        if problems:  # each stands beside its field too, but Settings may be closed
            st.warning("\n\n".join(problems), icon=":material/edit:")
        elif task.notes and not active:
            st.caption(" ".join(task.notes))
    return Choice(task=task, specs=specs, train=train and not problems, stop=stop)


def _begin_with(shown: Sequence[Run]) -> None:
    """Fill the form from what is shown, whenever other runs are shown than before."""
    ids = [run.id for run in shown]
    if ids and st.session_state.get(_FORM_OF) != ids:
        st.session_state["lab_task"] = shown[0].spec.task
        st.session_state["lab_cells"] = list(dict.fromkeys(run.spec.cell for run in shown))
        fill_settings(shown)
    st.session_state[_FORM_OF] = ids
    st.session_state.setdefault("lab_cells", list(FIRST_CELLS))
    if card := chosen_card():
        st.session_state["lab_task"] = card
