"""Forecast: one-step and free-running, networks side by side, persistence beside them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from rnnviz.figures import Line, forecast_figure, persistence_line, truth_line
from rnnviz.forecasting import Forecast, free_run, one_step, persistence
from rnnviz.palette import CELL_COLOURS
from rnnviz.runs.restore import best_epoch, restore_model
from rnnviz.runs.store import Run, RunStore
from rnnviz.runs.verdict import gain_in_words, verdict
from rnnviz.tasks import SeriesTask
from rnnviz.ui.labels import short_labels

DASHES = ("solid", "dash", "dashdot", "dot")


def forecasts_a_series(runs: Sequence[Run]) -> bool:
    """Whether the runs are about a series, which can be continued."""
    return isinstance(runs[0].spec.load_task(), SeriesTask)


def start_choice(task: SeriesTask) -> int:
    """Offer where the free run starts, within the test range; return the index in the series."""
    test = task.targets_of("test")
    label = {index: f"{np.round(task.positions[index], 1):g}" for index in test}
    return st.select_slider(
        f"The free run starts at {task.step_name}",
        list(test)[:-1],
        format_func=label.__getitem__,
        key="start",
        bind="query-params",
        help=(
            "Before this point the network reads true values; from here on it reads "
            "its own predictions."
        ),
    )


def show_forecasts(store: RunStore, runs: Sequence[Run]) -> None:
    """Draw both forecasts of every run and a table of their errors.

    Raises
    ------
    TypeError
        If the runs are of a task that forecasts no series.
    """
    task = runs[0].spec.load_task()
    if not isinstance(task, SeriesTask):
        raise TypeError(f"{task.name} is no forecasting task")
    labels = short_labels(runs)
    models = {run.id: restore_model(store, run, best_epoch(store, run)) for run in runs}
    naive = persistence(task)
    one = {run.id: one_step(models[run.id], task) for run in runs}
    y_title = f"{task.value_name} ({task.unit})" if task.unit else task.value_name
    st.caption(f"{task.title}. Networks speak with the weights of their best epoch.")
    rmse = {labels[run.id]: one[run.id].metrics()["rmse"] for run in runs}
    persistence_rmse = naive.metrics()["rmse"]
    st.markdown(f"**{verdict('rmse', rmse, {'persistence': persistence_rmse})}**")

    st.markdown("**One step ahead** · every prediction is made from true values")
    lines = [truth_line(naive.positions, naive.truth)]
    lines.append(persistence_line(naive.positions, naive.predicted))
    lines += _lines(runs, labels, one)
    _chart(forecast_figure(lines=lines, x_title=task.step_name, y_title=y_title), "one_step")

    st.markdown("**Free run** · the network feeds on its own predictions")
    start = start_choice(task)
    free = {run.id: free_run(models[run.id], task, start=start) for run in runs}
    reach = np.arange(max(0, start - 2 * task.window), len(task.series))
    flat = np.full(len(task.series) - start, task.series[start - 1])
    lines = [
        truth_line(task.positions[reach], task.series[reach]),
        persistence_line(task.positions[start:], flat),
        *_lines(runs, labels, free),
    ]
    _chart(
        forecast_figure(
            lines=lines,
            x_title=task.step_name,
            y_title=y_title,
            mark=float(task.positions[start]),
            mark_text="free run starts",
        ),
        "free_run",
    )

    held = Forecast(task.positions[start:], flat, task.series[start:])
    _table(
        {labels[run.id]: (one[run.id], free[run.id]) for run in runs}
        | {"persistence": (naive, held)},
        task.error_unit,
    )


def _lines(
    runs: Sequence[Run], labels: dict[str, str], forecasts: dict[str, Forecast]
) -> list[Line]:
    lines = []
    for k, run in enumerate(runs):
        # Two runs of one cell share its colour and differ in their dashes.
        earlier = sum(other.spec.cell == run.spec.cell for other in runs[:k])
        forecast = forecasts[run.id]
        lines.append(
            Line(
                labels[run.id],
                forecast.positions,
                forecast.predicted,
                CELL_COLOURS[run.spec.cell],
                dash=DASHES[earlier % len(DASHES)],
            )
        )
    return lines


def _chart(figure: go.Figure, key: str) -> None:
    st.plotly_chart(figure, key=key, config={"displaylogo": False, "displayModeBar": False})


def _table(forecasts: dict[str, tuple[Forecast, Forecast]], unit: str) -> None:
    in_unit = f" ({unit})" if unit else ""
    columns = (f"one-step RMSE{in_unit}", f"one-step MAE{in_unit}", f"free-run RMSE{in_unit}")
    baseline = forecasts["persistence"][0].metrics()["rmse"]
    rows = [
        {
            "forecast": label,
            columns[0]: one.metrics()["rmse"],
            columns[1]: one.metrics()["mae"],
            "against persistence": "–"
            if label == "persistence"
            else gain_in_words(1 - one.metrics()["rmse"] / baseline),
            columns[2]: free.metrics()["rmse"],
        }
        for label, (one, free) in forecasts.items()
    ]
    number = st.column_config.NumberColumn(format="%.4f")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config=dict.fromkeys(columns, number)
        | {"against persistence": st.column_config.TextColumn(alignment="right")},
    )
    st.caption(
        "One-step errors are over the whole test range, where persistence says that the next "
        "value equals the newest. Free-run errors are from the start of the free run to the end "
        "of the data, where persistence stays at the last true value."
    )
