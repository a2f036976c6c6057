"""Everything that was trained: find it, name it, take it further."""

import streamlit as st

from rnnviz.ui.header import page_header
from rnnviz.ui.run_details import run_details
from rnnviz.ui.run_table import run_table
from rnnviz.ui.selection import named_runs
from rnnviz.ui.undo import offer_undo

store = page_header(
    "Runs",
    "All trained networks: find, rename, resume, duplicate, download or delete them.",
    any_runs=True,
)
table = st.container()
with st.container():  # where Delete stood: what is above may have been scrolled away
    offer_undo(store)
if chosen := named_runs(store):
    run_details(store, chosen)
with table:  # last: without a run of one's own the page ends with it
    run_table(store)
