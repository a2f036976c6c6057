import math
from dataclasses import replace

import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig

SPEC = RunSpec("sine", "lstm", Architecture(16), TrainConfig(epochs=7, seed=3))


@pytest.mark.parametrize("clip", [math.inf, 1.0])
def test_json_goes_both_ways(clip):
    spec = replace(
        SPEC, options={"noise": 0.1}, training=replace(SPEC.training, gradient_clip=clip)
    )
    assert RunSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"task": "nothing"}, "unknown task 'nothing'; choose one of sine, gs10"),
        ({"cell": "nothing"}, "unknown cell 'nothing'"),
        (
            {"architecture": Architecture(0)},
            "must be a whole number from 1 to 256, not 0",
        ),
        ({"architecture": Architecture(10**9)}, "hidden_size must be"),
        ({"architecture": Architecture(4, num_layers=9)}, "num_layers must be"),
        ({"architecture": Architecture(4, dropout=1.0)}, "dropout must be"),
        ({"options": {"noise": 2.0}}, "noise must be from 0 to 1, not 2"),
        ({"options": {"nose": 2.0}}, "unknown option 'nose'; this task has noise"),
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
