"""What a page shows when it has nothing to show: why, and what to do next."""

import streamlit as st

from rnnviz.runs.restore import with_networks
from rnnviz.runs.store import RunStore
from rnnviz.ui.links import runs_or_demonstration

CHECK_SECONDS = 0.5


def wait_for_networks(store: RunStore) -> None:
    """End the page while the first network is still on its way, and show it when it is there."""
    st.info(
        "The first network is being trained; this takes a few seconds.", icon=":material/timer:"
    )
    st.fragment(_reload_when_there, run_every=CHECK_SECONDS)(store)
    st.stop()


def _reload_when_there(store: RunStore) -> None:
    if with_networks(store, runs_or_demonstration(store)):
        st.rerun()


def nothing_to_show(why: str) -> None:
    """End the page with a reason and a way on."""
    with st.container(border=True):
        st.markdown(f"**{why}**")
        st.markdown("Train one in the Lab; it takes a few seconds.")
        st.page_link("pages/lab.py", label="Open the Lab", icon=":material/science:")
    st.stop()
