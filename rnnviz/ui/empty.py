"""What a page shows when it has nothing to show: why, and what to do next."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.restore import with_networks
from rnnviz.runs.store import Run, RunStore
from rnnviz.ui.advice import as_sentence
from rnnviz.ui.labels import short_labels
from rnnviz.ui.links import runs_or_demonstration
from rnnviz.ui.live import live

CHECK_SECONDS = 0.5


def wait_for_networks(store: RunStore) -> None:
    """End the page while the first network is still on its way, and show it when it is there.

    If none is on its way, say so.
    """
    runs = runs_or_demonstration(store)
    if runs and not any(run.active for run in runs):
        names = ", ".join(short_labels(runs).values())
        why = as_sentence(runs[0].sentence)
        nothing_to_show(f"There is no network to show for {names}. {why}", runs)
    if runs and all(run.status == "queued" for run in runs):
        st.info(
            "These networks are waiting for a free worker while others train. They appear here as "
            "soon as their training begins.",
            icon=":material/timer:",
        )
    else:
        st.info(
            "The first network is being trained; this takes a few seconds.",
            icon=":material/timer:",
        )
    st.fragment(live(_reload_when_there), run_every=CHECK_SECONDS)(
        store, [run.status for run in runs]
    )
    st.stop()


def _reload_when_there(store: RunStore, statuses: Sequence[str]) -> None:
    runs = runs_or_demonstration(store)
    if with_networks(store, runs) or [run.status for run in runs] != statuses:
        st.rerun()


def nothing_to_show(why: str, runs: Sequence[Run] = ()) -> None:
    """End the page with a reason and a way on: the Lab, with these runs if there are any."""
    with st.container(border=True):
        st.markdown(f"**{why}**")
        if any(run.resumable for run in runs):
            st.markdown("Press *Resume* in the Lab to continue it, or train another one there.")
        else:
            st.markdown("Train one in the Lab; it takes a few seconds.")
        st.page_link(
            "pages/lab.py",
            label="Open the Lab",
            icon=":material/science:",
            query_params={"runs": ".".join(run.id for run in runs)} if runs else None,
        )
    st.stop()
