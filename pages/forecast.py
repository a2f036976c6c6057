"""Forecasts of trained networks, side by side."""

from rnnviz.runs.restore import with_networks
from rnnviz.ui.empty import nothing_to_show
from rnnviz.ui.forecast import show_forecasts
from rnnviz.ui.header import page_header
from rnnviz.ui.links import runs_or_demonstration

store = page_header("Forecast", "What the networks predict, beside what really came.")
runs = with_networks(store, runs_or_demonstration(store))
if not runs:
    nothing_to_show("There is no trained network to forecast with yet.")
if runs[0].spec.load_task().group != "forecasting":
    nothing_to_show("These networks read strings and sums; there is no series to forecast.")
show_forecasts(store, runs)
