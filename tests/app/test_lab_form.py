"""The Lab's form: what it begins with, what it says of a task, and what is wrong with it."""

import pytest

from rnnviz.cells import CELLS
from rnnviz.runs.demonstration import (
    DEMONSTRATION_ID,
    DEMONSTRATION_WORKSPACE,
    demonstration_spec,
)
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import TASKS, Architecture, adding
from rnnviz.tasks.registry import LOADED
from rnnviz.train_config import TrainConfig
from rnnviz.ui.controls import FIRST_CELLS
from rnnviz.ui.task_preview import LOOK_FOR
from tests.app.test_pages import PAGES, open_page, text_of, trained

LAB = PAGES[0]


def test_the_plain_cell_and_the_lstm_are_chosen_at_first(engine):
    assert open_page(LAB).button_group(key="lab_cells").value == list(FIRST_CELLS)
    assert set(FIRST_CELLS) == {"rnn_tanh", "lstm"} <= set(CELLS)


def test_after_a_reload_the_form_shows_what_is_trained(engine, store):
    training = TrainConfig(
        epochs=3000,
        learning_rate=0.003,
        optimiser="sgd",
        schedule="constant",
        gradient_clip=0.5,
        patience=9,
        batch_size=8,
        order="time",
        seed=4,
    )
    shape = Architecture(12, num_layers=2, dropout=0.1)
    spec = RunSpec("sine", "gru", shape, training, {"noise": 0.3})
    run = store.create(spec)
    test = open_page(LAB, runs=run.id)
    assert test.number_input(key="sine_epochs").value == 3000
    assert test.number_input(key="sine_hidden_size").value == 12
    assert test.button_group(key="lab_cells").value == ["gru"]
    store.set_status(run.id, "finished")
    test.run()
    test.button(key="lab_train").click().run()
    assert not test.exception
    assert engine.submitted == [spec]


def test_the_form_follows_when_other_runs_are_shown_and_keeps_what_is_typed(engine, store):
    first, other = trained(store, ["gru"]), trained(store, ["lstm"], task="sine")
    test = open_page(LAB, runs=first[0].id)
    assert test.number_input(key="gs10_epochs").value == 3
    test.number_input(key="gs10_epochs").set_value(77).run()
    test.run()
    assert test.number_input(key="gs10_epochs").value == 77
    test.query_params["runs"] = other[0].id
    test.run()
    assert test.selectbox(key="lab_task").value == "sine"
    assert test.number_input(key="sine_epochs").value == 3


def test_every_wrong_setting_is_named_beside_its_field(engine):
    test = open_page(LAB)
    test.number_input(key="sine_epochs").set_value(0)
    test.number_input(key="sine_hidden_size").set_value(0)
    test.number_input(key="sine_learning_rate").set_value(-1.0)
    test.number_input(key="sine_dropout").set_value(1.0)
    test.number_input(key="sine_option_noise").set_value(7.0).run()
    told = [part.value for part in test.warning]
    for words in ("Epochs", "Hidden size", "Learning rate", "Dropout", "Noise"):
        # Once beside its field, once with the others below the form.
        assert sum(words in one for one in told) == 2, words
        assert sum(one.startswith(words) and "\n" not in one for one in told) >= 1, words
    assert test.button(key="lab_train").disabled


def test_every_task_says_what_to_look_for():
    assert list(LOOK_FOR) == list(TASKS)


@pytest.mark.parametrize("task", ["sine", "sentiment", "adding"])
def test_a_chosen_task_is_described_and_the_demonstration_makes_room(engine, store, task):
    store.create(demonstration_spec(), workspace=DEMONSTRATION_WORKSPACE, run_id=DEMONSTRATION_ID)
    store.set_status(DEMONSTRATION_ID, "finished")
    test = open_page(LAB)
    assert "An LSTM learns to predict a noisy sine wave" in text_of(test)
    test.selectbox(key="lab_task").set_value(task).run()
    assert not test.exception
    if task == "sine":
        assert "An LSTM learns to predict a noisy sine wave" in text_of(test)
        return
    assert "An LSTM learns to predict a noisy sine wave" not in text_of(test)
    assert LOOK_FOR[task] in text_of(test)
    assert any("data:image/svg+xml" in part.proto.body for part in test.get("html"))


def test_the_language_stands_beside_the_task_and_its_words_follow(engine, store):
    test = open_page(LAB)
    test.selectbox(key="lab_task").set_value("sentiment").run()
    test.selectbox(key="sentiment_option_language").set_value("zh").run()
    assert test.selectbox(key="lab_task").value == "sentiment"
    assert "Praise or blame, Chinese" in text_of(test)
    test.button(key="lab_browse").click().run()
    assert "characters" in text_of(test)
    test.button(key="lab_train").click().run()
    assert {run.spec.options["language"] for run in store.runs()} == {"zh"}


def test_editing_the_form_draws_no_data_and_keeps_little(engine, store, monkeypatch):
    """Twelve seeds of *adding*, length 1000, took 1.9 GB when each was drawn and kept."""
    drawn = []
    real = adding.sums
    monkeypatch.setattr(
        adding, "sums", lambda count, *rest: drawn.append(count) or real(count, *rest)
    )
    LOADED.clear()
    test = open_page(LAB)
    test.selectbox(key="lab_task").set_value("adding").run()
    test.number_input(key="adding_option_length").set_value(1000).run()
    for seed in range(1, 13):
        test.number_input(key="adding_seed").set_value(seed).run()
    assert not test.exception
    assert "takes about 8 minutes" in text_of(test)
    assert drawn
    assert max(drawn) == 2
    assert LOADED.size < 48 * 2**20  # of all tasks, as the form names them


def test_a_run_that_needs_too_much_memory_is_refused_before_the_click(engine, monkeypatch):
    monkeypatch.setenv("RNNVIZ_MOST_MEMORY", "900")
    test = open_page(LAB)
    test.selectbox(key="lab_task").set_value("adding").run()
    assert not test.button(key="lab_train").disabled
    test.number_input(key="adding_batch_size").set_value(100_000).run()
    assert "this server gives a run 0.9 GB: a batch of at most" in text_of(test)
    assert test.button(key="lab_train").disabled
