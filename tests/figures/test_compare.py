import numpy as np
import pytest

from rnnviz.analysis.saturation import Saturation
from rnnviz.figures.compare import (
    Curve,
    saturation_figure,
    spread_figure,
    thinned,
)
from rnnviz.palette import GATE_COLOURS


def curve(run, points, group="LSTM"):
    return Curve(group, run, np.arange(points, dtype=float), 1 / (1 + np.arange(points)))


def test_thinned_curves_keep_their_ends():
    epochs, losses = thinned(curve("a", 1000), 100)
    assert 90 <= len(epochs) <= 100
    assert (epochs[0], epochs[-1]) == (0, 999)
    assert losses[-1] == pytest.approx(1 / 1000)
    assert thinned(curve("b", 7), 100)[0].tolist() == list(range(7))


def test_values_that_are_no_numbers_are_left_out():
    broken = Curve("g", "r", np.arange(4.0), np.array([1.0, np.nan, np.inf, 2.0]))
    assert thinned(broken, 100)[0].tolist() == [0, 3]
    nothing = Curve("g", "r", np.empty(0), np.empty(0))
    assert len(thinned(nothing, 100)[0]) == 0


def test_every_run_is_a_dot_and_a_group_of_several_has_its_spread():
    figure = spread_figure(
        values={"LSTM": [1.0, 2.0, 4.0], "GRU": [3.0]},
        runs={"LSTM": ["a", "b", "c"], "GRU": ["d"]},
        colours={"LSTM": "#111111", "GRU": "#222222"},
        x_title="test RMSE",
        baselines={"persistence": 2.5},
    )
    bar, dots, single = figure.data
    assert list(dots.x) == [1, 2, 4]
    assert list(dots.text) == ["a", "b", "c"]
    assert bar.x[0] == pytest.approx(7 / 3)
    assert bar.error_x.array[0] == pytest.approx(np.std([1, 2, 4], ddof=1))
    assert list(single.y) == ["GRU"]
    assert figure.layout.shapes[0].x0 == 2.5
    assert figure.layout.annotations[0].text == "persistence"
    assert figure.layout.xaxis.title.text == "test RMSE"


def test_a_long_name_is_written_in_lines_and_not_cut():
    name = "RNN tanh, 2 layers of 16 units, both directions"
    figure = spread_figure(
        values={name: [1.0]},
        runs={name: ["a"]},
        colours={name: "#111111"},
        x_title="x",
        baselines={},
    )
    (label,) = figure.layout.yaxis.ticktext
    assert label.replace("<br>", " ") == name
    assert max(map(len, label.split("<br>"))) <= 24
    assert figure.layout.yaxis.tickvals == (name,)


def test_each_gate_has_its_plot_and_colour(rng):
    gates = {
        name: Saturation(shut=rng.random(5) / 2, open=rng.random(5) / 2)
        for name in ("reset", "update")
    }
    figure = saturation_figure(gates=gates)
    assert [trace.marker.color for trace in figure.data] == [
        GATE_COLOURS["reset"],
        GATE_COLOURS["update"],
    ]
    np.testing.assert_array_equal(figure.data[1].x, gates["update"].shut)
    np.testing.assert_array_equal(figure.data[1].y, gates["update"].open)
    assert "shut" in figure.layout.xaxis2.title.text
    assert "open" in figure.layout.yaxis.title.text
    with pytest.raises(ValueError, match="no gate"):
        saturation_figure(gates={})
