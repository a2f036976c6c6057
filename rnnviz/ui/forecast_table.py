"""The Forecast page's table, and the series that are shown, as files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from rnnviz.forecast_outlook import Ground, Outlook
from rnnviz.runs.verdict import Scored, gain_in_words, gain_over, level_for
from rnnviz.tasks import SeriesTask
from rnnviz.tasks.metrics import METRICS, regression_metrics
from rnnviz.ui.forecast_view import Moment
from rnnviz.ui.forecast_words import Horizons, steps_in_words
from rnnviz.ui.tables import table_or_cards

BEFORE_TRAINING = "before training"
HELP = {
    BEFORE_TRAINING: "One-step RMSE of the same network before training.",
    "against persistence": "How much smaller or larger the one-step RMSE is than that of "
    "persistence (next value = this value), with its 95% interval on the test range, jointly for "
    "all networks. "
    "'Cannot be told apart': the interval contains zero.",
    "better than persistence": "How many steps ahead a free run is better than persistence: where "
    "the whole 95% interval of the difference is in its favour.",
}


@dataclass(frozen=True, eq=False)
class Row:
    """One forecast of the table.

    Attributes
    ----------
    after, before
        Its outlook, and that of the same network before training; None for baselines.
    horizons
        At which horizons it is better than persistence; None for baselines.
    """

    after: Outlook
    before: Outlook | None = None
    horizons: Horizons | None = None


def show_table(task: SeriesTask, ground: Ground, rows: Mapping[str, Row], moment: Moment) -> None:
    """Draw the table of errors for a start of the free run, and offer files."""
    table = error_table(task, ground, rows, moment)
    config: dict[str, Any] = {"forecast": st.column_config.TextColumn(pinned=True)}
    for name, kind in table.dtypes.items():
        if kind == np.float64:
            config[str(name)] = st.column_config.NumberColumn(format="%.4f")
        elif name != "forecast":
            config[str(name)] = st.column_config.TextColumn(
                alignment="right", help=HELP.get(str(name))
            )
    table_or_cards(table, "errors", config)
    first = task.test_start + moment.start
    there = min(moment.steps, len(task.series) - first)
    st.caption(
        f"One-step errors are over the {len(task.targets_of('test'))} values of the test range. "
        f"The free run is the one in the picture: from {step_in_words(task, first)} on, over "
        f"its first {steps_in_words(there)}, where the true values are known. Baselines are fitted "
        "to the values before the test range and run freely like the networks. Persistence repeats "
        "the newest value at every step."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Table (CSV)",
            table.to_csv(index=False).encode(),
            file_name=f"{task.name}_errors.csv",
            mime="text/csv",
            on_click="ignore",
            key="forecast_table_csv",
        )
        st.download_button(
            "Series (CSV)",
            series_table(task, ground, rows, moment).to_csv(index=False).encode(),
            file_name=f"{task.name}_forecasts.csv",
            mime="text/csv",
            on_click="ignore",
            key="forecast_series_csv",
            help="True values, one-step forecasts and the free runs shown, one row per step.",
        )


def step_in_words(task: SeriesTask, index: int) -> str:
    """Name a place of the series: its label, or the axis' name and its position."""
    if index < len(task.step_labels):
        return task.step_labels[index]
    return f"{task.step_name} {np.round(task.positions[index], 2):g}"


def error_table(
    task: SeriesTask, ground: Ground, rows: Mapping[str, Row], moment: Moment
) -> pd.DataFrame:
    """Return one-step and free-running errors of every forecast, in the data's own units."""
    in_unit = f" ({task.error_unit})" if task.error_unit else ""
    truth = task.series[task.test_start :]
    at, steps = _run_at(task, ground, moment), moment.steps
    level = level_for(sum(row.horizons is not None for row in rows.values()))
    told = []
    for label, row in rows.items():
        one = regression_metrics(row.after.one_step, truth)
        free = _free_rmse(row.after.free[at, :steps], ground.truth[at, :steps])
        told.append(
            {
                "forecast": label,
                f"one-step RMSE{in_unit}": one["rmse"],
                f"one-step MAE{in_unit}": one["mae"],
                "against persistence": "–"
                if label == "persistence"
                else _gain(task, row, rows["persistence"], level),
                f"free-run RMSE{in_unit}": free,
                "better than persistence": row.horizons.in_words() if row.horizons else "–",
                BEFORE_TRAINING: _before_training(row, truth),
            }
        )
    return pd.DataFrame(told)


def series_table(
    task: SeriesTask, ground: Ground, rows: Mapping[str, Row], moment: Moment
) -> pd.DataFrame:
    """Return truth and forecasts, one row per step of the test range and of the free run.

    Cells are empty where there is no truth or no forecast.
    """
    at, steps = _run_at(task, ground, moment), moment.steps
    count = max(len(task.series), task.test_start + moment.start + steps) - task.test_start
    index = task.test_start + np.arange(count)
    width = task.positions[-1] - task.positions[-2]
    over = np.maximum(0, index - len(task.series) + 1)
    columns: dict[str, object] = {
        task.step_name: task.positions[np.minimum(index, len(task.positions) - 1)] + width * over
    }
    if task.step_labels:
        columns["date"] = [task.step_labels[k] if k < len(task.step_labels) else "" for k in index]
    columns["truth"] = _padded(task.series[task.test_start :], 0, count)
    for label, row in rows.items():
        columns[f"{label}, one step"] = _padded(row.after.one_step, 0, count)
        columns[f"{label}, free run"] = _padded(row.after.free[at, :steps], moment.start, count)
    return pd.DataFrame(columns)


def _run_at(task: SeriesTask, ground: Ground, moment: Moment) -> int:
    return int(np.flatnonzero(ground.starts == task.test_start + moment.start)[0])


def _gain(task: SeriesTask, row: Row, reference: Row, level: float) -> str:
    with np.errstate(over="ignore", invalid="ignore"):  # a network whose training diverged
        first, second = (task.forecast_case_scores(one.after.one_step) for one in (row, reference))
        metric = METRICS["rmse"]
        gain = gain_over(
            metric,
            Scored(float(np.sqrt(first.mean)), first),
            Scored(float(np.sqrt(second.mean)), second),
            level,
        )
    return "–" if gain is None else gain_in_words(metric, gain)


def _before_training(row: Row, truth: NDArray[np.float64]) -> str:
    if row.before is None:
        return "–"
    return METRICS["rmse"].write(regression_metrics(row.before.one_step, truth)["rmse"])


def _free_rmse(free: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    known = ~np.isnan(truth)
    with np.errstate(over="ignore", invalid="ignore"):  # a run that ran away
        return regression_metrics(free[known], truth[known])["rmse"]


def _padded(values: NDArray[np.float64], first: int, count: int) -> NDArray[np.float64]:
    padded = np.full(count, np.nan)
    padded[first : first + len(values)] = values
    return padded
