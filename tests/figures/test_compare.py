import numpy as np
import pytest

from rnnviz.analysis.saturation import Saturation
from rnnviz.figures.compare import (
    DASHES,
    Curve,
    Look,
    curves_chart,
    curves_table,
    saturation_figure,
    spread_figure,
)
from rnnviz.palette import GATE_COLOURS


def curve(run, points, group="LSTM"):
    return Curve(group, run, np.arange(points, dtype=float), 1 / (1 + np.arange(points)))


def test_curves_keep_their_ends_and_their_names():
    table = curves_table([curve("a", 1000), curve("b", 7)], most=200)
    of_a = table[table["run"] == "a"]
    assert 90 <= len(of_a) <= 100
    assert (of_a["epoch"].iloc[0], of_a["epoch"].iloc[-1]) == (0, 999)
    assert table[table["run"] == "b"]["epoch"].tolist() == list(range(7))
    assert of_a["loss"].iloc[-1] == pytest.approx(1 / 1000)
    assert set(table["group"]) == {"LSTM"}


def test_values_that_are_no_numbers_are_left_out():
    broken = Curve("g", "r", np.arange(4.0), np.array([1.0, np.nan, np.inf, 2.0]))
    assert curves_table([broken], most=100)["epoch"].tolist() == [0, 3]
    nothing = Curve("g", "r", np.empty(0), np.empty(0))
    assert len(curves_table([nothing], most=100)) == 0
    assert len(curves_table([], most=100)) == 0


def test_the_chart_names_its_axes_and_zooms():
    looks = {"LSTM": Look("#112233"), "LSTM, 8 units": Look("#112233", DASHES[1])}
    chart = curves_chart(looks=looks, loss_name="loss (nats)", log_scale=True, faint=False)
    encoding = chart["encoding"]
    assert encoding["y"]["title"] == "loss (nats)"
    assert encoding["y"]["scale"]["type"] == "log"
    assert encoding["color"]["scale"]["domain"] == list(looks)
    assert encoding["strokeDash"]["scale"]["range"] == [[1, 0], list(DASHES[1])]
    assert chart["params"][0]["bind"] == "scales"
    linear = curves_chart(looks=looks, loss_name="x", log_scale=False, faint=True)
    assert linear["encoding"]["y"]["scale"]["type"] == "linear"


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
