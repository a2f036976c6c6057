import math
from dataclasses import replace

import pytest
import torch

from rnnviz.evaluation import ExampleTensors, evaluate
from rnnviz.forecasting import one_step
from rnnviz.models import SequenceModel
from rnnviz.tasks import load_task
from rnnviz.training import EpochResult, Interrupted, Trainer, train


@pytest.fixture(scope="module")
def task():
    return load_task("sine")


def make(task, cell="gru", seed=0):
    return SequenceModel.for_task(task, cell=cell, hidden_size=8, seed=seed)


def weights(model):
    return {name: values.clone() for name, values in model.state_dict().items()}


def test_yields_one_result_an_epoch(task):
    config = replace(task.defaults.training, epochs=4)
    results = list(train(make(task), task, config))
    assert [result.epoch for result in results] == [1, 2, 3, 4]
    assert results[-1].validation_loss < results[0].validation_loss
    assert all(result.gradient_norm > 0 for result in results)
    assert [result.seconds for result in results] == sorted(r.seconds for r in results)


def test_the_same_seed_gives_the_same_numbers_whatever_else_draws(task):
    config = replace(task.defaults.training, epochs=3)
    first = [r.validation_loss for r in train(make(task), task, config)]
    torch.manual_seed(99)
    before = torch.random.get_rng_state()
    second = [r.validation_loss for r in train(make(task), task, config)]
    torch.testing.assert_close(torch.random.get_rng_state(), before)
    assert first == second
    other = replace(config, seed=1)
    assert [r.validation_loss for r in train(make(task), task, other)] != first


def test_the_cosine_schedule_falls_to_nothing(task):
    config = replace(task.defaults.training, epochs=10)
    rates = [r.learning_rate for r in train(make(task), task, config)]
    assert rates[0] == config.learning_rate
    assert rates == sorted(rates, reverse=True)
    assert rates[5] == pytest.approx(config.learning_rate / 2)
    constant = replace(config, schedule="constant")
    assert {r.learning_rate for r in train(make(task), task, constant)} == {config.learning_rate}


def test_ends_with_the_best_weights(task):
    # A step size this large makes the loss jump about, so that the best is not the last.
    config = replace(task.defaults.training, epochs=12, learning_rate=0.1, schedule="constant")
    model, best, seen = make(task), math.inf, []
    for result in train(model, task, config):
        if result.validation_loss < best:
            best, kept = result.validation_loss, weights(model)
        seen.append(result.validation_loss)
    assert seen[-1] > best
    assert all(torch.equal(values, kept[name]) for name, values in model.state_dict().items())


def test_stopped_early_it_leaves_the_best_weights_too(task):
    config = replace(task.defaults.training, epochs=50)
    model = make(task)
    training = train(model, task, config)
    losses = [next(training).validation_loss for _ in range(5)]
    training.close()
    found = Trainer(model, task, config).untrained().validation_loss
    assert found == pytest.approx(min(losses), rel=1e-6)


def test_clips_the_gradient(task):
    config = replace(
        task.defaults.training,
        epochs=1,
        optimiser="sgd",
        learning_rate=1.0,
        batch_size=1000,
        gradient_clip=1e-3,
        schedule="constant",
    )
    model = make(task)
    before = weights(model)
    next(train(model, task, config))
    moved = math.sqrt(
        sum(float((w - before[name]).square().sum()) for name, w in model.state_dict().items())
    )
    assert moved == pytest.approx(1e-3, rel=1e-2)


def test_says_when_it_diverges(task):
    config = replace(task.defaults.training, epochs=3, optimiser="sgd", learning_rate=10.0)
    model = make(task, cell="rnn_relu")
    results = list(train(model, task, config))
    assert [result.diverged for result in results] == [False] * (len(results) - 1) + [True]


@pytest.mark.parametrize("part", ["train", "validation"])
def test_an_epoch_whose_loss_is_not_finite_is_the_last_and_says_so(task, monkeypatch, part):
    """One after which training went on would be nan to its end."""
    losses = iter([0.5, 0.4, math.nan, 0.3])

    def validation(judge, model):
        return (next(losses) if part == "validation" else 0.5), 0.5

    def training(trainer, should_stop):
        return (next(losses) if part == "train" else 0.5), 1.0

    config = replace(task.defaults.training, epochs=9)
    model = make(task)
    monkeypatch.setattr(Trainer, "untrained", lambda trainer: UNTRAINED)
    monkeypatch.setattr("rnnviz.evaluation.Judge.loss_and_metric", validation)
    monkeypatch.setattr(Trainer, "_train", training)
    results = list(train(model, task, config))
    assert [result.epoch for result in results] == [1, 2, 3]
    assert [result.diverged for result in results] == [False, False, True]
    assert not any(result.divergence for result in results[:2])
    which = {"train": "training", "validation": "validation"}[part]
    assert results[2].divergence == (
        f"The {which} loss became infinite or not a number in epoch 3. A smaller learning rate or "
        "a gradient clip of 1 usually helps."
    )


UNTRAINED = EpochResult(0, 1.0, 1.0, 1.0, math.nan, 0.1, 0.0)


def broken(task):
    model = make(task)
    with torch.no_grad():
        next(model.parameters()).fill_(math.nan)
    return model


def test_a_network_that_is_not_finite_before_training_ends_at_epoch_0(task):
    model = broken(task)
    results = list(train(model, task, task.defaults.training))
    assert [result.epoch for result in results] == [0]
    assert results[0].diverged
    assert "before training began" in results[0].divergence
    trainer = Trainer(broken(task), task, task.defaults.training)
    assert trainer.untrained().diverged
    assert trainer.finished


def test_patience_does_not_hide_that_no_epoch_was_ever_finite(task):
    config = replace(
        task.defaults.training, epochs=30, optimiser="sgd", learning_rate=10.0, patience=5
    )
    model = SequenceModel.for_task(task, cell="rnn_relu", hidden_size=64, seed=1)
    with torch.no_grad():
        model.readout.weight.mul_(1e15)
    trainer = Trainer(model, task, config)
    results = []
    while not trainer.finished:
        results.append(trainer.run_epoch())
    assert [result.diverged for result in results] == [True]
    assert trainer.diverged
    assert trainer.best_epoch == 0
    trainer.restore_best()  # there is nothing to restore


def test_after_a_divergence_the_model_holds_its_best_weights(task, monkeypatch):
    config = replace(task.defaults.training, epochs=9)
    model = make(task)
    training = train(model, task, config)
    for _ in range(2):
        next(training)
    best = {name: w.clone() for name, w in model.state_dict().items()}
    monkeypatch.setattr("rnnviz.evaluation.Judge.loss_and_metric", lambda *_: (math.inf, 0.0))
    last = list(training)
    assert [result.epoch for result in last] == [3]
    assert all(torch.equal(w, best[name]) for name, w in model.state_dict().items())


def test_a_checkpoint_without_best_weights_begins_its_search_anew(task):
    """Versions that could end with the last weights wrote such."""
    config = replace(task.defaults.training, epochs=4)
    first = Trainer(make(task), task, config)
    for _ in range(2):
        first.run_epoch()
    tensors, numbers = first.state()
    tensors = {name: w for name, w in tensors.items() if not name.startswith("best.")}
    second = Trainer(make(task, seed=1), task, config)
    second.load_state(tensors, {**numbers, "best_loss": 1e-9, "best_epoch": 1})
    while not second.finished:
        second.run_epoch()
    assert second.best_epoch in (3, 4)


def test_a_checkpoint_holds_the_best_weights_once_where_they_are_those_of_the_model(task):
    trainer = Trainer(make(task), task, replace(task.defaults.training, epochs=3))
    trainer.run_epoch()
    assert trainer.best_epoch == trainer.epoch == 1
    tensors, numbers = trainer.state()
    assert not [name for name in tensors if name.startswith("best.")]
    again = Trainer(make(task, seed=1), task, trainer.config)
    again.load_state(tensors, numbers)
    best = weights(again.model)
    with torch.no_grad():
        for weight in again.model.parameters():
            weight += 1
    again.restore_best()
    assert all(torch.equal(weight, best[name]) for name, weight in weights(again.model).items())
    assert all(torch.equal(weight, best[name]) for name, weight in weights(trainer.model).items())


def test_epoch_zero_is_the_network_before_training(task):
    result = Trainer(make(task), task, task.defaults.training).untrained()
    assert result.epoch == 0
    assert math.isnan(result.gradient_norm)
    assert result.validation_loss > 0.1
    assert not result.diverged


@pytest.mark.parametrize("cell", ["rnn_tanh", "lstm", "gru"])
def test_the_defaults_reach_the_goal_on_sine(cell, task):
    model = SequenceModel.for_task(task, cell=cell)
    for _ in train(model, task, task.defaults.training):
        pass
    assert one_step(model, task).metrics()["rmse"] <= 0.080


@pytest.mark.parametrize("cell", ["lstm", "rnn_tanh"])
@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_taken_up_again_it_goes_on_as_if_never_stopped(task, cell, optimiser):
    config = replace(task.defaults.training, epochs=6, optimiser=optimiser)

    def layered():
        return SequenceModel.for_task(
            task, cell=cell, hidden_size=6, num_layers=2, dropout=0.3, seed=4
        )

    whole = layered()
    expected = list(train(whole, task, config))
    first = Trainer(layered(), task, config)
    for _ in range(3):
        first.run_epoch()
    tensors, numbers = first.state()
    torch.manual_seed(1234)
    model = layered()
    second = Trainer(model, task, config)
    second.load_state(tensors, numbers)
    found = []
    while not second.finished:
        found.append(second.run_epoch())
    second.restore_best()
    assert [r.validation_loss for r in found] == [r.validation_loss for r in expected[3:]]
    assert [r.learning_rate for r in found] == [r.learning_rate for r in expected[3:]]
    for name, values in whole.state_dict().items():
        assert torch.equal(values, model.state_dict()[name]), name


def test_stops_within_an_epoch(task):
    trainer = Trainer(make(task), task, task.defaults.training)
    asked = []
    with pytest.raises(Interrupted):
        trainer.run_epoch(lambda: asked.append(1) or len(asked) > 2)
    assert len(asked) == 3
    assert trainer.epoch == 0


def test_patience_ends_a_training_that_no_longer_gains(task):
    config = replace(
        task.defaults.training, epochs=500, learning_rate=0.05, schedule="constant", patience=3
    )
    results = list(train(make(task), task, config))
    losses = [result.validation_loss for result in results]
    assert len(results) < 500
    assert min(losses) == losses[-4]


def test_the_three_orders(task):
    config = replace(task.defaults.training, epochs=2)
    losses = {
        order: [r.train_loss for r in train(make(task), task, replace(config, order=order))]
        for order in ("shuffled", "time", "random_starts")
    }
    assert len({tuple(found) for found in losses.values()}) == 3


def test_one_pass_through_time(task):
    config = replace(task.defaults.training, epochs=1, batch_size=1, order="time")
    asked = []
    Trainer(make(task), task, config).run_epoch(lambda: bool(asked.append(1)))
    assert len(asked) == len(task.examples("train"))


def trained(name, cell=None, seed=0, options=None, **changes):
    task = load_task(name, seed, **(options or {}))
    shape = changes.pop("architecture", {})
    model = SequenceModel.for_task(task, cell=cell or task.defaults.cell, seed=seed, **shape)
    for _ in train(model, task, replace(task.defaults.training, seed=seed, **changes)):
        pass
    return evaluate(model, task)


@pytest.mark.parametrize("cell", ["rnn_tanh", "lstm", "gru"])
def test_hello_is_learnt_without_an_error(cell):
    assert trained("hello", cell)["accuracy"] == 1.0


def test_who_reads_backward_knows_what_comes():
    assert trained("peek", "gru", epochs=4)["accuracy"] > 0.97
    forward = trained("peek", "gru", epochs=4, architecture={"bidirectional": False})
    assert forward["accuracy"] == pytest.approx(0.5, abs=0.03)


def test_a_short_sum_is_learnt():
    found = trained("adding", "gru", options={"length": 8}, epochs=3, learning_rate=0.005)
    assert found["mse"] < 0.01


def test_digits_are_written_backward_by_itself():
    found = trained("reverse", options={"length": 4}, epochs=6, architecture={"hidden_size": 48})
    assert found["exact_match"] > 0.9


def test_batches_are_cut_to_their_longest():
    data = ExampleTensors(load_task("ball").examples("train"), torch.device("cpu"))
    short = torch.nonzero(data.lengths <= 6).flatten()[:10]
    inputs, targets, counted, lengths = data.batch(short)
    reach = int(lengths.max())
    assert inputs.shape[1] == targets.shape[1] == counted.shape[1] == reach <= 6
    assert counted.sum() == data.counted[short].sum()


def test_long_sequences_of_a_large_network_are_judged_a_few_at_a_time(task, monkeypatch):
    model = make(task)
    whole = evaluate(model, task)
    sizes = []
    model.recurrent.register_forward_pre_hook(lambda _, given: sizes.append(len(given[0])))
    of_seven = 7 * 10 * 8  # ten steps and eight units
    monkeypatch.setattr("rnnviz.evaluation_batch.MOST_STATES", of_seven)
    assert evaluate(model, task) == pytest.approx(whole)
    assert max(sizes) == 7
    monkeypatch.setattr("rnnviz.evaluation_batch.MOST_STATES", 1)
    assert evaluate(model, task) == pytest.approx(whole)
    assert sizes[-1] == 1
