"""The Lab's form: a task, cells and settings in, runs to start out."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.size import parameter_count
from rnnviz.runs.spec import MAX_HIDDEN_SIZE, MAX_LAYERS, RunSpec, most_units
from rnnviz.runs.store import Run
from rnnviz.tasks import TASKS, Architecture, Task, load_task
from rnnviz.train_config import (
    OPTIMISERS,
    ORDERS,
    SCHEDULES,
    OptimiserName,
    OrderName,
    ScheduleName,
)
from rnnviz.ui.fields import whole_number
from rnnviz.ui.task_cards import chosen_card, task_cards


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
        st.session_state["lab_cells"] = list(dict.fromkeys(run.spec.cell for run in shown))
    st.session_state.setdefault("lab_cells", ["lstm", "gru"])
    if card := chosen_card():
        st.session_state["lab_task"] = card
    task_column, cells_column, button_column = st.columns([4, 5, 4], vertical_alignment="bottom")
    with task_column.container(horizontal=True, wrap=False, vertical_alignment="bottom"):
        name = st.selectbox(
            "Task", list(TASKS), format_func=lambda name: load_task(name).title, key="lab_task"
        )
        if st.button("Browse", icon=":material/grid_view:", key="lab_browse"):
            task_cards()
    task = load_task(name)
    cells = cells_column.pills(
        "Cells, trained side by side",
        list(CELLS),
        selection_mode="multi",
        format_func=lambda cell: CELLS[cell].title,
        key="lab_cells",
    )
    with button_column.container(horizontal=True, wrap=False):
        with st.popover("Settings", icon=":material/tune:", width="stretch"):
            problem, specs = _settings(task, list(cells or []))
            if problem:  # here too: the open popover covers the page
                st.warning(problem, icon=":material/edit:")
        notes = specs[0].load_task().notes if specs else ()
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
    with st.container():
        if problem:
            st.warning(problem, icon=":material/edit:")
        elif notes and not active:
            st.caption(" ".join(notes))
    return Choice(specs=specs, train=train and not problem, stop=stop)


def _settings(task: Task, cells: Sequence[str]) -> tuple[str, tuple[RunSpec, ...]]:
    """Draw the folded settings; return what is wrong with the form, and the runs if nothing is."""
    defaults = task.defaults.training
    st.caption(f"{task.title}. Data: {task.source}")
    left, right = st.columns(2)
    # Keys carry the task's name: each task keeps its own settings and brings its defaults.
    hidden_size = whole_number(
        left,
        "Hidden size",
        task.defaults.architecture.hidden_size,
        key=f"{task.name}_hidden_size",
        help=f"Units of the hidden state, 1 to {MAX_HIDDEN_SIZE}.",
    )
    epochs = whole_number(
        right,
        "Epochs",
        defaults.epochs,
        step=10,
        key=f"{task.name}_epochs",
        help="Passes over the training data.",
    )
    learning_rate = left.number_input(
        "Learning rate",
        value=defaults.learning_rate,
        step=0.001,
        format="%g",
        key=f"{task.name}_learning_rate",
        help="Size of a step. Too large and the loss jumps, too small and nothing is learnt.",
    )
    batch_size = whole_number(
        right,
        "Batch size",
        defaults.batch_size,
        key=f"{task.name}_batch_size",
        help="Examples for one update of the weights.",
    )
    num_layers = whole_number(
        left,
        "Layers",
        task.defaults.architecture.num_layers,
        key=f"{task.name}_layers",
        help=f"Recurrent layers, one on top of the other, 1 to {MAX_LAYERS}.",
    )
    dropout = right.number_input(
        "Dropout",
        value=task.defaults.architecture.dropout,
        step=0.1,
        key=f"{task.name}_dropout",
        help="Share of values set to 0 between layers while training.",
    )
    optimiser = left.selectbox(
        "Optimiser",
        get_args(OptimiserName),
        index=OPTIMISERS.index(defaults.optimiser),
        format_func={"adam": "Adam", "sgd": "SGD"}.__getitem__,
        help="Adam adapts the step size of every weight; SGD takes the gradient as it is.",
        key=f"{task.name}_optimiser",
    )
    schedule = right.selectbox(
        "Learning rate over time",
        get_args(ScheduleName),
        index=SCHEDULES.index(defaults.schedule),
        format_func={"cosine": "cosine decay to 0", "constant": "constant"}.__getitem__,
        help="Smaller steps towards the end settle the network; constant ones keep it moving.",
        key=f"{task.name}_schedule",
    )
    clip = left.number_input(
        "Gradient clip",
        value=defaults.gradient_clip if math.isfinite(defaults.gradient_clip) else None,
        step=0.1,
        placeholder="off",
        key=f"{task.name}_clip",
        help="A gradient with a larger norm is scaled down to it. Empty: no clipping.",
    )
    seed = whole_number(
        right,
        "Seed",
        0,
        key=f"{task.name}_seed",
        help="The same seed gives the same data, first weights and order of windows.",
    )
    order = left.selectbox(
        "Order of the examples",
        get_args(OrderName),
        index=ORDERS.index(defaults.order),
        format_func={
            "shuffled": "shuffled every epoch",
            "time": "as they come",
            "random_starts": "drawn at random",
        }.__getitem__,
        key=f"{task.name}_order",
    )
    patience = whole_number(
        right,
        "Patience",
        defaults.patience,
        key=f"{task.name}_patience",
        help="Epochs without a better validation loss before training ends; 0 is never.",
    )
    bidirectional = left.toggle(
        "Read in both directions",
        value=task.defaults.architecture.bidirectional,
        key=f"{task.name}_bidirectional",
    )
    options = _task_options(task.name)
    same_size = right.toggle(
        "Same number of parameters",
        key=f"{task.name}_same_size",
        help="Sizes the other cells so that all have about as many parameters as the first.",
    )
    if not cells:
        return "Choose at least one cell to train.", ()
    try:
        training = replace(
            defaults,
            epochs=epochs,
            seed=seed,
            optimiser=optimiser,
            learning_rate=learning_rate,
            schedule=schedule,
            batch_size=batch_size,
            gradient_clip=math.inf if clip is None else clip,
            order=order,
            patience=patience,
        )
        architecture = Architecture(hidden_size, num_layers, bidirectional, dropout)
        first_spec = RunSpec(task.name, cells[0], architecture, training, options)
        if same_size:
            specs = [first_spec, *(_matched(first_spec, cell, task) for cell in cells[1:])]
        else:
            specs = [replace(first_spec, cell=cell) for cell in cells]
    except ValueError as error:
        text = str(error).replace("_", " ")  # settings by their names on screen
        return f"{text[0].upper()}{text[1:]}.", ()
    return "", tuple(specs)


def _task_options(name: str) -> dict[str, Any]:
    """Draw a field for each option of a task."""
    chosen: dict[str, Any] = {}
    columns = st.columns(2)
    for place, field in enumerate(dataclasses.fields(TASKS[name].options)):
        column, told = columns[place % 2], field.metadata
        key = f"{name}_option_{field.name}"
        if told["choices"]:
            chosen[field.name] = column.selectbox(told["label"], told["choices"], key=key)
        else:
            bounds = f"From {told['low']:g} to {told['high']:g}."
            default = cast("int | float", field.default)
            chosen[field.name] = (
                whole_number(column, told["label"], default, key=key, help=bounds)
                if isinstance(default, int)
                else column.number_input(told["label"], value=default, key=key, help=bounds)
            )
    return chosen


def _matched(model: RunSpec, cell: str, task: Task) -> RunSpec:
    """Size a run of another cell to about as many parameters as the model has."""
    wanted = parameter_count(model, task)
    sized = [
        replace(model, cell=cell, architecture=replace(model.architecture, hidden_size=units))
        for units in range(1, most_units(model.task, cell, model.architecture) + 1)
    ]
    return min(sized, key=lambda spec: abs(parameter_count(spec, task) - wanted))
