"""The noisy sine of the tutorials: 400 points of sin(x) on [0, 36] plus uniform noise."""

from dataclasses import dataclass

import numpy as np

from rnnviz.tasks.options import TaskOptions, option
from rnnviz.tasks.series import SeriesTask
from rnnviz.tasks.task import Architecture, TaskDefaults
from rnnviz.train_config import TrainConfig

POINTS = 400
WINDOW = 10


@dataclass(frozen=True)
class SineOptions(TaskOptions):
    """The width of the noise. No forecast can be better than its deviation, width / sqrt(12)."""

    noise: float = option(0.2, "Width of the noise", low=0.0, high=1.0)


def load_sine(seed: int, options: SineOptions) -> SeriesTask:
    """Make the noisy sine, the noise drawn uniformly from [0, width) with the seed."""
    x = np.linspace(0, 36, POINTS)
    noise = np.random.default_rng(seed).uniform(0, options.noise, POINTS)
    test_start = round(POINTS * 0.8)
    return SeriesTask(
        name="sine",
        title="Noisy sine",
        summary="Predict the next point of a sine wave from the ten before, in spite of the noise.",
        source=(
            "Generated: 400 points of sin(x) on [0, 36] "
            f"plus uniform noise in [0, {options.noise:g})."
        ),
        value_name="value",
        unit="",
        step_name="x",
        positions=x,
        table=(np.sin(x) + noise)[:, None],
        input_names=("value",),
        window=WINDOW,
        predicts="value",
        validation_start=test_start - 40,
        test_start=test_start,
        defaults=TaskDefaults(
            cell="lstm",
            architecture=Architecture(hidden_size=16),
            training=TrainConfig(epochs=60, learning_rate=0.01, batch_size=16, seed=seed),
        ),
    )
