"""What statistics forecast without a network (statsmodels).

Parameters are fitted to what comes before the test range. Each forecast then reads the true
values before its own start, as a network does, and goes on from there by itself: its first step is
the forecast one step ahead.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.series_checks import check_finite

Floats = NDArray[np.float64]
Starts = NDArray[np.int64]


def persistence(series: Floats, starts: Starts, horizon: int) -> Floats:
    """Forecast that all values to come equal the newest.

    Parameters
    ----------
    series
        Shape (n,), in any units.
    starts
        Indices of the first forecast values, shape (starts,), each at least 1.
    horizon
        Steps to forecast.

    Returns
    -------
    Shape (starts, horizon), in the units of the series.
    """
    return np.repeat(series[starts - 1][:, None], horizon, axis=1)


def seasonal_naive(series: Floats, starts: Starts, horizon: int, season: int) -> Floats:
    """Forecast that the newest season comes again and again.

    Parameters and returned values as in :func:`persistence`; ``season`` is the number of steps
    after which the series repeats itself, and no start may be below it.
    """
    within: Floats = series[starts[:, None] - season + np.arange(horizon) % season]
    return within


def fit_autoregression(series: Floats, order: int) -> Floats:
    """Fit a constant and the weights of the last ``order`` values, by least squares.

    Returns
    -------
    Shape (order + 1,): the constant, then the weights of the newest value, the one before, ...

    Raises
    ------
    ValueError
        If a value is not a finite number; the message names its row.
    """
    check_finite(series[:, None], "", ("the series",))
    from statsmodels.tsa.ar_model import AutoReg  # takes a second to load

    return np.asarray(AutoReg(series, lags=order).fit().params, dtype=np.float64)


def autoregression(series: Floats, weights: Floats, starts: Starts, horizon: int) -> Floats:
    """Forecast with the weights of :func:`fit_autoregression`, each step from those before it.

    Parameters and returned values as in :func:`persistence`; no start may be below the order.
    """
    order = len(weights) - 1
    read = series[starts[:, None] - np.arange(1, order + 1)]  # (starts, order), newest first
    forecast = np.empty((len(starts), horizon))
    for step in range(horizon):
        forecast[:, step] = weights[0] + read @ weights[1:]
        read = np.concatenate([forecast[:, step : step + 1], read[:, :-1]], axis=1)
    return forecast


def fit_smoothing(series: Floats, season: int = 1) -> Floats:
    """Fit ETS with additive errors, and an additive season if any; return its parameters.

    ``season`` is the number of steps after which the series repeats itself; 1 leaves it out.

    Raises
    ------
    ValueError
        If a value is not a finite number; the message names its row.
    """
    check_finite(series[:, None], "", ("the series",))
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        # A fit that stops short of its optimum is still a fair forecast to compare with.
        warnings.simplefilter("ignore")
        fitted = ETSModel(series, **_shape(season)).fit(disp=False)
    return np.asarray(fitted.params, dtype=np.float64)


def exponential_smoothing(
    series: Floats, parameters: Floats, starts: Starts, horizon: int, season: int = 1
) -> Floats:
    """Forecast by ETS with the parameters of :func:`fit_smoothing`.

    Without a trend the forecast is the level that was reached, and the newest season on top.
    Parameters and returned values as in :func:`persistence`; no start may be below the season.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        smoothed = ETSModel(series, **_shape(season)).smooth(parameters)
    forecast = np.repeat(np.asarray(smoothed.level)[starts - 1][:, None], horizon, axis=1)
    if season > 1:
        forecast += seasonal_naive(np.asarray(smoothed.season), starts, horizon, season)
    return forecast


def _shape(season: int) -> dict[str, object]:
    return {"seasonal": "add", "seasonal_periods": season} if season > 1 else {}
