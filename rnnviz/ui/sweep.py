"""A small sweep: cells times sizes times seeds, started from one form."""

import re
import reprlib
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.engine import EngineError
from rnnviz.runs.run import Run
from rnnviz.runs.shared import shared_engine
from rnnviz.runs.spec import MAX_HIDDEN_SIZE, RunSpec
from rnnviz.runs.store import StoreError
from rnnviz.tasks import TASKS, outline_task
from rnnviz.ui.fields import short_text
from rnnviz.ui.plain import plain
from rnnviz.ui.selection import select_runs
from rnnviz.ui.workspace import current_workspace

MOST_RUNS = 60
MOST_SIZES = 100


def sweep_specs(
    task: str,
    cells: Sequence[str],
    sizes: Sequence[int],
    seeds: Sequence[int],
    epochs: int,
    data_seed: int = 0,
) -> tuple[RunSpec, ...]:
    """Return every combination, all else as the task has it by default.

    Runs of one seed stand together, so that after the first of them every setting has a result.
    All learn from the same data, so that seeds differ by chance alone.

    Raises
    ------
    ValueError
        If there is none or more than 60, or a value is out of its range.
    """
    for name, values in (("cell", cells), ("size", sizes), ("seed", seeds)):
        if not values:
            raise ValueError(f"choose at least one {name}")
    count = len(cells) * len(sizes) * len(seeds)
    if count > MOST_RUNS:
        raise ValueError(f"this would be {count} runs; at most {MOST_RUNS} can be started at once")
    usual = outline_task(task).defaults
    return tuple(
        RunSpec(
            task,
            cell,
            replace(usual.architecture, hidden_size=size),
            replace(usual.training, seed=seed, epochs=epochs),
            data_seed=data_seed,
        )
        for seed in seeds
        for cell in cells
        for size in sizes
    )


def read_sizes(text: str) -> tuple[int, ...]:
    """Read sizes as a person types them, ``8, 16 32``; each one once, in the order typed.

    Raises
    ------
    ValueError
        If something else stands there, or a size is out of its range.
    """
    sizes = []
    for word in re.split(r"[\s,;]+", text.strip()):
        if not word:
            continue
        is_number = word.isascii() and word.isdigit() and len(word) < 9
        if not (is_number and 1 <= int(word) <= MAX_HIDDEN_SIZE):
            raise ValueError(
                f"sizes are whole numbers from 1 to {MAX_HIDDEN_SIZE}, not {reprlib.repr(word)}"
            )
        sizes.append(int(word))
    return tuple(dict.fromkeys(sizes))


def sweep_form(shown: Sequence[Run]) -> None:
    """Draw the form. It begins with the task of the runs that are shown."""
    if "sweep_task" not in st.session_state and shown:
        st.session_state["sweep_task"] = shown[0].spec.task
    left, right = st.columns(2)
    task = left.selectbox(
        "Task", list(TASKS), format_func=lambda name: outline_task(name).title, key="sweep_task"
    )
    usual = outline_task(task).defaults
    cells = right.pills(
        "Cells",
        list(CELLS),
        default=["rnn_tanh", "lstm", "gru"],
        selection_mode="multi",
        format_func=lambda cell: CELLS[cell].title,
        key="sweep_cells",
    )
    size = usual.architecture.hidden_size
    drawn = TASKS[task].drawn
    # Keys carry the task's name: each task brings its own defaults.
    left, epochs_column, seeds_column, first_column, *data_column = st.columns(
        [2, 1, 1, 1, 1] if drawn else [3, 1, 1, 1]
    )
    with left:
        text = short_text(
            "Hidden sizes",
            MOST_SIZES,
            value=f"{max(1, size // 2)}, {size}",
            key=f"sweep_sizes_{task}",
            help=f"Numbers of hidden units, from 1 to {MAX_HIDDEN_SIZE}, separated by commas.",
        )
    seeds = seeds_column.number_input(
        "Seeds",
        value=3,
        min_value=1,
        max_value=20,
        step=1,
        key="sweep_seeds",
        help="How many times each setting is trained, each time with another seed. The spread "
        "over seeds shows how large a difference chance alone can make.",
    )
    first = first_column.number_input(
        "First seed", value=0, min_value=0, max_value=10**6, step=1, key="sweep_first_seed"
    )
    data_seed = 0
    for column in data_column:
        data_seed = column.number_input(
            "Data seed",
            value=0,
            min_value=0,
            max_value=10**6,
            step=1,
            key="sweep_data_seed",
            help="Sets the random data of this task, the same for all runs of the sweep.",
        )
    epochs = epochs_column.number_input(
        "Epochs",
        value=usual.training.epochs,
        min_value=1,
        max_value=100_000,
        step=10,
        key=f"sweep_epochs_{task}",
    )
    try:
        sizes = read_sizes(text)
        specs = sweep_specs(
            task, list(cells or []), sizes, range(first, first + seeds), epochs, data_seed
        )
    except ValueError as error:
        # It repeats some of what was typed.
        st.warning(plain(f"{str(error)[0].upper()}{str(error)[1:]}."), icon=":material/edit:")
        specs = ()
    if specs:
        st.markdown(
            f"{_count(len(cells or []), 'cell')} × {_count(len(sizes), 'size')} × "
            f"{_count(seeds, 'seed')} = **{_count(len(specs), 'run')}** of "
            f"{_count(int(epochs), 'epoch')} each; all other settings are the task's defaults. "
            "Each seed has its own initial weights and order of examples; "
            f"{_about_data(drawn, data_seed)}."
        )
    if st.button(
        f"Start {_count(len(specs), 'run')}" if specs else "Start",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not specs,
        key="sweep_start",
    ):
        _start(specs)


def _about_data(drawn: bool, data_seed: int) -> str:
    if drawn:
        return f"all use the same data, drawn with seed {data_seed}"
    return "all use the same data"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _start(specs: Sequence[RunSpec]) -> None:
    """Queue all runs and show them; on failure say why, and show those that were queued."""
    started: list[Run] = []
    try:
        engine = shared_engine()
        for spec in specs:
            started.append(engine.submit(spec, workspace=current_workspace()))
    except (EngineError, StoreError) as error:
        said = f" {len(started)} of {len(specs)} runs were started." if started else ""
        st.error(f"{error}{said}", icon=":material/power_off:")
    if started:
        select_runs([run.id for run in started])
    if len(started) == len(specs):
        st.rerun()
