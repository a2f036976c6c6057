"""Forecasts of a test range by networks and baselines: one step ahead, and from every start."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rnnviz.analysis.gain import Gain
from rnnviz.analysis.horizon import gains_by_horizon, rmse_by_horizon, share_outside
from rnnviz.evaluation import free_runs, split_outputs
from rnnviz.forecasting import one_step
from rnnviz.models import SequenceModel
from rnnviz.tasks import SeriesTask

Floats = NDArray[np.float64]

# Enough for a cursor to move smoothly over the test range, and few enough to be sent at once.
MOST_STARTS = 250
MOST_STEPS = 100
# An error of fewer free runs than these says more about them than about the horizon.
LEAST_RUNS = 5


@dataclass(frozen=True, eq=False)
class Ground:
    """Where free runs of a task start, and the true values they are compared with.

    Attributes
    ----------
    starts
        Indices in the series of the first predicted values, ascending, shape (starts,): every
        place of the test range, or 250 spread evenly over it.
    horizon
        Steps of every free run: as many as the test range has, at most 100. A run from a late
        start goes on beyond the data.
    truth
        The true values after each start, (starts, horizon), in the data's own units; NaN
        beyond the end of the data.
    low, high, mean
        Of the series within the training part.
    """

    starts: NDArray[np.int64]
    horizon: int
    truth: Floats
    low: float
    high: float
    mean: float

    @classmethod
    def of(cls, task: SeriesTask) -> "Ground":
        """Find the ground of a task."""
        test = np.array(task.targets_of("test"))
        starts = test
        if len(test) > MOST_STARTS:
            starts = test[np.linspace(0, len(test) - 1, MOST_STARTS).round().astype(np.int64)]
        horizon = min(len(test), MOST_STEPS)
        padded = np.concatenate([task.series, np.full(horizon, np.nan)])
        seen = task.series[: task.validation_start]
        return cls(
            starts=starts,
            horizon=horizon,
            truth=padded[starts[:, None] + np.arange(horizon)],
            low=float(seen.min()),
            high=float(seen.max()),
            mean=float(seen.mean()),
        )

    def error(self, free: Floats) -> Floats:
        """Return the RMSE of free runs by horizon, (horizon,); NaN where too few have a truth."""
        return rmse_by_horizon(free, self.truth, least=min(LEAST_RUNS, len(self.starts)))

    def squared_errors(self, free: Floats) -> Floats:
        """Return the squared errors of free runs, (starts, horizon); NaN beyond the data.

        A run that ran away has an infinite one.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            squared = (free - self.truth) ** 2
        return np.where(np.isnan(self.truth), np.nan, np.nan_to_num(squared, nan=np.inf))

    def gains(self, squared: Floats, reference: Floats) -> list[Gain | None]:
        """Compare squared errors of free runs at each horizon; None where too few have a truth."""
        spacing = int(np.diff(self.starts).min()) if len(self.starts) > 1 else 1
        least = min(LEAST_RUNS, len(self.starts))
        return gains_by_horizon(squared, reference, spacing, least)

    def error_of_mean(self) -> Floats:
        """Return the RMSE by horizon of always forecasting the mean of the training part."""
        return self.error(np.full(self.truth.shape, self.mean))


@dataclass(frozen=True, eq=False)
class Outlook:
    """The forecasts of one network or baseline, in the data's own units.

    Attributes
    ----------
    one_step
        From true values, for every target of the test range, shape (targets,).
    free
        Free runs, shape (starts, horizon).
    outside
        Share of the top layer's units whose state is out of the range it had at the end of the
        training windows, before each prediction of the free runs, shape (starts, horizon) in
        0..1. Empty for baselines, which have no state.
    """

    one_step: Floats
    free: Floats
    outside: Floats


def network_outlook(model: SequenceModel, task: SeriesTask, ground: Ground) -> Outlook:
    """Let a network forecast the test range, one step ahead and from every start.

    The model is left in the mode it was in.
    """
    with _last_states(model) as seen:
        split_outputs(model, task, "train")
    trained = np.concatenate(seen)
    # A network may run away from its own predictions; what is infinite then is told as such.
    with _last_states(model) as seen, np.errstate(over="ignore", invalid="ignore"):
        free = free_runs(model, task, ground.starts, ground.horizon)
    states = np.stack(seen, axis=1)  # (starts, horizon, units)
    return Outlook(
        one_step=one_step(model, task).predicted,
        free=free,
        outside=share_outside(states, trained.min(axis=0), trained.max(axis=0)),
    )


def baseline_outlooks(task: SeriesTask, ground: Ground) -> Mapping[str, Outlook]:
    """Return the forecasts of the task's baselines by name."""
    test = np.array(task.targets_of("test"))
    ahead = task.baseline_runs(test, 1)
    free = task.baseline_runs(ground.starts, ground.horizon)
    return {name: Outlook(ahead[name][:, 0], free[name], np.empty((0, 0))) for name in free}


@contextmanager
def _last_states(model: SequenceModel) -> Iterator[list[Floats]]:
    """Collect the top layer's states after the last step of everything that a model reads.

    Yields a list that grows by an array of shape (batch, units) with each batch.
    """
    states: list[Floats] = []

    def note(_: torch.nn.Module, read: tuple[torch.Tensor, ...]) -> None:
        states.append(read[0][:, -1].cpu().numpy().astype(np.float64))

    handle = model.readout.register_forward_pre_hook(note)
    try:
        yield states
    finally:
        handle.remove()
