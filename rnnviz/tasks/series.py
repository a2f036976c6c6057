"""Forecasting tasks: the next value of a series from a window of the values before."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.case_scores import CaseScores
from rnnviz.tasks.classical import (
    autoregression,
    exponential_smoothing,
    fit_autoregression,
    fit_smoothing,
    persistence,
    seasonal_naive,
)
from rnnviz.tasks.examples import Examples, last_step_only
from rnnviz.tasks.metrics import regression_metrics
from rnnviz.tasks.series_checks import check_series, constant_inputs, training_scale
from rnnviz.tasks.task import Canvas, Group, Probe, SplitName, Task, check_split

# Steps from one start to the next of the free runs that are judged at a horizon.
HORIZON_SPACING = 4
_RANGES = {"train": "training", "validation": "validation", "test": "test"}


@dataclass(frozen=True, eq=False, kw_only=True)
class SeriesTask(Task):
    """Forecast the next value of the first column of a table of series.

    Attributes
    ----------
    positions
        Where each value stands on the time axis, shape (n,): years, or x.
    table
        Every input in its own units, shape (n, inputs); the first column is forecast.
    window
        Number of steps a network sees before it predicts.
    predicts
        ``"value"``: the network gives the next value. ``"change"``: it gives the difference
        from the newest value, which is added back; so a network that gives 0 is the persistence
        forecast. The usual choice for series that wander, such as yields.
    validation_start, test_start
        Index of the first target of the validation and of the test split. A target belongs to
        one split only; the windows before it may reach back into the split before.
    season
        Steps after which the series repeats itself, 1 where it has no season.
    orders
        Orders of the autoregressions that stand beside the networks; by default the window.
    step_labels
        What stands at each step in words, such as a date; by default its position.
    horizon
        Steps into a free run at which its error is judged too; 0 for tasks that need no such.
    squared
        Whether the mean squared error is reported too, where the literature gives that.

    Raises
    ------
    ValueError
        If a value is not a finite number (the message names its column and row), the series to
        be forecast is constant in training, or shapes and ranges do not fit each other.

    Notes
    -----
    Table and positions are copied. An input that is constant in training is divided by 1, so
    that networks read 0 for it there.
    """

    group: Group = "forecasting"
    kind: Literal["regression", "classification"] = "regression"
    vocabulary: tuple[str, ...] = ()
    headline: str = "rmse"
    input_size: int = field(init=False)
    output_names: tuple[str, ...] = field(init=False)
    positions: NDArray[np.float64]
    table: NDArray[np.float64]
    window: int
    predicts: Literal["value", "change"]
    validation_start: int
    test_start: int
    season: int = 1
    orders: tuple[int, ...] = ()
    step_labels: tuple[str, ...] = ()
    horizon: int = 0
    squared: bool = False
    means: NDArray[np.float64] = field(init=False)
    stds: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        # Copies: the caller's arrays stay as they are, and may change later.
        table = np.array(self.table, dtype=np.float64)
        positions = np.array(self.positions, dtype=np.float64)
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "positions", positions)
        check_series(self)
        if not self.window < self.validation_start < self.test_start < len(table):
            raise ValueError(
                f"task {self.name!r}: window {self.window}, validation start "
                f"{self.validation_start}, test start {self.test_start} and series length "
                f"{len(table)} must increase in this order"
            )
        # Only the training part may set the scale: the test range is not known in advance.
        means, stds = training_scale(self)
        object.__setattr__(self, "means", means)
        object.__setattr__(self, "stds", stds)
        object.__setattr__(self, "input_size", table.shape[1])
        object.__setattr__(self, "output_names", (self.value_name,))
        for array in (table, positions, means, stds):
            array.flags.writeable = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known before training, constant inputs among it."""
        return (*super().notes, *constant_inputs(self))

    @property
    def series(self) -> NDArray[np.float64]:
        """The series that is forecast, in its own units, shape (n,)."""
        return self.table[:, 0]

    @property
    def horizon_metric(self) -> str:
        """The metric of the error at the horizon; empty without one."""
        return f"nrmse{self.horizon}" if self.horizon else ""

    @property
    def mean(self) -> float:
        """Mean of the series within the training part."""
        return float(self.means[0])

    @property
    def std(self) -> float:
        """Standard deviation of the series within the training part."""
        return float(self.stds[0])

    def normalise(self, rows: NDArray[np.floating]) -> NDArray[np.float32]:
        """Bring rows of the table, shape (..., inputs), to mean 0 and deviation 1 of training."""
        return np.asarray((rows - self.means) / self.stds, dtype=np.float32)

    def to_units(
        self, readout: NDArray[np.floating], newest: NDArray[np.floating] | float
    ) -> NDArray[np.float64]:
        """Turn what the network gives into forecasts in the data's own units.

        Parameters
        ----------
        readout
            The network's outputs, any shape.
        newest
            The newest value that each output was given, in the data's own units, same shape.
        """
        scaled = np.asarray(readout, dtype=np.float64) * self.std
        return scaled + (newest if self.predicts == "change" else self.mean)

    def targets_of(self, split: SplitName) -> range:
        """Return the indices of a split's targets within the series."""
        check_split(split)
        return {
            "train": range(self.window, self.validation_start),
            "validation": range(self.validation_start, self.test_start),
            "test": range(self.test_start, len(self.table)),
        }[split]

    def examples(self, split: SplitName) -> Examples:
        """Cut the windows of a split, in time order; the value after each is its target."""
        index = np.array(self.targets_of(split), dtype=np.int64)
        normalised = self.normalise(self.table)
        reach = index[:, None] + np.arange(-self.window, 0)  # (windows, window length)
        targets = normalised[index, :1]
        if self.predicts == "change":
            targets = targets - normalised[index - 1, :1]
        return last_step_only(normalised[reach], targets)

    def metrics(self, split: SplitName, outputs: NDArray[np.floating]) -> dict[str, float]:
        """Return RMSE and MAE in the data's units, and MASE, of one-step forecasts."""
        index = np.array(self.targets_of(split))
        predicted = self.to_units(outputs[:, -1, 0], newest=self.series[index - 1])
        return self._errors(predicted, index)

    def case_scores(self, outputs: NDArray[np.floating]) -> CaseScores:
        """Return the squared error of each one-step forecast of the test range, in time order."""
        return self.forecast_case_scores(self.draw(outputs))

    def forecast_case_scores(self, predicted: NDArray[np.float64]) -> CaseScores:
        """Return the squared errors of forecasts of the test range, (targets,), in its units."""
        index = np.array(self.targets_of("test"))
        return CaseScores((predicted - self.series[index]) ** 2, overlap=1)

    def baseline_case_scores(self) -> Mapping[str, CaseScores | float]:
        """Return the squared errors of the forecasts without a network, one step ahead."""
        index = np.array(self.targets_of("test"))
        return {
            name: self.forecast_case_scores(forecast[:, 0])
            for name, forecast in self.baseline_runs(index, 1).items()
        }

    def _errors(self, predicted: NDArray[np.float64], index: NDArray[np.int64]) -> dict[str, float]:
        found = regression_metrics(predicted, self.series[index], self.mase_scale)
        return {**found, "mse": found["rmse"] ** 2} if self.squared else found

    @property
    def mase_scale(self) -> float:
        """Mean absolute change from step to step within the training part."""
        return float(np.mean(np.abs(np.diff(self.series[: self.validation_start]))))

    def baselines(self) -> Mapping[str, Mapping[str, float]]:
        """Return the errors of forecasts without a network on the test range.

        One step ahead; and at the horizon, where the task has one, by the names of the networks'
        own metrics.

        Persistence and, where there is a season, the seasonal naive forecast; autoregressions
        and exponential smoothing, fitted to all that comes before the test range. They are
        computed at the first call.
        """
        return self._baselines

    @cached_property
    def _baselines(self) -> dict[str, dict[str, float]]:
        index = np.array(self.targets_of("test"))
        found = {
            name: self._errors(forecast[:, 0], index)
            for name, forecast in self.baseline_runs(index, 1).items()
        }
        if self.horizon:
            far = self.baseline_runs(self.horizon_starts("test"), self.horizon)
            for name, forecast in far.items():
                found[name][f"nrmse{self.horizon}"] = self.horizon_error("test", forecast)
        return found

    def horizon_starts(self, split: SplitName) -> NDArray[np.int64]:
        """Return where the runs begin that are judged at the horizon, shape (starts,).

        Indices in the series of their first forecast values: every fourth place of the split that
        leaves room for a run.
        """
        targets = self.targets_of(split)
        return np.arange(targets.start, targets.stop - self.horizon + 1, HORIZON_SPACING)

    def horizon_error(self, split: SplitName, runs: NDArray[np.float64]) -> float:
        """Return the error at the horizon over the deviation of the series (Jaeger 2001).

        Parameters
        ----------
        split
            Which split the runs are about.
        runs
            Forecasts from each of :meth:`horizon_starts`, each step from those before it, in the
            data's own units, shape (starts, horizon).
        """
        return float(np.sqrt(self.horizon_case_scores(split, runs).mean))

    def horizon_case_scores(self, split: SplitName, runs: NDArray[np.float64]) -> CaseScores:
        """Return the squared error of each run at the horizon over the series' variance.

        Parameters are those of :meth:`horizon_error`. Runs overlap those that begin before they
        have reached the horizon.
        """
        starts = self.horizon_starts(split)
        truth = self.series[starts + self.horizon - 1]
        error = (np.asarray(runs, dtype=np.float64)[:, -1] - truth) / self.series.std()
        return CaseScores(error**2, overlap=math.ceil(self.horizon / HORIZON_SPACING))

    def baseline_horizon_case_scores(self) -> Mapping[str, CaseScores | float]:
        """Return the same of each baseline on the test split."""
        far = self.baseline_runs(self.horizon_starts("test"), self.horizon)
        return {name: self.horizon_case_scores("test", runs) for name, runs in far.items()}

    def baseline_runs(
        self, starts: NDArray[np.int64], horizon: int
    ) -> dict[str, NDArray[np.float64]]:
        """Let the forecasts without a network go on by themselves, from many places at once.

        Parameters
        ----------
        starts
            Indices in the series of the first forecast values, shape (starts,), each at least
            the window; the true values before a start are known to its forecast.
        horizon
            Steps to forecast.

        Returns
        -------
        dict
            The names of :meth:`baselines` to forecasts in the data's own units, each of shape
            (starts, horizon).
        """
        series = self.series
        runs = {"persistence": persistence(series, starts, horizon)}
        if self.season > 1:
            runs["seasonal_naive"] = seasonal_naive(series, starts, horizon, self.season)
        weights_by_order, smoothing = self._fitted
        for order, weights in weights_by_order.items():
            runs[f"AR({order})"] = autoregression(series, weights, starts, horizon)
        runs["ETS"] = exponential_smoothing(series, smoothing, starts, horizon, self.season)
        return runs

    @cached_property
    def _fitted(self) -> tuple[dict[int, NDArray[np.float64]], NDArray[np.float64]]:
        """Weights of each autoregression by its order, and the parameters of the smoothing."""
        known = self.series[: self.test_start]
        orders = self.orders or (self.window,)
        return (
            {order: fit_autoregression(known, order) for order in orders},
            fit_smoothing(known, self.season),
        )

    def reference_losses(self) -> Mapping[str, float]:
        """Return the loss of "next equals now" on the validation range."""
        index = np.array(self.targets_of("validation"))
        change = (self.series[index] - self.series[index - 1]) / self.std
        return {"persistence": float(np.mean(change**2))}

    def canvas(self) -> Canvas:
        """Return the test range, and as much before it as gives the eye its bearings."""
        test = np.array(self.targets_of("test"))
        before = np.arange(max(0, test[0] - max(self.window, len(test) // 3)), test[0])
        return Canvas(
            x=self.positions[test],
            truth=self.series[test],
            context_x=self.positions[before],
            context=self.series[before],
            x_title=self.step_name,
            y_title=self.value_name,
            unit=self.unit,
        )

    def draw(self, outputs: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the one-step forecasts of the test range in the data's units."""
        index = np.array(self.targets_of("test"))
        return self.to_units(outputs[:, -1, 0], newest=self.series[index - 1])

    def probe(self, split: SplitName, index: int = 0) -> Probe:
        """Return a whole split, read in one pass: step t holds what comes before target t."""
        targets = np.array(self.targets_of(split))
        caption = f"{self.title}: the {_RANGES[split]} range, read in one pass"
        return self._probe(targets - 1, self.series[targets], caption)

    def window_probe(self, split: SplitName, index: int) -> Probe:
        """Return one window of a split, as training read it; only its last step has a target.

        Raises
        ------
        ValueError
            If there is no window of this number.
        """
        targets = self.targets_of(split)
        if not 0 <= index < len(targets):
            raise ValueError(
                f"the {split} split has the windows 0 to {len(targets) - 1}, not {index}"
            )
        last = targets[index]
        target = np.full(self.window, np.nan)
        target[-1] = self.series[last]
        caption = f"{self.title}: window {index} of the {_RANGES[split]} range, from a zero state"
        return self._probe(np.arange(last - self.window, last), target, caption)

    def window_count(self, split: SplitName) -> int:
        """Return the number of windows of a split: one for each of its targets."""
        return len(self.targets_of(split))

    def place_label(self, index: int) -> str:
        """Say in words where a value of the series stands: its date, or its position."""
        return self.step_labels[index] if self.step_labels else f"{self.positions[index]:.4g}"

    def _probe(self, read: NDArray[np.int64], target: NDArray[np.float64], caption: str) -> Probe:
        """Return a probe of rows of the table."""
        return Probe(
            inputs=self.normalise(self.table[read]),
            labels=tuple(
                self.step_labels[k] if self.step_labels else f"{round(self.positions[k], 1):g}"
                for k in read
            ),
            value=self.series[read],
            target=target,
            answers=("",) * len(read),
            caption=caption,
        )

    @property
    def readout_scale(self) -> float:
        """The deviation of the series within the training part."""
        return self.std

    def readout_offset(self, probe: Probe) -> tuple[str, NDArray[np.float64]]:
        """Return the mean, or the newest value where the change is forecast."""
        name = "newest value" if self.predicts == "change" else "mean"
        return name, self.to_units(np.zeros(len(probe.value)), newest=probe.value)

    def probe_count(self, split: SplitName) -> int:
        """Return 1: a split is one sequence."""
        return 1
