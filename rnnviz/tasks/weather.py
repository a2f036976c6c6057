"""Four years of Seattle's weather: several inputs, one of which is forecast."""

import numpy as np

from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.packaged import packaged_table
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

WINDOW = 14
VALIDATION_DAYS = 200
COLUMNS = ("temp_max", "temp_min", "wind", "precipitation")


def load_weather(seed: int, _: TaskOptions) -> SeriesTask:
    """Load the weather; the data are fixed, the seed only goes into the defaults."""
    read = packaged_table("vega_datasets", "_data/seattle-weather.csv")
    table = np.stack([read[name].astype(np.float64) for name in COLUMNS], axis=1)
    test_start = round(len(table) * 0.8)
    return SeriesTask(
        name="weather",
        title="Seattle weather",
        summary=(
            "Predict tomorrow's highest temperature from two weeks of temperatures, wind and "
            "rain: a network can read several series at once."
        ),
        source=(
            "Daily figures of 2012-2015 by the US National Oceanic and Atmospheric "
            "Administration, public domain; distributed with vega_datasets."
        ),
        value_name="highest temperature",
        unit="°C",
        step_name="day since January 2012",
        positions=np.arange(len(table), dtype=np.float64),
        step_labels=tuple(str(date)[:10].replace("/", "-") for date in read["date"]),
        table=table,
        input_names=("highest temperature", "lowest temperature", "wind", "precipitation"),
        window=WINDOW,
        predicts="change",
        validation_start=test_start - VALIDATION_DAYS,
        test_start=test_start,
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=16),
            training=TrainConfig(epochs=30, learning_rate=0.003, batch_size=32, seed=seed),
        ),
    )
