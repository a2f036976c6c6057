import json
import math
from dataclasses import asdict, replace

import numpy as np
import pytest

from rnnviz.models import SequenceModel
from rnnviz.runs.spec import (
    MAX_WEIGHTS,
    RunSpec,
    most_units,
    recurrent_weights,
    stored_with_last_weights,
)
from rnnviz.tasks import Architecture, load_task
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
            "must be a whole number from 1 to 512, not 0",
        ),
        ({"architecture": Architecture(10**9)}, "hidden_size must be"),
        ({"architecture": Architecture(4, num_layers=9)}, "num_layers must be"),
        ({"architecture": Architecture(4, dropout=1.0)}, "dropout must be"),
        ({"data_seed": -2}, "data_seed must be a whole number from 0"),
        ({"data_seed": True}, "data_seed must be a whole number from 0"),
        ({"data_seed": -1.0}, "data_seed must be a whole number from 0"),
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


# As it was stored before there were data seeds, and while a run could end with its last weights.
STORED = (
    '{"architecture": {"bidirectional": false, "dropout": 0.0, "hidden_size": 16, "num_layers": 1},'
    ' "cell": "lstm", "options": {}, "task": "sine", "training": {"batch_size": 32, "epochs": 7, '
    '"gradient_clip": null, "learning_rate": 0.01, "optimiser": "adam", "order": "shuffled", '
    '"patience": 0, "restore_best": true, "schedule": "cosine", "seed": 3}}'
)


def test_a_spec_stored_before_there_were_data_seeds_is_the_same_run():
    spec = RunSpec.from_json(STORED)
    assert spec == SPEC
    assert spec.data_seed == 3
    assert spec.to_json() == STORED.replace('"restore_best": true, ', "")
    assert np.array_equal(spec.load_task().table, load_task("sine", 3).table)


def test_a_spec_that_asked_for_the_last_weights_is_read_and_asks_for_them_no_more():
    last = STORED.replace('"restore_best": true', '"restore_best": false')
    assert RunSpec.from_json(last) == SPEC
    assert stored_with_last_weights(last)
    assert not stored_with_last_weights(STORED)
    assert not stored_with_last_weights(SPEC.to_json())


def test_another_seed_keeps_the_data():
    other = replace(SPEC, training=replace(SPEC.training, seed=4))
    assert (other.data_seed, other.has_own_data) == (3, False)
    assert other.same_data(SPEC)
    assert np.array_equal(other.load_task().table, SPEC.load_task().table)
    assert RunSpec.from_json(other.to_json()) == other
    assert json.loads(other.to_json())["data_seed"] == 3
    drawn = RunSpec("sine", "lstm", Architecture(16), TrainConfig(epochs=7, seed=4))
    assert not drawn.same_data(SPEC)
    assert not np.array_equal(drawn.load_task().table, SPEC.load_task().table)


def test_real_data_have_no_seed():
    first, second = (RunSpec("gs10", "gru", Architecture(4), TrainConfig(seed=s)) for s in (0, 1))
    assert first.same_data(second)
    assert replace(first, training=second.training) == second
    assert "data_seed" not in replace(first, training=second.training, data_seed=7).to_json()


def test_the_largest_size_fits_and_one_more_does_not():
    shape = Architecture(1, num_layers=4, bidirectional=True)
    most = most_units("sine", "lstm", shape)
    assert recurrent_weights("sine", "lstm", replace(shape, hidden_size=most)) <= MAX_WEIGHTS
    with pytest.raises(ValueError, match="choose fewer units, layers or directions"):
        RunSpec("sine", "lstm", replace(shape, hidden_size=most + 1))
    model = SequenceModel.for_task(
        load_task("sine"), cell="lstm", hidden_size=8, num_layers=4, bidirectional=True
    )
    counted = sum(weight.numel() for weight in model.recurrent.parameters())
    assert recurrent_weights("sine", "lstm", replace(shape, hidden_size=8)) == counted


def test_a_decoder_counts_and_what_was_allowed_before_still_is():
    shape = Architecture(8, num_layers=2, bidirectional=True)
    model = SequenceModel.for_task(load_task("reverse"), cell="gru", **asdict(shape))
    layers = [*model.encoder.parameters(), *model.decoder.parameters()]
    inputs = 2 * 3 * 8 * (load_task("reverse").input_size - 1)
    bottom = inputs + 3 * 16 * (load_task("reverse").input_size - 1)
    counted = sum(weight.numel() for weight in layers) - bottom
    assert recurrent_weights("reverse", "gru", shape) == counted
    big = replace(shape, num_layers=4, hidden_size=256)
    assert recurrent_weights("reverse", "lstm", big) > MAX_WEIGHTS
    RunSpec("reverse", "lstm", big)
    with pytest.raises(ValueError, match="choose fewer units"):
        RunSpec("reverse", "lstm", replace(big, hidden_size=257))
