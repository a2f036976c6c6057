"""Forecasts beside the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.palette import BASELINE_COLOUR, TRUTH_COLOUR


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a forecast figure: positions and values of shape (n,), a name and a look."""

    name: str
    positions: NDArray[np.float64]
    values: NDArray[np.float64]
    colour: str
    dash: str = "solid"
    width: float = 2
    opacity: float = 1


def truth_line(positions: NDArray[np.float64], values: NDArray[np.float64]) -> Line:
    """Return the line of the true values."""
    return Line("truth", positions, values, TRUTH_COLOUR, width=3, opacity=0.75)


def persistence_line(positions: NDArray[np.float64], values: NDArray[np.float64]) -> Line:
    """Return the line of the persistence forecast."""
    return Line("persistence", positions, values, BASELINE_COLOUR, dash="dot", width=1.5)


def forecast_figure(
    *,
    lines: Sequence[Line],
    x_title: str,
    y_title: str,
    mark: float | None = None,
    mark_text: str = "",
) -> go.Figure:
    """Draw forecasts and the truth over one time axis.

    Parameters
    ----------
    lines
        Drawn in this order, the last on top.
    x_title, y_title
        Axis titles with their units.
    mark, mark_text
        A position to mark with a vertical line, and what happens there.
    """
    figure = go.Figure()
    for line in lines:
        figure.add_trace(
            go.Scatter(
                x=line.positions,
                y=line.values,
                name=line.name,
                mode="lines" if len(line.positions) > 1 else "markers",
                line={"color": line.colour, "dash": line.dash, "width": line.width},
                opacity=line.opacity,
            )
        )
    if mark is not None:
        figure.add_vline(x=mark, line={"color": TRUTH_COLOUR, "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=mark,
            y=1,
            yref="paper",
            text=mark_text,
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            xshift=4,
        )
    figure.update_layout(**figure_layout(x_title, y_title))
    return figure


def figure_layout(x_title: str, y_title: str) -> Mapping[str, object]:
    """Return the layout that all figures share: axis titles, a legend below, margins."""
    return {
        "xaxis": {"title": {"text": x_title}, "zeroline": False},
        "yaxis": {"title": {"text": y_title}, "zeroline": False},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.22, "x": 0},
        "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
        "hovermode": "x unified",
        "height": 380,
    }
