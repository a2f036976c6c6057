"""The noisy sine of the tutorials: 400 points of sin(x) on [0, 36] plus uniform noise."""

import numpy as np

from rnnviz.tasks.task import Task, TaskDefaults
from rnnviz.train_config import TrainConfig

POINTS = 400
NOISE = 0.2
WINDOW = 10
# The best forecast still misses the noise: standard deviation of a uniform of width 0.2.
NOISE_FLOOR = NOISE / np.sqrt(12)


def load_sine(seed: int = 0) -> Task:
    """Make the noisy sine, the noise drawn uniformly from [0, 0.2) with the seed."""
    x = np.linspace(0, 36, POINTS)
    noise = np.random.default_rng(seed).uniform(0, NOISE, POINTS)
    test_start = round(POINTS * 0.8)
    return Task(
        name="sine",
        title="Noisy sine",
        summary="Predict the next point of a sine wave from the ten before, through the noise.",
        source="Made here: 400 points of sin(x) on [0, 36] plus uniform noise in [0, 0.2).",
        value_name="value",
        unit="",
        step_name="x",
        positions=x,
        series=np.sin(x) + noise,
        window=WINDOW,
        predicts="value",
        validation_start=test_start - 40,
        test_start=test_start,
        defaults=TaskDefaults(
            cell="lstm",
            hidden_size=16,
            training=TrainConfig(epochs=60, learning_rate=0.01, batch_size=16, seed=seed),
        ),
    )
