"""Weekly closing prices of six companies, 2018 and 2019."""

from dataclasses import dataclass

import numpy as np

from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.packaged import packaged_table
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

TICKERS = ("GOOG", "AAPL", "AMZN", "FB", "NFLX", "MSFT")
WINDOW = 10
VALIDATION_WEEKS = 12


@dataclass(frozen=True)
class StockOptions(TaskOptions):
    """Whose shares."""

    ticker: str = option("GOOG", "Company", choices=TICKERS)


def load_stock(seed: int, options: StockOptions) -> SeriesTask:
    """Load the closes of one company; the data are fixed, the seed only goes into the defaults."""
    table = packaged_table("plotly", "package_data/datasets/stocks.csv.gz")
    closes = table[options.ticker].astype(np.float64)
    test_start = round(len(closes) * 0.8)
    return SeriesTask(
        name="stock",
        title="Weekly share price",
        summary=(
            "Predict next week's closing price from the last ten. No network is likely to be told "
            "apart from 'next value = this value': past prices hardly predict future ones."
        ),
        source=(
            f"Weekly closes of {options.ticker}, 2018-2019, as multiples of the first; the table "
            "'stocks' distributed with plotly (MIT licence)."
        ),
        value_name="price (first close = 1)",
        unit="",
        step_name="week since January 2018",
        positions=np.arange(len(closes), dtype=np.float64),
        step_labels=tuple(table["date"]),
        table=closes[:, None],
        input_names=("price",),
        window=WINDOW,
        predicts="change",
        validation_start=test_start - VALIDATION_WEEKS,
        test_start=test_start,
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=64, num_layers=2, dropout=0.2),
            training=TrainConfig(
                epochs=100, learning_rate=0.001, schedule="constant", batch_size=16, seed=seed
            ),
        ),
    )
