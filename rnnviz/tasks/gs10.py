"""The 10-year US Treasury yield, series GS10: annual means, or the monthly figures."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

MONTHLY_FILE = Path(__file__).with_name("gs10_monthly.csv")
# 1953 and 2024 are not whole years in the file. 1953 (April on) stays as a first input; 2024
# would be a test target made of eleven months and is left out.
LAST_YEAR = 2023
WINDOW = 6
MONTHLY_WINDOW = 12
FIRST_VALIDATION_YEAR = 1998
FIRST_TEST_YEAR = 2006
SOURCE = (
    "series GS10 of the Board of Governors of the Federal Reserve System, retrieved from FRED; "
    "public domain."
)


@dataclass(frozen=True)
class Gs10Options(TaskOptions):
    """How often the yield is read."""

    sampling: str = option("annual", "Sampling", choices=("annual", "monthly"))


def monthly_yields() -> tuple[np.ndarray, np.ndarray]:
    """Return the months (``"1953-04"``) and the yield of each in percent, both (months,)."""
    months, percent = np.loadtxt(MONTHLY_FILE, delimiter=",", skiprows=1, dtype=str, unpack=True)
    return np.array([month[:7] for month in months]), percent.astype(np.float64)


def annual_means() -> tuple[np.ndarray, np.ndarray]:
    """Return the years and the mean yield of each in percent, both of shape (years,)."""
    months, values = monthly_yields()
    year_of_month = np.array([int(month[:4]) for month in months])
    years = np.unique(year_of_month[year_of_month <= LAST_YEAR])
    return years, np.array([values[year_of_month == year].mean() for year in years])


def load_gs10(seed: int, options: Gs10Options) -> SeriesTask:
    """Load the yields; the data are fixed, the seed only goes into the defaults."""
    return _annual(seed) if options.sampling == "annual" else _monthly(seed)


def _annual(seed: int) -> SeriesTask:
    years, means = annual_means()
    return SeriesTask(
        name="gs10",
        title="10-year Treasury yield",
        summary=(
            "Predict next year's mean yield of the 10-year US Treasury note from the last six. "
            "No network is likely to be told apart from 'next value = this value'."
        ),
        source=f"Annual means of the monthly {SOURCE}",
        value_name="yield",
        unit="%",
        step_name="year",
        positions=years.astype(np.float64),
        table=means[:, None],
        input_names=("yield",),
        window=WINDOW,
        predicts="change",
        validation_start=int(np.searchsorted(years, FIRST_VALIDATION_YEAR)),
        test_start=int(np.searchsorted(years, FIRST_TEST_YEAR)),
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=8),
            training=TrainConfig(epochs=100, learning_rate=0.002, batch_size=8, seed=seed),
        ),
    )


def _monthly(seed: int) -> SeriesTask:
    months, values = monthly_yields()
    return SeriesTask(
        name="gs10",
        title="10-year Treasury yield, monthly",
        summary=(
            "Predict next month's yield of the 10-year US Treasury note from the last twelve. "
            "Expect little gain over 'next value = this value'."
        ),
        source=f"Monthly means, {SOURCE}",
        value_name="yield",
        unit="%",
        step_name="month since April 1953",
        positions=np.arange(len(months), dtype=np.float64),
        step_labels=tuple(str(month) for month in months),
        table=values[:, None],
        input_names=("yield",),
        window=MONTHLY_WINDOW,
        predicts="change",
        validation_start=int(np.searchsorted(months, f"{FIRST_VALIDATION_YEAR}-01")),
        test_start=int(np.searchsorted(months, f"{FIRST_TEST_YEAR}-01")),
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=8),
            training=TrainConfig(epochs=60, learning_rate=0.002, batch_size=32, seed=seed),
        ),
    )
