import numpy as np
import pytest
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from rnnviz.tasks.classical import (
    autoregression,
    exponential_smoothing,
    fit_autoregression,
    fit_smoothing,
    persistence,
    seasonal_naive,
)


@pytest.fixture
def waves(rng):
    return np.sin(np.arange(160) * 2 * np.pi / 8) + 0.1 * rng.normal(size=160)


def test_an_autoregression_finds_the_rule_of_its_kind(rng):
    series = np.zeros(600)
    for k in range(2, 600):
        series[k] = 3 + 1.2 * series[k - 1] - 0.5 * series[k - 2] + rng.normal()
    weights = fit_autoregression(series[:400], 2)
    np.testing.assert_allclose(weights[1:], [1.2, -0.5], atol=0.15)
    forecast = autoregression(series, weights, np.arange(400, 600), 1)[:, 0]
    ideal = 3 + 1.2 * series[399:-1] - 0.5 * series[398:-2]
    assert forecast.shape == (200,)
    np.testing.assert_allclose(forecast, ideal, atol=0.5)


@pytest.mark.parametrize("start", [100, 131])
def test_an_autoregression_goes_on_as_that_of_statsmodels_does(waves, start):
    weights = fit_autoregression(waves[:100], 5)
    ours = autoregression(waves, weights, np.array([start]), 20)[0]
    theirs = AutoReg(waves[:start], lags=5).predict(weights, start=start, end=start + 19)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize("season", [1, 8])
@pytest.mark.parametrize("start", [100, 131])
def test_smoothing_goes_on_as_that_of_statsmodels_does(waves, start, season):
    parameters = fit_smoothing(waves[:100], season)
    ours = exponential_smoothing(waves, parameters, np.array([start]), 20, season)[0]
    shape = {"seasonal": "add", "seasonal_periods": season} if season > 1 else {}
    theirs = ETSModel(waves[:start], **shape).smooth(parameters).forecast(20)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def test_no_forecast_sees_what_it_forecasts(waves):
    changed = waves.copy()
    changed[130:] += 100
    weights, parameters = fit_autoregression(waves[:100], 3), fit_smoothing(waves[:100], 8)
    start = np.array([130])
    for forecast in (
        lambda series: persistence(series, start, 9),
        lambda series: seasonal_naive(series, start, 9, 8),
        lambda series: autoregression(series, weights, start, 9),
        lambda series: exponential_smoothing(series, parameters, start, 9, 8),
    ):
        np.testing.assert_allclose(forecast(waves), forecast(changed))


def test_smoothing_follows_a_season():
    season = np.tile([0.0, 5.0, 1.0, 7.0], 30)
    parameters = fit_smoothing(season[:100], 4)
    forecast = exponential_smoothing(season, parameters, np.arange(100, 110), 10, 4)
    np.testing.assert_allclose(forecast[3], season[103:113], atol=0.5)


def test_the_newest_season_comes_again():
    series = np.arange(10.0)
    forecast = seasonal_naive(series, np.array([6, 9]), 5, 3)
    np.testing.assert_array_equal(forecast, [[3, 4, 5, 3, 4], [6, 7, 8, 6, 7]])
    np.testing.assert_array_equal(persistence(series, np.array([6]), 2), [[5, 5]])
