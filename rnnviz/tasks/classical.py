"""What statistics forecast without a network, one step ahead (statsmodels).

Parameters are fitted to what comes before ``start``; each forecast then reads the true values
before it, as a network does.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def autoregression(series: Floats, start: int, order: int) -> Floats:
    """Forecast ``series[start:]`` from the last ``order`` values and a constant.

    Parameters
    ----------
    series
        Shape (n,), in any units.
    start
        Index of the first forecast value; the fit sees only what is before.
    order
        Number of values read.

    Returns
    -------
    Forecasts of shape (n - start,), in the units of the series.
    """
    from statsmodels.tsa.ar_model import AutoReg  # takes a second to load

    fitted = AutoReg(series[:start], lags=order).fit()
    whole = AutoReg(series, lags=order)
    forecast = whole.predict(fitted.params, start=start, end=len(series) - 1, dynamic=False)
    return np.asarray(forecast, dtype=np.float64)


def exponential_smoothing(series: Floats, start: int, season: int = 1) -> Floats:
    """Forecast ``series[start:]`` by ETS with additive errors, and an additive season if any.

    Parameters
    ----------
    series, start
        As in :func:`autoregression`.
    season
        Steps after which the series repeats itself; 1 leaves the season out.

    Returns
    -------
    Forecasts of shape (n - start,), in the units of the series.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    shape = {"seasonal": "add", "seasonal_periods": season} if season > 1 else {}
    with warnings.catch_warnings():
        # A fit that stops short of its optimum is still a fair forecast to compare with.
        warnings.simplefilter("ignore")
        fitted = ETSModel(series[:start], **shape).fit(disp=False)
        smoothed = ETSModel(series, **shape).smooth(fitted.params)
    return np.asarray(smoothed.fittedvalues, dtype=np.float64)[start:]
