import numpy as np
import pytest

from rnnviz.tasks.classical import autoregression, exponential_smoothing


def test_an_autoregression_finds_the_rule_of_its_kind(rng):
    series = np.zeros(600)
    for k in range(2, 600):
        series[k] = 3 + 1.2 * series[k - 1] - 0.5 * series[k - 2] + rng.normal()
    forecast = autoregression(series, 400, 2)
    ideal = 3 + 1.2 * series[399:-1] - 0.5 * series[398:-2]
    assert forecast.shape == (200,)
    np.testing.assert_allclose(forecast, ideal, atol=0.5)


def test_the_fit_does_not_see_what_it_forecasts(rng):
    series = rng.normal(size=200).cumsum()
    changed = series.copy()
    changed[150:] += 100
    for forecast in (
        lambda values: autoregression(values, 150, 3),
        lambda values: exponential_smoothing(values, 150),
    ):
        assert forecast(series)[0] == pytest.approx(forecast(changed)[0])


def test_smoothing_follows_a_season():
    season = np.tile([0.0, 5.0, 1.0, 7.0], 30)
    forecast = exponential_smoothing(season, 100, season=4)
    np.testing.assert_allclose(forecast, season[100:], atol=0.5)
