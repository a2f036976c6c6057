"""Functions from arrays to plotly figures, without torch, Streamlit or files."""

from rnnviz.figures.forecast import Line, forecast_figure, persistence_line, truth_line
from rnnviz.figures.learning_curves import learning_curves
from rnnviz.figures.states import state_heatmap

__all__ = [
    "Line",
    "forecast_figure",
    "learning_curves",
    "persistence_line",
    "state_heatmap",
    "truth_line",
]
