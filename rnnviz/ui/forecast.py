"""Forecast: one step ahead and free-running, networks and baselines over one time axis."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.figures import Line
from rnnviz.figures.horizon import Band, horizon_figure
from rnnviz.forecast_outlook import Ground, Outlook
from rnnviz.palette import BASELINE_COLOUR, CELL_COLOURS, TRUTH_COLOUR
from rnnviz.runs.store import Run, RunStore
from rnnviz.runs.verdict import Scored, verdict
from rnnviz.tasks import SeriesTask
from rnnviz.ui.forecast_runs import (
    Foreseen,
    Setting,
    baselines_of,
    foresee,
    settings_of,
    strongest_of,
)
from rnnviz.ui.forecast_table import Row, show_table
from rnnviz.ui.forecast_view import baseline_title, show_view
from rnnviz.ui.forecast_words import (
    Horizons,
    broken_sentence,
    horizon_sentence,
    known_horizons,
    not_shown_sentence,
    other_inputs_sentence,
)
from rnnviz.ui.live import live
from rnnviz.ui.which_epoch import Weights, which_epoch

DASHES = ("solid", "dash", "dot", "dashdot")
BASELINE_DASHES = ("dot", "dashdot", "dash", "longdash", "longdashdot")


def forecasts_a_series(runs: Sequence[Run]) -> bool:
    """Whether the runs are about a series, which can be continued."""
    return bool(runs) and isinstance(runs[0].spec.outline_task(), SeriesTask)


def show_forecasts(store: RunStore, runs: Sequence[Run], waiting: Sequence[Run] = ()) -> None:
    """Draw both forecasts of every run, the errors by horizon and a table.

    Parameters
    ----------
    store, runs
        Runs about one series that each have a network.
    waiting
        Runs that were chosen too and have none yet.

    Raises
    ------
    TypeError
        If the runs are of a task that forecasts no series.
    """
    task = runs[0].spec.load_task()
    if not isinstance(task, SeriesTask):
        raise TypeError(f"{task.name} is not a forecasting task")
    ground = Ground.of(task)
    settings = settings_of(runs)
    labels = {run_id: label for setting in settings for run_id, label in setting.labels.items()}
    with st.spinner("Computing free runs from every start…", show_time=False):
        networks = {seen.run.id: seen for seen in foresee(store, runs)}
        baselines = baselines_of(runs[0])
    _introduce(store, task, labels, networks, waiting)

    errors = {labels[id_]: ground.error(seen.after.free) for id_, seen in networks.items()}
    squared = {id_: ground.squared_errors(seen.after.free) for id_, seen in networks.items()}
    naive = ground.squared_errors(baselines["persistence"].free)
    mean = ground.squared_errors(np.full(ground.truth.shape, ground.mean))
    _headline(task, settings, networks, baselines)
    # Of several seeds the mean is compared: the best of many would win by luck.
    together = {
        setting.label: np.mean([squared[run.id] for run in setting.runs], axis=0)
        for setting in settings
    }
    against_naive = {
        label: Horizons.of(ground.gains(found, naive)) for label, found in together.items()
    }
    against_mean = {
        label: Horizons.of(ground.gains(found, mean)) for label, found in together.items()
    }
    rows = {
        label: Row(
            networks[id_].after,
            networks[id_].before,
            Horizons.of(ground.gains(squared[id_], naive)),
        )
        for id_, label in labels.items()
    } | {baseline_title(name): Row(seen) for name, seen in baselines.items()}
    _moving_part(task, ground, settings, networks, baselines, rows)

    st.markdown("**Error by horizon** · RMSE of a free run against the number of steps ahead")
    st.plotly_chart(
        _horizon_figure(task, ground, settings, errors, against_naive, baselines),
        key="forecast_horizon",
        config={"displaylogo": False, "displayModeBar": False},
    )
    st.markdown(
        " ".join(
            horizon_sentence(label, found, against_mean[label])
            for label, found in against_naive.items()
        )
    )
    st.caption(
        f"Free runs from {len(ground.starts)} starts spread over the test range; a horizon is "
        "shown where the true value is known for at least five of them. A cross marks the first "
        "horizon at which a network is worse than persistence: the whole 95% interval of the "
        "difference lies on that side. Each horizon has its own interval, not corrected for the "
        "number of horizons. Free runs that overlap are not independent, which makes it wider. "
        "*Training mean* forecasts the mean of the training range at every step."
        f"{_over_seeds(settings)}"
    )


def _over_seeds(settings: Sequence[Setting]) -> str:
    if all(len(setting.runs) == 1 for setting in settings):
        return ""
    return (
        " Where a setting has several seeds, the line is their median and the band spans them all; "
        "sentences compare the mean of their squared errors. An interval covers the test range "
        "alone; the band shows how much training itself varies."
    )


@st.fragment
def _moving_part(
    task: SeriesTask,
    ground: Ground,
    settings: Sequence[Setting],
    networks: Mapping[str, Foreseen],
    baselines: Mapping[str, Outlook],
    rows: Mapping[str, Row],
) -> None:
    """Draw what changes with the start of the free run."""
    titled = {baseline_title(name): seen for name, seen in baselines.items()}
    moment = show_view(task, ground, settings, networks, titled)
    show_table(task, ground, rows, moment)


def _introduce(
    store: RunStore,
    task: SeriesTask,
    labels: Mapping[str, str],
    networks: Mapping[str, Foreseen],
    waiting: Sequence[Run],
) -> None:
    used = [Weights(labels[id_], seen.run, seen.epoch) for id_, seen in networks.items()]
    st.caption(f"{task.title}. {which_epoch(used)} {other_inputs_sentence(task)}")
    with st.container():
        training = [
            f"{labels[id_]} after epoch {seen.epoch}"
            for id_, seen in networks.items()
            if seen.run.active
        ]
        notices = []
        if training:
            notices.append(f"Still training; shown here: {', '.join(training)}.")
        if waiting:
            notices.append(not_shown_sentence([CELLS[run.spec.cell].title for run in waiting]))
        if notices:
            watched = [*networks, *(run.id for run in waiting)]
            _wait_for_more(store, " ".join(notices), watched, _standing(store, watched))


def _standing(store: RunStore, ids: Sequence[str]) -> list[tuple[bool, bool]]:
    """Return of each run whether it trains and whether a network of it is kept."""
    runs = store.existing_runs(ids)
    return [(run.active, bool(store.snapshot_epochs(run.id))) for run in runs]


@st.fragment(run_every=1.0)
@live
def _wait_for_more(
    store: RunStore, notice: str, ids: Sequence[str], before: Sequence[tuple[bool, bool]]
) -> None:
    """Say what is still to come, and draw the page anew when there is more to show."""
    if _standing(store, ids) != before:
        st.rerun()
    st.info(notice, icon=":material/timer:")
    if st.button("Show the newest networks", key="forecast_look_again"):
        st.rerun()


def _headline(
    task: SeriesTask,
    settings: Sequence[Setting],
    networks: Mapping[str, Foreseen],
    baselines: Mapping[str, Outlook],
) -> None:
    scored = {
        setting.label: _scored(task, [networks[run.id].after.one_step for run in setting.runs])
        for setting in settings
    }
    finite = {label: found for label, found in scored.items() if np.isfinite(found.value)}
    without = {name: _scored(task, [seen.one_step]) for name, seen in baselines.items()}
    with st.container():
        if finite:
            st.markdown(f"**{verdict('rmse', finite, without, task.error_unit)}**")
        if broken := [label for label in scored if label not in finite]:
            st.warning(broken_sentence(broken), icon=":material/heart_broken:")


def _scored(task: SeriesTask, forecasts: Sequence[NDArray[np.float64]]) -> Scored:
    """Score one-step forecasts of the test range; of several seeds their mean squared errors."""
    with np.errstate(over="ignore", invalid="ignore"):
        cases = [task.forecast_case_scores(forecast) for forecast in forecasts]
        values = np.mean([one.values for one in cases], axis=0)
    together = replace(cases[0], values=values)
    return Scored(float(np.sqrt(together.mean)), together)


def _median(setting: Setting, errors: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the median over the seeds of a setting's errors by horizon, (horizon,)."""
    middle = np.median([errors[label] for label in setting.labels.values()], axis=0)
    return np.asarray(middle, dtype=np.float64)


def _horizon_figure(
    task: SeriesTask,
    ground: Ground,
    settings: Sequence[Setting],
    errors: Mapping[str, NDArray[np.float64]],
    against_naive: Mapping[str, Horizons],
    baselines: Mapping[str, Outlook],
) -> go.Figure:
    ahead = np.arange(1.0, ground.horizon + 1)
    known = known_horizons(ground.error_of_mean())
    lines = [
        Line(
            "training mean",
            ahead[:known],
            ground.error_of_mean()[:known],
            TRUTH_COLOUR,
            dash="dot",
            width=1.5,
        )
    ]
    for k, (name, seen) in enumerate(baselines.items()):
        lines.append(
            Line(
                baseline_title(name),
                ahead[:known],
                ground.error(seen.free)[:known],
                BASELINE_COLOUR,
                dash=BASELINE_DASHES[k % len(BASELINE_DASHES)],
                width=1.5,
            )
        )
    bands = []
    for setting in settings:
        colour, dash = CELL_COLOURS[setting.cell], DASHES[setting.variant % len(DASHES)]
        members = np.stack([errors[label][:known] for label in setting.labels.values()])
        if len(members) > 1:
            low, high = members.min(axis=0), members.max(axis=0)
            bands.append(Band(setting.label, ahead[:known], low, high, colour))
        middle = _median(setting, errors)[:known]
        lines.append(Line(setting.label, ahead[:known], middle, colour, dash=dash))
    marks = {
        label: found.first_worse for label, found in against_naive.items() if found.first_worse
    }
    usual = {"persistence", baseline_title(strongest_of(task, baselines))}
    return horizon_figure(
        lines=lines,
        bands=bands,
        marks=marks,
        unit=task.error_unit,
        hidden={baseline_title(name) for name in baselines} - usual,
    )
