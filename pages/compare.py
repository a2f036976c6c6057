"""Runs against each other: curves, results, gates and settings."""

import streamlit as st

from rnnviz.ui.compare import choose_runs, compare, nothing_chosen
from rnnviz.ui.header import page_header
from rnnviz.ui.selection import named_runs

store = page_header(
    "Compare",
    "Which cell and size do best, and whether the difference may be chance.",
    any_runs=True,
)
runs = named_runs(store)
with st.container():
    choose_runs(store, runs)
if runs:
    compare(store, runs)
else:
    nothing_chosen()
