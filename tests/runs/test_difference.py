from dataclasses import replace

import pytest

from rnnviz.runs.difference import difference_in_words
from rnnviz.runs.groups import group_by_setting, spread_of, without_seed
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig

SPEC = RunSpec("sine", "lstm", Architecture(16), TrainConfig())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"cell": "gru"}, "GRU cells instead of LSTM"),
        ({"architecture": Architecture(1)}, "1 unit instead of 16"),
        (
            {"architecture": Architecture(16, 2, True, 0.25)},
            "2 layers instead of 1, both directions instead of one direction and "
            "dropout 0.25 instead of 0",
        ),
        (
            {"training": TrainConfig(gradient_clip=1.0, optimiser="sgd", seed=3)},
            "seed 3 instead of 0, SGD instead of Adam and gradient clip 1 instead of none",
        ),
        ({"training": TrainConfig(schedule="constant")}, "a constant learning rate instead of "),
        ({"training": TrainConfig(order="time")}, "examples in order of time instead of "),
        ({"training": TrainConfig(patience=5)}, "patience 5 instead of 0"),
        ({"training": TrainConfig(batch_size=5)}, "batches of 5 instead of 32"),
        ({"task": "gs10"}, "the task gs10 instead of sine"),
        ({"data_seed": 2}, "data drawn with seed 2 instead of 0"),
    ],
)
def test_each_setting_has_its_words(changes, words):
    found = difference_in_words(SPEC, replace(SPEC, **changes))
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_an_option_that_was_not_chosen_is_the_usual_one():
    plain = RunSpec("adding", "lstm", Architecture(4))
    usual = replace(plain, options={"length": 50})
    longer = replace(plain, options={"length": 60})
    assert difference_in_words(plain, usual) == ""
    assert "60 instead of 50" in difference_in_words(plain, longer)


def test_groups_hold_what_differs_by_the_seed_alone(store):
    specs = [
        replace(SPEC, training=replace(SPEC.training, seed=seed, epochs=epochs))
        for seed, epochs in ((2, 5), (0, 5), (0, 6))
    ]
    runs = [store.create(spec) for spec in specs]
    first, second = group_by_setting(runs)
    assert first.seeds == (0, 2)
    assert second.runs == (runs[2],)
    assert without_seed(specs[0]) == without_seed(specs[1])


def a_group(store, *seeds):
    """Make runs of (seed, seed of the data) and group them."""
    training = [replace(SPEC.training, seed=seed) for seed, _ in seeds]
    specs = [
        replace(SPEC, training=each, data_seed=data)
        for each, (_, data) in zip(training, seeds, strict=True)
    ]
    return [
        [(run.spec.training.seed, run.spec.data_seed) for run in group.runs]
        for group in group_by_setting([store.create(spec) for spec in specs])
    ]


def test_a_group_learns_from_one_data_where_it_can(store):
    assert a_group(store, (1, 0), (0, 0), (2, 0)) == [[(0, 0), (1, 0), (2, 0)]]
    assert a_group(store, (0, 0), (0, 5), (1, 5)) == [[(0, 0)], [(0, 5), (1, 5)]]
    # Runs of before, each with data of its own, stand together as they did.
    assert a_group(store, (0, 0), (1, 1), (2, 2)) == [[(0, 0), (1, 1), (2, 2)]]
    assert a_group(store, (0, 0), (1, 0), (1, 1), (2, 2)) == [[(0, 0), (1, 0)], [(1, 1), (2, 2)]]
    assert a_group(store, (4, 3)) == [[(4, 3)]]


def test_seeds_of_real_data_are_one_group(store):
    real = RunSpec("gs10", "gru", Architecture(4))
    specs = [replace(real, training=TrainConfig(seed=seed)) for seed in (0, 1)]
    (group,) = group_by_setting([store.create(spec) for spec in specs])
    assert group.seeds == (0, 1)
    assert not group.has_own_data


def test_the_spread_of_values():
    spread = spread_of([1.0, 3.0, float("nan")])
    assert (spread.mean, spread.count) == (2.0, 2)
    assert spread.deviation == pytest.approx(2**0.5)
    assert spread_of([float("inf")]) is None
    assert spread_of([4.0]).count == 1
