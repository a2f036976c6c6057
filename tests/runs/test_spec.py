import math
from dataclasses import replace

import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.train_config import TrainConfig

SPEC = RunSpec("sine", "lstm", 16, TrainConfig(epochs=7, seed=3))


@pytest.mark.parametrize("clip", [math.inf, 1.0])
def test_json_goes_both_ways(clip):
    spec = replace(SPEC, training=replace(SPEC.training, gradient_clip=clip))
    assert RunSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"task": "nothing"}, "unknown task 'nothing'; choose one of sine, gs10"),
        ({"cell": "nothing"}, "unknown cell 'nothing'"),
        ({"hidden_size": 0}, "hidden_size must be a whole number from 1 to 256, not 0"),
        ({"hidden_size": 10**9}, "hidden_size must be"),
    ],
)
def test_a_wrong_value_is_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        replace(SPEC, **wrong)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"training": 3}', '{"task": "sine", "training": {"lr": 1}}', "\x00"],
)
def test_what_is_no_spec_is_refused(text):
    with pytest.raises(ValueError):
        RunSpec.from_json(text)
