import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz.figures import (
    Line,
    forecast_figure,
    learning_curves,
    persistence_line,
    state_heatmap,
    truth_line,
)
from rnnviz.palette import CELL_COLOURS, GATE_COLOURS


def test_a_forecast_figure_draws_every_line_over_named_axes():
    x = np.arange(5.0)
    figure = forecast_figure(
        lines=[
            truth_line(x, x),
            persistence_line(x, x - 1),
            Line("LSTM", x, x + 1, CELL_COLOURS["lstm"]),
        ],
        x_title="year",
        y_title="yield (%)",
        mark=2.0,
        mark_text="free run starts",
    )
    assert isinstance(figure, go.Figure)
    assert [trace.name for trace in figure.data] == ["truth", "persistence", "LSTM"]
    np.testing.assert_array_equal(figure.data[2].y, x + 1)
    assert figure.data[2].line.color == CELL_COLOURS["lstm"]
    assert figure.layout.xaxis.title.text == "year"
    assert figure.layout.yaxis.title.text == "yield (%)"
    assert figure.layout.annotations[0].text == "free run starts"


def test_learning_curves_show_both_losses_on_a_log_axis():
    epochs = np.arange(1, 4)
    figure = learning_curves(
        epochs=epochs, train_loss=1 / epochs, validation_loss=2 / epochs, colour="#000000"
    )
    assert [trace.name for trace in figure.data] == ["training", "validation"]
    assert figure.layout.yaxis.type == "log"
    np.testing.assert_array_equal(figure.data[1].y, 2 / epochs)


def test_states_are_centred_on_zero_and_gates_run_from_0_to_1(rng):
    states = state_heatmap(values=rng.normal(size=(9, 4)) * 3, title="cell state c")
    trace = states.data[0]
    assert trace.z.shape == (4, 9)  # units upwards, time to the right
    assert trace.zmin == -trace.zmax
    assert trace.zmax >= 3
    gate = state_heatmap(values=rng.uniform(size=(9, 4)), title="forget gate f", gate="forget")
    assert (gate.data[0].zmin, gate.data[0].zmax) == (0, 1)
    assert gate.data[0].colorscale[-1][1] == GATE_COLOURS["forget"]


def test_wrong_arrays_and_gates_are_named(rng):
    with pytest.raises(ValueError, match=r"\(time, unit\)"):
        state_heatmap(values=rng.normal(size=3), title="h")
    with pytest.raises(ValueError, match="unknown gate 'forgot'"):
        state_heatmap(values=rng.normal(size=(3, 2)), title="f", gate="forgot")
