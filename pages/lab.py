"""Pick a task and cells, train them, watch."""

import streamlit as st

from rnnviz.ui.advice import advise
from rnnviz.ui.controls import lab_controls
from rnnviz.ui.earlier import earlier_runs
from rnnviz.ui.header import page_header
from rnnviz.ui.lab import (
    expect_training,
    live_stage,
    preview,
    runs_on_stage,
    start_runs,
    stop_runs,
    with_networks_kept,
)
from rnnviz.ui.links import next_pages
from rnnviz.ui.results import show_results
from rnnviz.ui.run_controls import run_controls
from rnnviz.ui.selection import selected_runs
from rnnviz.ui.workspace import own_runs

store = page_header(
    "Lab", "Watch recurrent networks learn. All curves and states come from real training."
)
expect_training()
runs = runs_on_stage(store)
chosen = selected_runs(store)
choice = lab_controls(own_runs(chosen))
if choice.train:
    start_runs(choice.specs)
if choice.stop:
    stop_runs(chosen)
with st.container():  # always there, so that what comes and goes in it moves nothing below
    run_controls(chosen)
    advise(chosen)
with st.container():
    on_stage = preview(choice.task, chosen, runs)
if on_stage:
    live_stage(store, runs)
if chosen and not any(run.active for run in chosen):
    show_results(store, chosen)
    if kept := with_networks_kept(store, chosen):
        next_pages(kept)
earlier_runs(store)
