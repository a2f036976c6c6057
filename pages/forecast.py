"""Forecasts of trained networks, side by side."""

from rnnviz.ui.empty import nothing_to_show, wait_for_networks
from rnnviz.ui.forecast import forecasts_a_series, show_forecasts
from rnnviz.ui.forecast_runs import choose_runs, explain_missing, say_left_out
from rnnviz.ui.header import page_header
from rnnviz.ui.typed import ask_networks
from rnnviz.ui.typed_examples import takes_typed

store = page_header("Forecast", "The networks' predictions beside the true values.", any_runs=True)
chosen = choose_runs(store)
say_left_out(chosen.left_out)
if not chosen.ready:
    explain_missing(chosen.waiting)
    wait_for_networks(store)
if forecasts_a_series(chosen.ready):
    show_forecasts(store, chosen.ready, chosen.waiting)
elif takes_typed(chosen.ready[0].spec.outline_task()):
    ask_networks(store, chosen.ready)
else:
    nothing_to_show("These networks neither forecast a series nor read typed text.")
