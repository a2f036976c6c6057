"""A run once more, with some of its settings changed."""

from dataclasses import replace

import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.engine import EngineError
from rnnviz.runs.run import Run
from rnnviz.runs.shared import shared_engine
from rnnviz.runs.spec import MAX_HIDDEN_SIZE, MAX_LAYERS
from rnnviz.runs.store import StoreError
from rnnviz.ui.fields import sentence_of, whole_number
from rnnviz.ui.selection import select_runs
from rnnviz.ui.workspace import current_workspace


def duplicate_form(run: Run) -> None:
    """Draw a form with a run's settings; what is sent off starts as a run of its own."""
    shape, training = run.spec.architecture, run.spec.training
    with st.form(f"duplicate_{run.id}", border=False):
        cell = st.selectbox(
            "Cell",
            list(CELLS),
            index=list(CELLS).index(run.spec.cell),
            format_func=lambda name: CELLS[name].title,
            key=f"duplicate_cell_{run.id}",
        )
        left, right = st.columns(2)
        hidden_size = whole_number(
            left,
            f"Hidden size (1 to {MAX_HIDDEN_SIZE})",
            shape.hidden_size,
            key=f"duplicate_hidden_size_{run.id}",
        )
        num_layers = whole_number(
            right,
            f"Layers (1 to {MAX_LAYERS})",
            shape.num_layers,
            key=f"duplicate_layers_{run.id}",
        )
        epochs = whole_number(
            left, "Epochs", training.epochs, step=10, key=f"duplicate_epochs_{run.id}"
        )
        learning_rate = right.number_input(
            "Learning rate",
            value=training.learning_rate,
            step=0.001,
            format="%g",
            key=f"duplicate_learning_rate_{run.id}",
        )
        seed = whole_number(
            left,
            "Seed",
            training.seed,
            key=f"duplicate_seed_{run.id}",
            help="Sets the initial weights and the order of the examples. The data stay the same.",
        )
        st.caption("All other settings stay the same.")
        sent = st.form_submit_button("Start", type="primary", icon=":material/play_arrow:")
    if not sent:
        return
    try:
        spec = replace(
            run.spec,
            cell=cell,
            architecture=replace(shape, hidden_size=hidden_size, num_layers=num_layers),
            training=replace(training, epochs=epochs, learning_rate=learning_rate, seed=seed),
        )
    except ValueError as error:
        st.warning(sentence_of(error), icon=":material/edit:")
        return
    try:
        started = shared_engine().submit(spec, workspace=current_workspace())
    except (EngineError, StoreError) as error:
        st.error(str(error), icon=":material/power_off:")
        return
    select_runs([started.id])
    st.rerun()
