"""The way from page to page, with the chosen runs carried along."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.runs.demonstration import DEMONSTRATION_ID
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import SeriesTask
from rnnviz.ui.selection import selected_runs
from rnnviz.ui.typed_examples import takes_typed


def next_pages(runs: Sequence[Run]) -> None:
    """Offer the pages that show more of these runs."""
    names = {"runs": ".".join(run.id for run in runs)}
    step, forecast, _ = st.columns([1, 1, 2])
    step.page_link(
        "pages/step_through.py",
        label="Step through these networks",
        icon=":material/footprint:",
        query_params=names,
    )
    task = runs[0].spec.load_task()
    if isinstance(task, SeriesTask) or takes_typed(task):
        forecast.page_link(
            "pages/forecast.py",
            label="Ask these networks" if takes_typed(task) else "Compare their forecasts",
            icon=":material/timeline:",
            query_params=names,
        )


def runs_or_demonstration(store: RunStore) -> list[Run]:
    """Return the chosen runs, else the demonstration; nothing before that was begun."""
    if chosen := selected_runs(store):
        return chosen
    try:
        return [store.run(DEMONSTRATION_ID)]
    except KeyError:
        return []
