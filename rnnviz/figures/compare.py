"""Runs against each other: learning curves, results over seeds, saturated gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from rnnviz.analysis.saturation import Saturation
from rnnviz.figures.forecast import figure_layout
from rnnviz.palette import BASELINE_COLOUR, GATE_COLOURS

# Lengths of strokes and gaps in pixels; the first is a solid line.
DASHES: tuple[tuple[int, ...], ...] = ((), (8, 4), (2, 3), (10, 3, 2, 3), (14, 5), (5, 2))

# Of a line of a group's name: a phone has room for the dots beside it.
LABEL_LETTERS = 24


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


def thinned(curve: Curve, most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return at most ``most`` points of a curve, epochs and losses of shape (points,).

    Values that are not finite are left out; the first and the last of the others are kept.
    """
    fine = np.flatnonzero(np.isfinite(curve.losses))
    if len(fine) > most:
        fine = fine[np.unique(np.linspace(0, len(fine) - 1, most).round().astype(np.int64))]
    return curve.epochs[fine], curve.losses[fine]


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
                    name=f"{group}, mean ± standard deviation",
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
    figure.update_yaxes(
        autorange="reversed",
        automargin=True,
        title=None,
        tickvals=list(values),
        ticktext=["<br>".join(wrap(name, LABEL_LETTERS)) for name in values],
    )
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
