"""States and gates as pictures of units over time."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.figures.forecast import figure_layout
from rnnviz.palette import GATE_COLOURS, STATE_NEGATIVE, STATE_POSITIVE


def state_heatmap(
    *,
    values: NDArray[np.floating],
    title: str,
    gate: str | None = None,
    positions: NDArray[np.floating] | None = None,
    x_title: str = "step",
) -> go.Figure:
    """Draw one quantity of every unit over time.

    Parameters
    ----------
    values
        Shape (time, unit), one sequence of a recording.
    title
        What it is: ``"hidden state h"``.
    gate
        Name of a sigmoid gate, drawn from 0 to 1 in its own colour. Without it values are
        drawn on the diverging scale of states, centred on 0.
    positions
        Where each step stands on the time axis, shape (time,); by default 0, 1, 2, ...
    x_title
        Title of the time axis.

    Raises
    ------
    ValueError
        If ``values`` is not two-dimensional, or ``gate`` is no sigmoid gate.
    """
    if values.ndim != 2:
        raise ValueError(f"values must have the shape (time, unit), not {values.shape}")
    if gate is not None and gate not in GATE_COLOURS:
        raise ValueError(f"unknown gate {gate!r}; choose one of {', '.join(GATE_COLOURS)}")
    if gate is None:
        limit = max(1.0, float(np.max(np.abs(values), initial=0)))
        scale = [(0, STATE_NEGATIVE), (0.5, "#F4F2EF"), (1, STATE_POSITIVE)]
        low, high = -limit, limit
    else:
        scale = [(0, "#F7F6F4"), (1, GATE_COLOURS[gate])]
        low, high = 0.0, 1.0
    figure = go.Figure(
        go.Heatmap(
            z=values.T,
            x=np.arange(len(values)) if positions is None else positions,
            colorscale=scale,
            zmin=low,
            zmax=high,
            colorbar={"title": {"text": title, "side": "right"}, "thickness": 12},
            hovertemplate=f"{x_title} %{{x}}<br>unit %{{y}}<br>%{{z:.3f}}<extra></extra>",
        )
    )
    figure.update_layout(**figure_layout(x_title, "unit"))
    return figure
