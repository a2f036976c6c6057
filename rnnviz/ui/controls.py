"""The Lab's form: a task, cells and settings in, runs to start out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.spec import MAX_HIDDEN_SIZE, RunSpec
from rnnviz.runs.store import Run
from rnnviz.tasks import TASKS, Task, load_task
from rnnviz.train_config import (
    OPTIMISERS,
    SCHEDULES,
    OptimiserName,
    ScheduleName,
    TrainConfig,
)


@dataclass(frozen=True)
class Choice:
    """What the form says.

    Attributes
    ----------
    specs
        The runs to start; empty if something in the form is wrong.
    train
        Whether Train was pressed just now.
    stop
        Whether Stop was pressed just now.
    """

    specs: tuple[RunSpec, ...]
    train: bool
    stop: bool


def lab_controls(shown: Sequence[Run]) -> Choice:
    """Draw the form.

    Parameters
    ----------
    shown
        The runs that the person has chosen to see. The form begins with their task, and while
        one of them trains, Stop stands where Train was.
    """
    active = any(run.active for run in shown)
    if "lab_task" not in st.session_state and shown:
        st.session_state["lab_task"] = shown[0].spec.task
    task_column, cells_column, button_column = st.columns([3, 5, 4], vertical_alignment="bottom")
    name = task_column.selectbox(
        "Task",
        list(TASKS),
        format_func=lambda name: load_task(name).title,
        key="lab_task",
        help="\n\n".join(f"**{task.title}**: {task.summary}" for task in map(load_task, TASKS)),
    )
    task = load_task(name)
    cells = cells_column.pills(
        "Cells, trained side by side",
        list(CELLS),
        selection_mode="multi",
        default=["lstm", "gru"],
        format_func=lambda cell: CELLS[cell].title,
        key="lab_cells",
    )
    with button_column.container(horizontal=True, wrap=False):
        with st.popover("Settings", icon=":material/tune:", width="stretch"):
            problem, specs = _settings(task, list(cells or []))
        stop = active and st.button(
            "Stop",
            icon=":material/stop:",
            width="stretch",
            key="lab_stop",
            help="Ends the training. What was learnt so far stays.",
        )
        train = not active and st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            disabled=bool(problem),
            key="lab_train",
        )
    if problem:
        st.warning(problem, icon=":material/edit:")
    return Choice(specs=specs, train=train and not problem, stop=stop)


def _settings(task: Task, cells: Sequence[str]) -> tuple[str, tuple[RunSpec, ...]]:
    """Draw the folded settings; return what is wrong with the form, and the runs if nothing is."""
    defaults = task.defaults.training
    st.caption(f"{task.title}. Data: {task.source}")
    left, right = st.columns(2)
    # Keys carry the task's name: each task keeps its own settings and brings its defaults.
    hidden_size = left.number_input(
        "Hidden units",
        value=task.defaults.hidden_size,
        step=1,
        key=f"{task.name}_hidden_size",
        help=f"Size of the hidden state, 1 to {MAX_HIDDEN_SIZE}.",
    )
    epochs = right.number_input(
        "Epochs",
        value=defaults.epochs,
        step=10,
        key=f"{task.name}_epochs",
        help="Passes over the training data.",
    )
    learning_rate = left.number_input(
        "Learning rate",
        value=defaults.learning_rate,
        step=0.001,
        format="%.4f",
        key=f"{task.name}_learning_rate",
        help="Size of a step. Too large and the loss jumps, too small and nothing is learnt.",
    )
    batch_size = right.number_input(
        "Batch size",
        value=defaults.batch_size,
        step=1,
        key=f"{task.name}_batch_size",
        help="Windows a step.",
    )
    optimiser = left.selectbox(
        "Optimiser",
        get_args(OptimiserName),
        index=OPTIMISERS.index(defaults.optimiser),
        format_func={"adam": "Adam", "sgd": "SGD"}.__getitem__,
        key=f"{task.name}_optimiser",
    )
    schedule = right.selectbox(
        "Learning rate over time",
        get_args(ScheduleName),
        index=SCHEDULES.index(defaults.schedule),
        format_func={"cosine": "cosine decay to 0", "constant": "constant"}.__getitem__,
        key=f"{task.name}_schedule",
    )
    clip = left.number_input(
        "Gradient clip",
        value=None,
        step=0.1,
        placeholder="off",
        key=f"{task.name}_clip",
        help="Largest norm of the gradient; empty means off.",
    )
    seed = right.number_input(
        "Seed",
        value=0,
        step=1,
        key=f"{task.name}_seed",
        help="The same seed gives the same data, first weights and order of windows.",
    )
    same_size = st.toggle(
        "Same number of parameters",
        key=f"{task.name}_same_size",
        help="Sizes the other cells so that all have about as many parameters as the first.",
    )
    if not cells:
        return "Choose at least one cell to train.", ()
    try:
        training = TrainConfig(
            epochs=epochs,
            seed=seed,
            optimiser=optimiser,
            learning_rate=learning_rate,
            schedule=schedule,
            batch_size=batch_size,
            gradient_clip=math.inf if clip is None else clip,
        )
        first_spec = RunSpec(task.name, cells[0], hidden_size, training)
        specs = [replace(first_spec, cell=cell) for cell in cells]
        if same_size:
            specs = [first_spec, *(_matched(first_spec, spec, task) for spec in specs[1:])]
    except ValueError as error:
        text = str(error).replace("_", " ")  # settings by their names on screen
        return f"{text[0].upper()}{text[1:]}.", ()
    return "", tuple(specs)


def _matched(model: RunSpec, other: RunSpec, task: Task) -> RunSpec:
    """Size a run so that its recurrent layer has about as many parameters as the model's."""
    wanted = CELLS[model.cell].parameter_count(task.input_size, model.hidden_size)
    cell = CELLS[other.cell]
    size = min(
        range(1, MAX_HIDDEN_SIZE + 1),
        key=lambda units: abs(cell.parameter_count(task.input_size, units) - wanted),
    )
    return replace(other, hidden_size=size)
