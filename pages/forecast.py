"""Forecasts of trained networks, side by side."""

from rnnviz.ui.empty import nothing_to_show, wait_for_networks
from rnnviz.ui.forecast import forecasts_a_series, show_forecasts
from rnnviz.ui.forecast_runs import choose_runs, explain_missing, say_left_out
from rnnviz.ui.header import page_header
from rnnviz.ui.typed import ask_networks
from rnnviz.ui.typed_examples import takes_typed

store = page_header(
    "Forecast", "What the networks predict, beside what really came.", any_runs=True
)
chosen = choose_runs(store)
say_left_out(chosen.left_out)
if not chosen.ready:
    explain_missing(chosen.waiting)
    wait_for_networks(store)
if forecasts_a_series(chosen.ready):
    show_forecasts(store, chosen.ready, chosen.waiting)
elif takes_typed(chosen.ready[0].spec.load_task()):
    ask_networks(store, chosen.ready)
else:
    nothing_to_show("These networks have no series to continue and write no text.")
