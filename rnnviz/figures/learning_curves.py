"""Losses over epochs."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rnnviz.figures.forecast import figure_layout


def learning_curves(
    *,
    epochs: NDArray[np.floating],
    train_loss: NDArray[np.floating],
    validation_loss: NDArray[np.floating],
    colour: str,
    name: str = "",
    log_scale: bool = True,
) -> go.Figure:
    """Draw the training and the validation loss of one network.

    Parameters
    ----------
    epochs, train_loss, validation_loss
        Shape (epochs,); losses in normalised units.
    colour, name
        The network's colour and what to call it.
    log_scale
        Whether the loss axis is logarithmic.
    """
    prefix = f"{name}, " if name else ""
    figure = go.Figure()
    curves: Sequence[tuple[str, NDArray[np.floating], str, float]] = (
        ("training", train_loss, "dot", 1.5),
        ("validation", validation_loss, "solid", 2.5),
    )
    for part, values, dash, width in curves:
        figure.add_trace(
            go.Scatter(
                x=epochs,
                y=values,
                name=prefix + part,
                mode="lines",
                line={"color": colour, "dash": dash, "width": width},
            )
        )
    figure.update_layout(**figure_layout("epoch", "mean squared error (normalised)"))
    if log_scale:
        figure.update_yaxes(type="log")
    return figure
