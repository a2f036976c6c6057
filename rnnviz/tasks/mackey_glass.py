"""The Mackey-Glass equation with delay 17: chaos that can be forecast for a while."""

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.options import TaskOptions
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

DELAY = 17
EULER_STEP = 0.1
EVERY = 10  # Euler steps a sample
SETTLING = 500
POINTS = 5000
VALIDATION_START, TEST_START = 3500, 4000
WINDOW = 20


def mackey_glass(points: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Integrate dx/dt = 0.2 x(t-17) / (1 + x(t-17)^10) - 0.1 x(t), one sample a unit of time.

    The equation is that of Mackey and Glass (1977); step and sampling are those of Jaeger (2001).
    It starts from a random history about 1.2 and drops what comes before it has settled.

    Parameters
    ----------
    points
        Samples wanted.
    rng
        Draws the history.

    Returns
    -------
    Shape (points,), without a unit.
    """
    lag = round(DELAY / EULER_STEP)
    x = (1.2 + 0.2 * (rng.random(lag + 1) - 0.5)).tolist()
    for k in range((SETTLING + points) * EVERY):
        delayed, newest = x[k], x[-1]
        x.append(newest + EULER_STEP * (0.2 * delayed / (1 + delayed**10) - 0.1 * newest))
    return np.array(x[-points * EVERY :: EVERY])


def load_mackey_glass(seed: int, _: TaskOptions) -> SeriesTask:
    """Integrate the equation from a history that the seed draws."""
    series = mackey_glass(POINTS, np.random.default_rng(seed))
    return SeriesTask(
        name="mackey_glass",
        title="Mackey-Glass chaos",
        summary=(
            "Predict the next value of a chaotic series from the last twenty. A forecast can also "
            "continue from its own predictions: NRMSE84 is its normalised error 84 steps ahead."
        ),
        source=(
            "Generated: the equation of Mackey and Glass (1977) with delay 17, Euler steps of "
            "0.1, every tenth kept (Jaeger 2001)."
        ),
        remarks=(
            "One step ahead an autoregression on the last twenty values, AR(20), is the best "
            "forecast, ahead of every network here (RMSE 0.00012; an LSTM has 0.00055). 84 steps "
            "ahead the order is reversed: NRMSE84 is 0.03 for an LSTM, 0.67 for AR(20) and 1.60 "
            "for persistence, which repeats the newest value.",
        ),
        value_name="value",
        unit="",
        step_name="time",
        positions=np.arange(POINTS, dtype=np.float64),
        table=series[:, None],
        input_names=("value",),
        window=WINDOW,
        predicts="change",
        validation_start=VALIDATION_START,
        test_start=TEST_START,
        horizon=84,
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=32),
            training=TrainConfig(epochs=60, learning_rate=0.01, batch_size=64, seed=seed),
        ),
    )
