"""The table of all runs: which are shown, and which are chosen."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from rnnviz.cells import CELLS
from rnnviz.runs.progress import Progress
from rnnviz.runs.store import RunStore
from rnnviz.tasks import TASKS, outline_task
from rnnviz.ui.empty import nothing_to_show
from rnnviz.ui.fields import short_text
from rnnviz.ui.live import live
from rnnviz.ui.room import room_left
from rnnviz.ui.run_rows import STATES, in_short, passes, row_of, runs_csv
from rnnviz.ui.selection import clear_selection, named_runs, select_runs
from rnnviz.ui.workspace import current_workspace

UPDATE_SECONDS = 2.0
MOST_ROWS_SEEN = 12
ROW_PIXELS = 35
MOST_SOUGHT = 100
_TABLE = "runs_table"
_NARROW_TABLE = "runs_table_narrow"
_ORDER = "runs_in_table"
_CLICKED = "runs_clicked"
_SEEN = "runs_seen"


def run_table(store: RunStore) -> None:
    """Draw the filters and the table, brought up to date while a run trains.

    Where there is no run at all the page ends, and says what to do.
    """
    found = store.overview(current_workspace())
    if not found:
        nothing_to_show("There are no runs: none has been trained yet, or all were deleted.")
    _filters()
    fresh = [found]
    active = any(one.run.active for one in found)
    st.fragment(live(_table), run_every=UPDATE_SECONDS if active else None)(store, fresh)


def _filters() -> None:
    text, more = st.columns([5, 2], vertical_alignment="bottom")
    with text:
        short_text(
            "Find",
            MOST_SOUGHT,
            key="find",
            bind="query-params",
            placeholder="Search by name, task, cell or outcome",
            label_visibility="collapsed",
            icon=":material/search:",
        )
    chosen = sum(bool(st.session_state.get(key)) for key in ("of_task", "of_cell", "in_state"))
    with more.popover(
        f"Filter ({chosen})" if chosen else "Filter", icon=":material/filter_alt:", width="stretch"
    ):
        st.multiselect(
            "Task",
            list(TASKS),
            format_func=lambda name: outline_task(name).title,
            key="of_task",
            bind="query-params",
        )
        st.multiselect(
            "Cell",
            list(CELLS),
            format_func=lambda name: CELLS[name].title,
            key="of_cell",
            bind="query-params",
        )
        st.multiselect(
            "State",
            list(STATES),
            # Without its sign, for the address holds what is shown.
            format_func=lambda status: STATES[status][2:],
            key="in_state",
            bind="query-params",
        )


def _table(store: RunStore, fresh: list[list[Progress]]) -> None:
    """Draw the table; ``fresh`` holds what the page has read just now, and is used up."""
    if st.session_state.pop(_CLICKED, False):
        st.rerun()  # what stands below is about other runs now
    found = fresh.pop() if fresh else store.overview(current_workspace())
    state = st.session_state
    shown = [
        one
        for one in found
        if passes(
            one,
            (state.get("find") or "")[:MOST_SOUGHT],
            state.get("of_task") or (),
            state.get("of_cell") or (),
            state.get("in_state") or (),
        )
    ]
    chosen = [run.id for run in named_runs(store)]
    statuses = {one.run.id: one.run.status for one in found if one.run.id in chosen}
    any_active = any(one.run.active for one in found)
    before, state[_SEEN] = state.get(_SEEN), (statuses, any_active)
    if before is not None and before[0].keys() == statuses.keys() and before != state[_SEEN]:
        st.rerun()  # what stands below says how they are
    if not shown:
        st.info(
            f"No run matches the search and the filters. Runs in all: {len(found)}.",
            icon=":material/filter_alt:",
        )
        return
    order = [one.run.id for one in shown]
    state[_ORDER] = order
    rows = [row_of(one) for one in shown]
    # A phone shows two columns and no more; the frame's style takes one of the tables away.
    with st.container(key="wide_runs"):
        _grid(pd.DataFrame(rows), _TABLE, chosen, _columns())
    with st.container(key="narrow_runs"):
        _grid(
            pd.DataFrame([in_short(row) for row in rows]),
            _NARROW_TABLE,
            chosen,
            {
                "run": st.column_config.TextColumn("Run", width=192),
                "result": st.column_config.TextColumn("Result", width=134),
            },
        )
    active = sum(one.run.active for one in found)
    count = f"{len(shown)} of {len(found)} runs" if len(shown) < len(found) else f"{len(found)} run"
    plural = "s" if len(shown) == len(found) != 1 else ""
    st.caption(
        f"{count}{plural}"
        + (f", {active} queued or training" if active else "")
        + ". Select runs with the boxes on the left; click a column title to sort."
    )
    room_left(store)
    st.download_button(
        "Table (CSV)",
        partial(runs_csv, shown),
        file_name="rnnviz_runs.csv",
        mime="text/csv",
        icon=":material/download:",
        key="runs_csv",
        on_click="ignore",
    )


def _grid(table: pd.DataFrame, key: str, chosen: Sequence[str], columns: Mapping[str, Any]) -> None:
    """Draw one of the two tables with the chosen runs marked."""
    _choose_rows(key, st.session_state[_ORDER], chosen)
    st.dataframe(
        table,
        key=key,
        on_select=partial(_take_choice, key),
        selection_mode="multi-row",
        hide_index=True,
        row_height=ROW_PIXELS,
        height=ROW_PIXELS * (1 + min(len(table), MOST_ROWS_SEEN)) + 3,
        column_config=columns,
        placeholder="",
        alt="All runs, one per row",
    )


def _choose_rows(key: str, order: Sequence[str], chosen: Sequence[str]) -> None:
    """Mark the rows of the chosen runs, unless just these are marked."""
    rows = [row for row, run_id in enumerate(order) if run_id in chosen]
    marked = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    if sorted(marked) != rows:
        st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _take_choice(key: str) -> None:
    order = st.session_state.get(_ORDER, [])
    rows = st.session_state[key]["selection"]["rows"]
    ids = [order[row] for row in rows if row < len(order)]
    if ids:
        select_runs(ids)
    else:
        clear_selection()
    st.session_state[_CLICKED] = True


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "run": column.TextColumn("Run", width=195),
        "state": column.TextColumn("State", width=105),
        "test": column.TextColumn(
            "Test",
            help="The main metric of the task on the test data, which the network never saw in "
            "training; an RMSE is in the units of the data.",
        ),
        "baseline": column.TextColumn(
            "Best baseline",
            help="The best of the methods without a network, for instance: the next value equals "
            "this one (persistence), or a weighted sum of the last values (AR).",
        ),
        "error ratio": column.NumberColumn(
            "Error ratio",
            format="%.2f",
            help="Test error divided by that of the best baseline: below 1, the network's error is "
            "smaller.",
        ),
        "task": column.TextColumn("Task"),
        "cell": column.TextColumn("Cell", width=85),
        "size": column.TextColumn("Size", width=85),
        "seed": column.NumberColumn("Seed", format="%d", width=60),
        "epochs": column.NumberColumn("Epochs", format="%d", width=70, help="Trained so far."),
        "planned epochs": column.NumberColumn(
            "Planned", format="%d", width=75, help="Epochs in the settings of the run."
        ),
        "seconds": column.NumberColumn("Seconds", format="%.1f", width=80, help="Training time."),
        "stored": column.NumberColumn(
            "MB", format="%.1f", width=65, help="Stored: networks, pictures and results."
        ),
        "started": column.DatetimeColumn("Started", format="D MMM YYYY, HH:mm"),
        "outcome": column.TextColumn("Outcome", width="large"),
    }
