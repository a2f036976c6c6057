"""The Lab's folded settings: fields in, runs to start out; every wrong field says so itself."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast, get_args

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.limits import Limits
from rnnviz.runs.run import Run
from rnnviz.runs.size import parameter_count
from rnnviz.runs.spec import MAX_HIDDEN_SIZE, MAX_LAYERS, RunSpec, most_units
from rnnviz.tasks import TASKS, Architecture, Task, task_options
from rnnviz.train_config import OptimiserName, OrderName, ScheduleName
from rnnviz.ui.fields import check_field, sentence_of, whole_number
from rnnviz.ui.task_choice import option_key


def fill_settings(runs: Sequence[Run]) -> None:
    """Write the settings of runs into the fields of their task, before these are drawn."""
    spec = runs[0].spec
    clip = spec.training.gradient_clip
    values: dict[str, Any] = {
        "hidden_size": float(spec.architecture.hidden_size),
        "layers": float(spec.architecture.num_layers),
        "dropout": float(spec.architecture.dropout),
        "bidirectional": spec.architecture.bidirectional,
        "epochs": float(spec.training.epochs),
        "learning_rate": float(spec.training.learning_rate),
        "batch_size": float(spec.training.batch_size),
        "optimiser": spec.training.optimiser,
        "schedule": spec.training.schedule,
        "clip": float(clip) if math.isfinite(clip) else None,
        "seed": float(spec.training.seed),
        "order": spec.training.order,
        "patience": float(spec.training.patience),
        "same_size": len({run.spec.architecture.hidden_size for run in runs}) > 1,
    }
    for name, value in values.items():
        st.session_state[f"{spec.task}_{name}"] = value
    for field in dataclasses.fields(TASKS[spec.task].options):
        value = spec.options.get(field.name, field.default)
        key = option_key(spec.task, field.name)
        st.session_state[key] = value if field.metadata["choices"] else float(value)


def settings(
    task: Task, cells: Sequence[str], choices: Mapping[str, str]
) -> tuple[list[str], tuple[RunSpec, ...]]:
    """Draw the settings.

    Parameters
    ----------
    task
        With what was chosen about it.
    cells
        Those to train.
    choices
        What was chosen about the task from lists, beside the task.

    Returns
    -------
    All that is wrong with the form, a sentence each, and the runs if nothing is.
    """
    defaults, shape = task.defaults.training, task.defaults.architecture
    usual = RunSpec(task.name, cells[0] if cells else next(iter(CELLS)), shape, defaults)
    problems: list[str] = []
    st.caption(f"{task.title}. Data: {task.source}")
    left, right = st.columns(2)

    # Keys carry the task's name: each task keeps its own settings and brings its defaults.
    def key(name: str, default: Any) -> str:
        st.session_state.setdefault(f"{task.name}_{name}", default)
        return f"{task.name}_{name}"

    hidden_size = whole_number(
        left,
        "Hidden size",
        shape.hidden_size,
        key=f"{task.name}_hidden_size",
        help=f"Number of units in the hidden state, 1 to {MAX_HIDDEN_SIZE}.",
    )
    check_field(
        left,
        lambda: replace(usual, architecture=replace(shape, hidden_size=hidden_size)),
        problems,
    )
    epochs = whole_number(
        right,
        "Epochs",
        defaults.epochs,
        step=10,
        key=f"{task.name}_epochs",
        help="Passes over the training data.",
    )
    check_field(right, lambda: replace(defaults, epochs=epochs), problems)
    learning_rate = left.number_input(
        "Learning rate",
        step=0.001,
        format="%g",
        key=key("learning_rate", float(defaults.learning_rate)),
        persist_state="session",
        help="Step size of the optimiser. If it is too large the loss jumps; if it is too small, "
        "learning is very slow.",
    )
    check_field(left, lambda: replace(defaults, learning_rate=learning_rate), problems)
    batch_size = whole_number(
        right,
        "Batch size",
        defaults.batch_size,
        key=f"{task.name}_batch_size",
        help="Number of examples per update of the weights.",
    )
    check_field(right, lambda: replace(defaults, batch_size=batch_size), problems)
    num_layers = whole_number(
        left,
        "Layers",
        shape.num_layers,
        key=f"{task.name}_layers",
        help=f"Recurrent layers, one on top of the other, 1 to {MAX_LAYERS}.",
    )
    check_field(
        left,
        lambda: replace(usual, architecture=Architecture(1, num_layers=num_layers)),
        problems,
    )
    dropout = right.number_input(
        "Dropout",
        step=0.1,
        key=key("dropout", float(shape.dropout)),
        persist_state="session",
        help="Share of values set to 0 between layers during training.",
    )
    check_field(
        right, lambda: replace(usual, architecture=replace(shape, dropout=dropout)), problems
    )
    optimiser = left.selectbox(
        "Optimiser",
        get_args(OptimiserName),
        format_func={"adam": "Adam", "sgd": "SGD"}.__getitem__,
        help="Adam adapts the step size of every weight; SGD uses the gradient as it is.",
        key=key("optimiser", defaults.optimiser),
        persist_state="session",
    )
    schedule = right.selectbox(
        "Learning rate over time",
        get_args(ScheduleName),
        format_func={"cosine": "cosine decay to 0", "constant": "constant"}.__getitem__,
        help="Smaller steps towards the end let the weights settle.",
        key=key("schedule", defaults.schedule),
        persist_state="session",
    )
    usual_clip = defaults.gradient_clip
    clip = left.number_input(
        "Gradient clip",
        value=None,
        step=0.1,
        placeholder="off",
        key=key("clip", float(usual_clip) if math.isfinite(usual_clip) else None),
        persist_state="session",
        help="Gradients with a larger norm are scaled down to this norm. Empty: no clipping.",
    )
    gradient_clip = math.inf if clip is None else clip
    check_field(left, lambda: replace(defaults, gradient_clip=gradient_clip), problems)
    seed = whole_number(
        right,
        "Seed",
        0,
        key=f"{task.name}_seed",
        help="The same seed gives the same data, initial weights and order of examples.",
    )
    check_field(right, lambda: replace(defaults, seed=seed), problems)
    order = left.selectbox(
        "Order of the examples",
        get_args(OrderName),
        format_func={
            "shuffled": "shuffled every epoch",
            "time": "in order of time",
            "random_starts": "drawn at random with replacement",
        }.__getitem__,
        key=key("order", defaults.order),
        persist_state="session",
    )
    patience = whole_number(
        right,
        "Patience",
        defaults.patience,
        key=f"{task.name}_patience",
        help="Epochs without a lower validation loss after which training ends; 0 means never.",
    )
    check_field(right, lambda: replace(defaults, patience=patience), problems)
    bidirectional = left.toggle(
        "Read in both directions",
        key=key("bidirectional", shape.bidirectional),
        persist_state="session",
    )
    options = _task_options(task.name, choices, problems)
    same_size = right.toggle(
        "Same number of parameters",
        key=key("same_size", False),
        persist_state="session",
        help="Chooses the sizes of the other cells so that all have about as many parameters as "
        "the first.",
    )
    if not cells:
        problems.append("Choose at least one cell to train.")
    if problems:
        return problems, ()
    try:  # what is wrong only together
        first = RunSpec(
            task.name,
            cells[0],
            Architecture(hidden_size, num_layers, bidirectional, dropout),
            replace(
                defaults,
                epochs=epochs,
                seed=seed,
                optimiser=optimiser,
                learning_rate=learning_rate,
                schedule=schedule,
                batch_size=batch_size,
                gradient_clip=gradient_clip,
                order=order,
                patience=patience,
            ),
            options,
        )
        specs: tuple[RunSpec, ...]
        if same_size:
            specs = (first, *(_matched(first, cell, task) for cell in cells[1:]))
        else:
            specs = tuple(replace(first, cell=cell) for cell in cells)
    except ValueError as error:
        st.warning(sentence_of(error), icon=":material/edit:")
        return [sentence_of(error)], ()
    limits = Limits.from_environment()
    if said := next(filter(None, map(limits.too_large, specs)), ""):
        st.warning(said, icon=":material/edit:")
        return [said], ()
    return [], specs


def _task_options(name: str, choices: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """Draw a field for each number of a task's options; return all options."""
    chosen: dict[str, Any] = dict(choices)
    columns = st.columns(2)
    fields = [f for f in dataclasses.fields(TASKS[name].options) if not f.metadata["choices"]]
    for place, field in enumerate(fields):
        column, told = columns[place % 2], field.metadata
        key = option_key(name, field.name)
        bounds = f"From {told['low']:g} to {told['high']:g}."
        default = cast("int | float", field.default)
        if isinstance(default, int):
            value: float = whole_number(column, told["label"], default, key=key, help=bounds)
        else:
            st.session_state.setdefault(key, float(default))
            value = column.number_input(
                told["label"], key=key, help=bounds, persist_state="session"
            )
        chosen[field.name] = value
        check_field(column, partial(task_options, name, {field.name: value}), problems)
    return chosen


def _matched(model: RunSpec, cell: str, task: Task) -> RunSpec:
    """Size a run of another cell to about as many parameters as the model has."""
    wanted = parameter_count(model, task)
    sized = [
        replace(model, cell=cell, architecture=replace(model.architecture, hidden_size=units))
        for units in range(1, most_units(model.task, cell, model.architecture) + 1)
    ]
    return min(sized, key=lambda spec: abs(parameter_count(spec, task) - wanted))
