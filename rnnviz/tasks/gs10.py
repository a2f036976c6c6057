"""The 10-year US Treasury yield, annual means of the monthly figures of series GS10."""

from pathlib import Path

import numpy as np

from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

MONTHLY_FILE = Path(__file__).with_name("gs10_monthly.csv")
# 1953 and 2024 are not whole years in the file. 1953 (April on) stays as a first input; 2024
# would be a test target made of eleven months and is left out.
LAST_YEAR = 2023
WINDOW = 6
FIRST_VALIDATION_YEAR = 1998
FIRST_TEST_YEAR = 2006


def annual_means() -> tuple[np.ndarray, np.ndarray]:
    """Return the years and the mean yield of each in percent, both of shape (years,)."""
    months, percent = np.loadtxt(MONTHLY_FILE, delimiter=",", skiprows=1, dtype=str, unpack=True)
    year_of_month = np.array([int(month[:4]) for month in months])
    years = np.unique(year_of_month[year_of_month <= LAST_YEAR])
    values = percent.astype(np.float64)
    return years, np.array([values[year_of_month == year].mean() for year in years])


def load_gs10(seed: int, _: TaskOptions) -> SeriesTask:
    """Load the annual yields; the data are fixed, the seed only goes into the defaults."""
    years, means = annual_means()
    return SeriesTask(
        name="gs10",
        title="10-year Treasury yield",
        summary="Predict next year's mean yield of the 10-year US Treasury note from six years.",
        source=(
            "Annual means of the monthly series GS10 of the Board of Governors of the Federal "
            "Reserve System, by way of FRED; public domain."
        ),
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
