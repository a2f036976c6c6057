"""The yearly number of sunspots: the oldest test of forecasting there is."""

import numpy as np

from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.packaged import packaged_table
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

WINDOW = 11
FIRST_VALIDATION_YEAR = 1901
FIRST_TEST_YEAR, LAST_TEST_YEAR = 1921, 1987


def load_sunspots(seed: int, _: TaskOptions) -> SeriesTask:
    """Load the sunspots; the data are fixed, the seed only goes into the defaults."""
    read = packaged_table("statsmodels", "datasets/sunspots/sunspots.csv")
    years = read["YEAR"].astype(np.float64)
    counts = read["SUNACTIVITY"].astype(np.float64)
    kept = years <= LAST_TEST_YEAR
    years, counts = years[kept], counts[kept]
    return SeriesTask(
        name="sunspots",
        title="Sunspots",
        summary=(
            "Predict next year's sunspot number, an index of the sun's activity, from the last "
            "eleven years, about one solar cycle."
        ),
        source=(
            "Yearly sunspot numbers 1700-1987, US National Geophysical Data Center, public "
            "domain; distributed with statsmodels."
        ),
        remarks=(
            "An autoregression on the last nine years, AR(9), has a mean squared error of 305 "
            "here; one on two years, AR(2), has 412. Whether a network beats AR(9) depends on the "
            "seed: at the epoch that validation chooses, an LSTM has 240 to 341 over five seeds, "
            "a GRU 234 to 350. Twenty years of validation are few to choose an epoch by.",
        ),
        value_name="sunspot number (an index)",
        unit="",
        step_name="year",
        positions=years,
        table=counts[:, None],
        input_names=("sunspot number",),
        window=WINDOW,
        predicts="change",
        validation_start=int(np.searchsorted(years, FIRST_VALIDATION_YEAR)),
        test_start=int(np.searchsorted(years, FIRST_TEST_YEAR)),
        season=WINDOW,
        orders=(9, 2),
        squared=True,
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=8),
            training=TrainConfig(epochs=100, learning_rate=0.01, batch_size=16, seed=seed),
        ),
    )
