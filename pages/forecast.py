"""Forecasts of trained networks, side by side."""

from rnnviz.runs.restore import with_networks
from rnnviz.ui.empty import nothing_to_show, wait_for_networks
from rnnviz.ui.forecast import forecasts_a_series, show_forecasts
from rnnviz.ui.header import page_header
from rnnviz.ui.links import runs_or_demonstration
from rnnviz.ui.typed import ask_networks
from rnnviz.ui.typed_examples import takes_typed

store = page_header("Forecast", "What the networks predict, beside what really came.")
runs = with_networks(store, runs_or_demonstration(store))
if not runs:
    wait_for_networks(store)
if forecasts_a_series(runs):
    show_forecasts(store, runs)
elif takes_typed(runs[0].spec.load_task()):
    ask_networks(store, runs)
else:
    nothing_to_show("These networks have no series to continue and write no text.")
