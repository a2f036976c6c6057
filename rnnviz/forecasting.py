"""Forecasts in the data's own units: one step ahead, free-running, and the naive baseline."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.evaluation import free_runs, split_outputs
from rnnviz.models import SequenceModel
from rnnviz.tasks import SeriesTask, SplitName
from rnnviz.tasks.metrics import regression_metrics


@dataclass(frozen=True, eq=False)
class Forecast:
    """Predicted values beside the truth.

    Attributes
    ----------
    positions
        Where the predicted values stand on the time axis, shape (n,).
    predicted
        In the data's own units, shape (n,).
    truth
        The true values, shape (n,); NaN beyond the end of the data.
    """

    positions: NDArray[np.float64]
    predicted: NDArray[np.float64]
    truth: NDArray[np.float64]

    def __repr__(self) -> str:
        count = len(self.predicted)
        values = f"Forecast of {count} value{'' if count == 1 else 's'}"
        if not count:
            return values
        where = f"from position {self.positions[0]:g} to {self.positions[-1]:g}"
        known = int((~np.isnan(self.truth)).sum())
        if not known:
            return f"{values} {where}; the truth is not known"
        errors = ", ".join(f"{name} {error:.4g}" for name, error in self.metrics().items())
        return f"{values} {where}; {errors} over the {known} whose truth is known"

    def metrics(self) -> dict[str, float]:
        """Measure the error where the truth is known: ``rmse`` and ``mae`` in the data's units."""
        known = ~np.isnan(self.truth)
        return regression_metrics(self.predicted[known], self.truth[known])


def one_step(model: SequenceModel, task: SeriesTask, split: SplitName = "test") -> Forecast:
    """Predict every value of a split from the true values before it (teacher-forced)."""
    index = np.array(task.targets_of(split))
    readout = split_outputs(model, task, split)[:, -1, 0]
    return Forecast(
        positions=task.positions[index],
        predicted=task.to_units(readout, newest=task.series[index - 1]),
        truth=task.series[index],
    )


def persistence(task: SeriesTask, split: SplitName = "test") -> Forecast:
    """Predict that every value equals the one before it."""
    index = np.array(task.targets_of(split))
    return Forecast(
        positions=task.positions[index],
        predicted=task.series[index - 1],
        truth=task.series[index],
    )


def free_run(
    model: SequenceModel, task: SeriesTask, horizon: int | None = None, start: int | None = None
) -> Forecast:
    """Let the model continue from its own predictions.

    The window before ``start`` is true data; from then on each prediction is fed back as the
    newest value of the window. Where a network reads several series, those that it does not
    predict stay at their newest true value.

    Parameters
    ----------
    model, task
        A model trained on the task, and the task.
    horizon
        Steps to predict; by default to the end of the data. It may run beyond the data, where
        the truth is NaN.
    start
        Index in the series of the first predicted value; by default the start of the test
        range.

    Raises
    ------
    ValueError
        If ``start`` leaves no window before it or no value at it, or ``horizon`` is below 1.
    """
    start = task.test_start if start is None else start
    if not task.window <= start < len(task.series):
        raise ValueError(f"start must be from {task.window} to {len(task.series) - 1}, not {start}")
    horizon = len(task.series) - start if horizon is None else horizon
    if horizon < 1:
        raise ValueError(f"horizon must be at least 1, not {horizon}")
    predicted = free_runs(model, task, np.array([start]), horizon)[0]
    return Forecast(
        positions=_extended_positions(task, start, horizon),
        predicted=predicted,
        truth=_padded_truth(task, start, horizon),
    )


def _extended_positions(task: SeriesTask, start: int, horizon: int) -> NDArray[np.float64]:
    step = task.positions[-1] - task.positions[-2]
    beyond = task.positions[-1] + step * np.arange(1, horizon + 1)
    return np.concatenate([task.positions[start:], beyond])[:horizon]


def _padded_truth(task: SeriesTask, start: int, horizon: int) -> NDArray[np.float64]:
    known = task.series[start : start + horizon]
    return np.concatenate([known, np.full(horizon - len(known), np.nan)])
