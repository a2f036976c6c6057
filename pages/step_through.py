"""Step through trained networks, one step at a time."""

import streamlit as st

from rnnviz.runs.restore import restore_task, with_networks
from rnnviz.ui.empty import wait_for_networks
from rnnviz.ui.header import page_header
from rnnviz.ui.links import runs_or_demonstration
from rnnviz.ui.player import layer_choice, network_choice, show_player
from rnnviz.ui.sequence_choice import TYPED, data_choice, sample_choice
from rnnviz.ui.typed_choice import forget_typed, typed_sequence

store = page_header("Step through", "Every gate of every unit, with its numbers in the equations.")
runs = with_networks(store, runs_or_demonstration(store))
if not runs:
    wait_for_networks(store)
task = restore_task(runs[0])
with st.container(key="step_options", horizontal=True, vertical_alignment="center", gap="medium"):
    data = data_choice()
    sequence = None if data == TYPED else sample_choice(task, data)
    layer = layer_choice(runs[0], task)
    if len(runs) > 1:
        runs = network_choice(runs)
with st.container(key="own_sequence"):  # what comes and goes here must not move the player
    if sequence is None:
        sequence = typed_sequence(task)
    else:
        forget_typed()
show_player(store, runs, sequence, layer)
