"""Forecasts in the data's own units: one step ahead, free-running, and the naive baseline."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rnnviz.models import SequenceModel
from rnnviz.tasks import SplitName, Task


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
        What really came, shape (n,); NaN beyond the end of the data.
    """

    positions: NDArray[np.float64]
    predicted: NDArray[np.float64]
    truth: NDArray[np.float64]

    def metrics(self) -> dict[str, float]:
        """Measure the error where the truth is known: ``rmse`` and ``mae`` in the data's units."""
        error = (self.predicted - self.truth)[~np.isnan(self.truth)]
        return {
            "rmse": float(np.sqrt(np.mean(error**2))),
            "mae": float(np.mean(np.abs(error))),
        }


def one_step(model: SequenceModel, task: Task, split: SplitName = "test") -> Forecast:
    """Predict every value of a split from the true values before it (teacher-forced)."""
    windows = task.windows(split)
    predicted = _predict(model, windows.inputs)[:, 0]
    return Forecast(
        positions=task.positions[windows.target_index],
        predicted=task.to_units(predicted, newest=task.series[windows.target_index - 1]),
        truth=task.series[windows.target_index],
    )


def persistence(task: Task, split: SplitName = "test") -> Forecast:
    """Predict that every value equals the one before it."""
    index = np.array(task.targets_of(split))
    return Forecast(
        positions=task.positions[index],
        predicted=task.series[index - 1],
        truth=task.series[index],
    )


def free_run(
    model: SequenceModel, task: Task, horizon: int | None = None, start: int | None = None
) -> Forecast:
    """Let the model continue from its own predictions.

    The window before ``start`` is true data; from then on each prediction is fed back as the
    newest value of the window.

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
    window = task.series[start - task.window : start].copy()
    predicted = np.empty(horizon)
    for k in range(horizon):
        readout = _predict(model, task.normalise(window)[None, :, None])[0, 0]
        predicted[k] = task.to_units(readout, newest=window[-1])
        window = np.append(window[1:], predicted[k])
    return Forecast(
        positions=_extended_positions(task, start, horizon),
        predicted=predicted,
        truth=_padded_truth(task, start, horizon),
    )


def _predict(model: SequenceModel, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    with torch.no_grad():
        predicted = model.predict_next(torch.from_numpy(inputs).to(device)).cpu().numpy()
    model.train(was_training)
    return predicted


def _extended_positions(task: Task, start: int, horizon: int) -> NDArray[np.float64]:
    step = task.positions[-1] - task.positions[-2]
    beyond = task.positions[-1] + step * np.arange(1, horizon + 1)
    return np.concatenate([task.positions[start:], beyond])[:horizon]


def _padded_truth(task: Task, start: int, horizon: int) -> NDArray[np.float64]:
    known = task.series[start : start + horizon]
    return np.concatenate([known, np.full(horizon - len(known), np.nan)])
