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
    names = _address_of(runs)
    step, forecast, compare, _ = st.columns([1, 1, 1, 1])
    step.page_link(
        "pages/step_through.py",
        label="Step through these networks",
        icon=":material/footprint:",
        query_params=names,
    )
    task = runs[0].spec.outline_task()
    if isinstance(task, SeriesTask) or takes_typed(task):
        forecast.page_link(
            "pages/forecast.py",
            label="Ask these networks" if takes_typed(task) else "Compare their forecasts",
            icon=":material/timeline:",
            query_params=names,
        )
    compare.page_link(
        "pages/compare.py",
        label="Compare their results",
        icon=":material/balance:",
        query_params=names,
    )


def open_elsewhere(runs: Sequence[Run], *, here: str) -> None:
    """Offer every page that can show these runs, but for the one that is shown (its file)."""
    task = runs[0].spec.outline_task()
    pages = {
        "lab": ("Lab", ":material/science:"),
        "step_through": ("Step through", ":material/footprint:"),
        "forecast": ("Ask" if takes_typed(task) else "Forecast", ":material/timeline:"),
        "compare": ("Compare", ":material/balance:"),
        "runs": ("Runs", ":material/list:"),
    }
    if not (isinstance(task, SeriesTask) or takes_typed(task)):
        del pages["forecast"]
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, (label, icon) in pages.items():
            if name != here:
                st.page_link(
                    f"pages/{name}.py",
                    label=label,
                    icon=icon,
                    query_params=_address_of(runs),
                    width="content",
                )


def _address_of(runs: Sequence[Run]) -> dict[str, str]:
    return {"runs": ".".join(run.id for run in runs)}


def runs_or_demonstration(store: RunStore) -> list[Run]:
    """Return the chosen runs, else the demonstration; nothing before that was begun."""
    if chosen := selected_runs(store):
        return chosen
    try:
        return [store.run(DEMONSTRATION_ID)]
    except KeyError:
        return []
