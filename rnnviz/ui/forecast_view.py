"""The Forecast page's picture: both forecasts over one time axis, and a free run to drag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from rnnviz.forecast_outlook import Ground, Outlook
from rnnviz.packets import FORECAST, write_packet
from rnnviz.packets.forecast import ForecastHeader, ForecastLineHeader
from rnnviz.palette import browser_palette
from rnnviz.tasks import SeriesTask
from rnnviz.ui.forecast_runs import Foreseen, Setting, strongest_of
from rnnviz.ui.web_components import web_component

# From here on the state counts as having left what it was trained on.
HIDDEN_SHARE = 0.25
_KEY = "forecast_view"

_component = web_component("forecast")


@dataclass(frozen=True)
class Moment:
    """What of the picture a person chose.

    Attributes
    ----------
    start
        Values of the test range before the free run: 0 starts with the first of them.
    steps
        Steps of the free run.
    """

    start: int
    steps: int


def show_view(
    task: SeriesTask,
    ground: Ground,
    settings: Sequence[Setting],
    networks: Mapping[str, Foreseen],
    baselines: Mapping[str, Outlook],
) -> Moment:
    """Draw the picture, keep the address in step with it, and return what is chosen in it."""
    opened = _opened_at(task, ground)
    _component(
        key=_KEY,
        data=view_packet(task, ground, settings, networks, baselines, opened),
        on_moment_change=_remember_moment,
    )
    kept = st.session_state.get("forecast_moment", {})
    moment = _within(ground, task, kept.get("start", opened.start), kept.get("steps", opened.steps))
    _write_address(ground, moment)
    return moment


def view_packet(
    task: SeriesTask,
    ground: Ground,
    settings: Sequence[Setting],
    networks: Mapping[str, Foreseen],
    baselines: Mapping[str, Outlook],
    opened: Moment,
) -> bytes:
    """Pack all that the picture shows.

    The free runs from every start go along, so that dragging the start asks the server nothing.
    """
    test = task.targets_of("test")
    beyond = min(ground.horizon, max(1, round(len(test) * 0.15)))
    before = min(test.start, max(task.window, len(test) // 3))
    step = task.positions[-1] - task.positions[-2]
    first = test.start - before
    arrays: dict[str, NDArray[Any]] = {
        "x": np.concatenate(
            [task.positions[first:], task.positions[-1] + step * np.arange(1, beyond + 1)]
        ),
        "truth": np.concatenate([task.series[first:], np.full(beyond, np.nan)]),
        "starts": ground.starts - first,
    }
    lines: list[ForecastLineHeader] = []
    for number, setting in enumerate(settings):
        for run in setting.runs:
            seen = networks[run.id]
            arrays |= _arrays(len(lines), seen.after, seen.before)
            lines.append({"kind": "network", "group": number, "label": setting.labels[run.id]})
    for name, outlook in baselines.items():
        arrays |= _arrays(len(lines), outlook, None)
        lines.append({"kind": "baseline", "group": len(settings) + len(lines), "label": name})
    header: ForecastHeader = {
        "palette": browser_palette(),
        "token": ".".join(run.id for setting in settings for run in setting.runs),
        "title": task.title,
        "step_name": task.step_name,
        "value_name": task.value_name,
        "unit": task.unit,
        "error_unit": task.error_unit,
        "labels": list(task.step_labels[first:]),
        "test_at": before,
        "test_count": len(test),
        "horizon": ground.horizon,
        "range": [ground.low, ground.high],
        "hidden_share": HIDDEN_SHARE,
        "opened": {"start": opened.start, "steps": opened.steps},
        "lines": lines,
        "groups": [
            {"label": setting.label, "cell": setting.cell, "variant": setting.variant}
            for setting in settings
        ],
        "strongest": strongest_of(task, baselines),
    }
    return write_packet(FORECAST, header, arrays)


def baseline_title(name: str) -> str:
    """Return what a baseline is called on screen."""
    return name.replace("_", " ")


def _arrays(k: int, after: Outlook, before: Outlook | None) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {f"{k}/one": after.one_step, f"{k}/free": _sent(after.free)}
    if after.outside.size:
        # A share drawn as a shade: 8 bits are more than the eye tells apart.
        arrays[f"{k}/outside"] = np.rint(after.outside * 127).astype(np.int8)
    if before is not None:
        arrays |= {f"{k}/one_before": before.one_step, f"{k}/free_before": _sent(before.free)}
    return arrays


def _sent(free: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep runs that run away within what 32 bits hold; far out of every picture all the same."""
    return np.clip(free, -1e30, 1e30)


def _opened_at(task: SeriesTask, ground: Ground) -> Moment:
    """Return where the picture opens.

    It stays the same for as long as the picture is on screen: it moves by itself, and a new start
    would send it everything again.
    """
    if _KEY not in st.session_state or "forecast_opened" not in st.session_state:
        kept = st.session_state.get("forecast_moment", {})
        st.session_state["forecast_moment"] = {
            name: found
            for name, parameter in (("start", "start"), ("steps", "horizon"))
            if (found := _number(parameter, kept.get(name))) is not None
        }
        st.session_state["forecast_opened"] = dict(st.session_state["forecast_moment"])
    opened = st.session_state["forecast_opened"]
    return _within(ground, task, opened.get("start", 0), opened.get("steps", ground.horizon))


def _number(parameter: str, otherwise: int | None) -> int | None:
    """Read a number from the address; nonsense there counts as nothing."""
    text = st.query_params.get(parameter, "")
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]), 10**6)
    return otherwise


def _within(ground: Ground, task: SeriesTask, start: int, steps: int) -> Moment:
    """Return the nearest start and number of steps that there are."""
    offsets = ground.starts - task.test_start
    nearest = int(offsets[np.abs(offsets - start).argmin()])
    return Moment(nearest, max(1, min(ground.horizon, steps)))


def _remember_moment() -> None:
    moment = st.session_state[_KEY].get("moment")
    if moment:
        st.session_state["forecast_moment"] = {
            name: int(moment[name]) for name in ("start", "steps") if name in moment
        }


def _write_address(ground: Ground, moment: Moment) -> None:
    """Keep the address in step with the picture; what is as usual needs no mention."""
    for name, value, usual in (
        ("start", moment.start, 0),
        ("horizon", moment.steps, ground.horizon),
    ):
        if value == usual:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
