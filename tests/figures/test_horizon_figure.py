import numpy as np

from rnnviz.figures import Line
from rnnviz.figures.horizon import Band, horizon_figure

AHEAD = np.arange(1.0, 5)


def test_every_error_is_drawn_over_its_band():
    low, high = np.array([1.0, 1, 2, np.nan]), np.array([2.0, 3, 4, np.nan])
    figure = horizon_figure(
        lines=[Line("LSTM", AHEAD, AHEAD * 2, "#123456"), Line("ETS", AHEAD, AHEAD, "#654321")],
        bands=[Band("LSTM", AHEAD, low, high, "#123456")],
        marks={"LSTM": 3},
        unit="K",
        hidden={"ETS"},
    )
    band, lstm, ets = figure.data
    np.testing.assert_array_equal(band.x, [1, 2, 3, 3, 2, 1])
    np.testing.assert_array_equal(band.y, [2, 3, 4, 2, 1, 1])
    np.testing.assert_array_equal(lstm.y, AHEAD * 2)
    assert [k for k, size in enumerate(lstm.marker.size, start=1) if size] == [3]
    assert (lstm.visible, ets.visible) == (True, "legendonly")
    assert ets.mode == "lines"
    assert figure.layout.xaxis.title.text == "steps ahead"
    assert figure.layout.yaxis.title.text == "RMSE (K)"


def test_an_error_without_a_unit_is_a_plain_number():
    figure = horizon_figure(lines=[Line("LSTM", AHEAD, AHEAD, "#123456")])
    assert figure.layout.yaxis.title.text == "RMSE"
