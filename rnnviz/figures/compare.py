"""Runs against each other: learning curves, results over seeds, saturated gates.

Learning curves are a Vega-Lite description instead of a Plotly figure: the browser brings one up
to date without drawing it anew, so that a zoom stays while the runs train.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from rnnviz.analysis.saturation import Saturation
from rnnviz.figures.forecast import figure_layout
from rnnviz.palette import BASELINE_COLOUR, GATE_COLOURS

# Of Vega-Lite's strokeDash; the first is a solid line.
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (8, 4), (2, 3), (10, 3, 2, 3), (14, 5), (5, 2))


@dataclass(frozen=True, eq=False)
class Curve:
    """One run's loss over its epochs.

    Attributes
    ----------
    group
        What to call its setting; runs of one group differ by their seed and look the same.
    run
        What to call it in particular.
    epochs, losses
        Both of shape (points,).
    """

    group: str
    run: str
    epochs: NDArray[np.float64]
    losses: NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """How the runs of a group are drawn: a colour, and a pattern of dashes of ``DASHES``."""

    colour: str
    dash: tuple[int, ...] = DASHES[0]


def curves_table(curves: Sequence[Curve], *, most: int) -> pd.DataFrame:
    """Lay learning curves one under the other: columns epoch, loss, group, run.

    Values that are not finite are left out. At most about ``most`` points are kept, the same
    number of each curve, the first and the last among them.
    """
    each = max(2, most // max(1, len(curves)))
    parts = []
    for curve in curves:
        fine = np.flatnonzero(np.isfinite(curve.losses))
        if len(fine) > each:
            fine = fine[np.unique(np.linspace(0, len(fine) - 1, each).round().astype(np.int64))]
        parts.append(
            pd.DataFrame(
                {
                    "epoch": curve.epochs[fine].astype(np.int32),
                    "loss": curve.losses[fine].astype(np.float32),
                    "group": curve.group,
                    "run": curve.run,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    # Names are sent once and not with every point.
    return table.astype({"group": "category", "run": "category"}) if parts else table


def curves_chart(
    *, looks: Mapping[str, Look], loss_name: str, log_scale: bool, faint: bool
) -> dict[str, Any]:
    """Describe a chart of the learning curves of :func:`curves_table`, as Vega-Lite.

    Parameters
    ----------
    looks
        How each group is drawn. The legend is left to the page: within the chart it would take
        its room.
    loss_name
        Title of the loss axis, with its unit.
    log_scale
        Whether the loss axis is logarithmic.
    faint
        Whether lines are drawn thin, because there are many.
    """
    names = list(looks)
    return {
        "mark": {
            "type": "line",
            "strokeWidth": 1.4 if faint else 2.2,
            "opacity": 0.75 if faint else 1.0,
            "clip": True,
        },
        "height": 340,
        "params": [{"name": "zoom", "select": "interval", "bind": "scales"}],
        "encoding": {
            "x": {
                "field": "epoch",
                "type": "quantitative",
                "title": "epoch",
                "axis": {"tickCount": 8},
            },
            "y": {
                "field": "loss",
                "type": "quantitative",
                "title": loss_name,
                "scale": {"type": "log" if log_scale else "linear", "zero": False},
                "axis": {"tickCount": 5},
            },
            "color": {
                "field": "group",
                "type": "nominal",
                "scale": {"domain": names, "range": [looks[name].colour for name in names]},
                "legend": None,
            },
            "strokeDash": {
                "field": "group",
                "type": "nominal",
                "scale": {"domain": names, "range": [list(looks[name].dash) for name in names]},
                "legend": None,
            },
            "detail": {"field": "run", "type": "nominal"},
            "tooltip": [
                {"field": "run", "title": "run"},
                {"field": "epoch", "title": "epoch"},
                {"field": "loss", "title": "validation loss", "format": ".4g"},
            ],
        },
    }


def spread_figure(
    *,
    values: Mapping[str, Sequence[float]],
    runs: Mapping[str, Sequence[str]],
    colours: Mapping[str, str],
    x_title: str,
    baselines: Mapping[str, float],
) -> go.Figure:
    """Draw a metric of groups of runs: every run a dot, mean and deviation a bar behind them.

    Parameters
    ----------
    values, runs
        By group, the metric of every run, and what to call it.
    colours
        Of each group.
    x_title
        The metric and its unit.
    baselines
        What needs no network, drawn as lines across all groups.
    """
    figure = go.Figure()
    for group, found in values.items():
        numbers = np.array(found, dtype=np.float64)
        if len(numbers) > 1:
            figure.add_trace(
                go.Scatter(
                    x=[float(numbers.mean())],
                    y=[group],
                    error_x={"array": [float(numbers.std(ddof=1))], "thickness": 2, "width": 7},
                    mode="markers",
                    marker={"symbol": "line-ns", "size": 18, "line": {"width": 2}},
                    marker_line_color=colours[group],
                    error_x_color=colours[group],
                    name=f"{group}, mean ± deviation",
                    hovertemplate="mean %{x:.4g} ± %{error_x.array:.2g}<extra></extra>",
                )
            )
        figure.add_trace(
            go.Scatter(
                x=numbers,
                y=[group] * len(numbers),
                mode="markers",
                marker={"color": colours[group], "size": 9, "opacity": 0.7},
                text=list(runs[group]),
                name=group,
                hovertemplate="%{text}: %{x:.4g}<extra></extra>",
            )
        )
    for k, (name, value) in enumerate(baselines.items()):
        figure.add_vline(
            x=value,
            line={"color": BASELINE_COLOUR, "width": 1.5, "dash": "dot"},
            annotation={
                "text": name,
                "font": {"color": BASELINE_COLOUR, "size": 11},
                # One above the other, or close ones would cover each other.
                "yshift": 14 * (k % 3),
            },
            annotation_position="top",
        )
    layout = dict(figure_layout(x_title, ""))
    layout |= {"height": 130 + 34 * len(values) + (28 if baselines else 0), "showlegend": False}
    layout |= {"hovermode": "closest", "margin": {"l": 8, "r": 16, "t": 56, "b": 8}}
    figure.update_layout(**layout)
    figure.update_yaxes(autorange="reversed", automargin=True, title=None)
    return figure


def saturation_figure(*, gates: Mapping[str, Saturation]) -> go.Figure:
    """Draw the gates of one network side by side: every unit a point.

    A point far to the right is a unit whose gate is mostly shut (below 0.1), one far up is one
    whose gate is mostly open (above 0.9); the two shares add up to 1 at most.

    Parameters
    ----------
    gates
        What was measured, by the gate's name.

    Raises
    ------
    ValueError
        If there is no gate.
    """
    if not gates:
        raise ValueError("there is no gate")
    figure = make_subplots(
        cols=len(gates),
        shared_yaxes=True,
        horizontal_spacing=0.08,
        subplot_titles=[f"{name} gate" for name in gates],
    )
    for column, (name, found) in enumerate(gates.items(), 1):
        figure.add_trace(
            go.Scatter(
                x=found.shut,
                y=found.open,
                mode="markers",
                marker={"color": GATE_COLOURS[name], "size": 8, "opacity": 0.6},
                name=f"{name} gate",
                hovertemplate="unit %{pointNumber}<br>shut at %{x:.0%} of the steps"
                "<br>open at %{y:.0%}<extra></extra>",
            ),
            row=1,
            col=column,
        )
        axis = {"range": [-0.06, 1.06], "zeroline": False}
        axis |= {"tickvals": [0, 0.5, 1], "ticktext": ["0", "50", "100%"]}
        figure.update_xaxes(title={"text": "shut (< 0.1)"}, row=1, col=column, **axis)
        title = {"text": "open (> 0.9)"} if column == 1 else {}
        figure.update_yaxes(title=title, row=1, col=column, **axis)
    figure.update_annotations(font_size=12)
    margin = {"l": 8, "r": 8, "t": 28, "b": 8}
    figure.update_layout(height=230, showlegend=False, margin=margin)
    return figure
