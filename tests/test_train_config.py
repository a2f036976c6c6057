import math

import pytest

from rnnviz.train_config import TrainConfig


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"epochs": 0}, "epochs must be a whole number from 1 to 100,000, not 0"),
        ({"epochs": 1.5}, "epochs must be a whole number"),
        ({"epochs": True}, "epochs must be a whole number"),
        ({"epochs": "ten"}, "epochs must be a whole number"),
        ({"batch_size": 0}, "batch_size must be a whole number"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"learning_rate": 11.0}, "at most 10"),
        ({"learning_rate": math.nan}, "learning_rate must be above 0"),
        ({"gradient_clip": 0.0}, "gradient_clip must be above 0"),
        ({"gradient_clip": math.nan}, "gradient_clip must be above 0"),
        ({"optimiser": "adagrad"}, "unknown optimiser 'adagrad'; choose one of adam, sgd"),
        ({"schedule": "step"}, "unknown schedule 'step'; choose one of cosine, constant"),
    ],
)
def test_a_wrong_setting_is_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        TrainConfig(**wrong)


def test_the_defaults_are_valid():
    assert TrainConfig().epochs > 0
