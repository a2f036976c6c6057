"""Error by horizon: how far ahead a forecast holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.figures.forecast import Line, figure_layout


@dataclass(frozen=True, eq=False)
class Band:
    """What several lines span: positions, lowest and highest values of shape (n,), a colour."""

    name: str
    positions: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    colour: str


def horizon_figure(
    *,
    lines: Sequence[Line],
    bands: Sequence[Band] = (),
    marks: Mapping[str, int] | None = None,
    unit: str = "",
    hidden: Collection[str] = (),
) -> go.Figure:
    """Draw the error of forecasts against the number of steps ahead.

    Parameters
    ----------
    lines
        Errors by horizon, the last on top.
    bands
        Drawn below the lines.
    marks
        Names of lines and the horizon, counted from 1, at which each is marked: where it falls
        behind a forecast that needs no network.
    unit
        Of the errors; empty for a plain number.
    hidden
        Names of lines that a click in the legend brings out.
    """
    figure = go.Figure()
    for band in bands:
        known = ~(np.isnan(band.low) | np.isnan(band.high))
        there, back = band.positions[known], band.positions[known][::-1]
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([there, back]),
                y=np.concatenate([band.high[known], band.low[known][::-1]]),
                name=band.name,
                fill="toself",
                fillcolor=band.colour,
                opacity=0.2,
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    for line in lines:
        at = (marks or {}).get(line.name)
        figure.add_trace(
            go.Scatter(
                x=line.positions,
                y=line.values,
                name=line.name,
                mode="lines" if at is None else "lines+markers",
                line={"color": line.colour, "dash": line.dash, "width": line.width},
                marker={"symbol": "x", "size": [10 if k == at else 0 for k in line.positions]},
                opacity=line.opacity,
                visible="legendonly" if line.name in hidden else True,
            )
        )
    figure.update_layout(**figure_layout("steps ahead", f"RMSE ({unit})" if unit else "RMSE"))
    figure.update_yaxes(rangemode="tozero")
    return figure
