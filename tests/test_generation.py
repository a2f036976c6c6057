import numpy as np
import pytest
import torch

import rnnviz
from rnnviz.generation import (
    LONGEST_HISTORY,
    continue_history,
    continue_text,
    opening,
    parse_history,
)
from rnnviz.models import SequenceModel
from rnnviz.tasks import TASKS, load_task
from rnnviz.training import train


@pytest.fixture(scope="module")
def ball():
    return load_task("ball")


@pytest.fixture(scope="module")
def ball_model(ball):
    return SequenceModel.for_task(ball, cell="gru", hidden_size=4, seed=1)


@pytest.fixture(scope="module")
def hello():
    return load_task("hello")


@pytest.fixture(scope="module")
def hello_model(hello):
    model = SequenceModel.for_task(hello, cell="lstm")
    for _ in train(model, hello, hello.defaults.training):
        pass
    return model


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,2,3", [1, 2, 3]),
        (" 2 0  -2 ", [2, 0, -2]),
        ("1.5; 2.5,", [1.5, 2.5]),
        ("1e1\t-3", [10, -3]),
    ],
)
def test_a_history_may_be_typed_in_several_ways(text, values):
    assert parse_history(text) == values


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ("", "the history is empty"),
        (" , ", "the history is empty"),
        ([], "the history is empty"),
        ("3", "one position says nothing about the speed"),
        ("1, two, 3", "'two' is not a number"),
        ("1, 2, " + "x" * 1000, "'xxxxxxxxxxxxxxxxxxxx...' is not a number"),
        ("1, nan", "every position must be finite"),
        ("1, inf", "every position must be finite"),
        ("1, 1e999", "every position must be finite"),
        ([1.0, float("nan")], "every position must be finite"),
        ("1, 1e30", "every position must be within 1,000,000 of 0"),
        ("1 " * (LONGEST_HISTORY + 1), "the history is too long; type at most 100 positions"),
    ],
)
def test_a_wrong_history_is_one_clear_sentence(ball, ball_model, history, message):
    with pytest.raises(ValueError) as told:
        continue_history(ball_model, ball, history)
    assert str(told.value).startswith(message)
    assert "\n" not in str(told.value)


def test_each_predicted_position_is_read_before_the_next(ball, ball_model):
    found = continue_history(ball_model, ball, "1, 2, 3", steps=3)
    history = [1.0, 2.0, 3.0]
    for expected in found:
        x = torch.tensor(history)[None, :, None] / 50
        with torch.no_grad():
            history.append(50 * float(ball_model(x)[0, -1, 0]))
        assert history[-1] == pytest.approx(expected, abs=1e-4)
    np.testing.assert_array_equal(found, continue_history(ball_model, ball, [1, 2, 3], steps=3))


@pytest.mark.parametrize("steps", [0, -1, 101, 1.5, True])
def test_a_wrong_number_of_steps_is_told(ball, ball_model, steps):
    with pytest.raises(ValueError, match="steps must be a whole number from 1 to 100"):
        continue_history(ball_model, ball, "1, 2", steps=steps)


@pytest.mark.parametrize("name", ["gs10", "adding", "hello"])
def test_other_tasks_take_no_history(name, ball_model):
    with pytest.raises(ValueError, match="does not take a typed history; ball does"):
        continue_history(ball_model, load_task(name), "1, 2")


def test_hello_is_learnt_by_heart(hello, hello_model):
    assert rnnviz.continue_text(hello_model, hello, "he", steps=5) == "hello w"
    assert continue_text(hello_model, hello, "hello", steps=6) == "hello world"
    assert not hello_model.training or continue_text(hello_model, hello, "wo", steps=1) == "wor"


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ("", "the text is empty; this task knows space d e h l o r w"),
        ("h", "the text is too short; type at least 2 symbols"),
        ("hi", "this task does not know 'i'; it knows space d e h l o r w"),
        ("HE", "this task does not know 'H'"),
        ("he😀", "this task does not know '😀'"),
        ("he" * 501, "the text is too long; type at most 1,000 symbols"),
    ],
)
def test_a_wrong_start_is_one_clear_sentence(hello, hello_model, start, message):
    with pytest.raises(ValueError) as told:
        continue_text(hello_model, hello, start)
    assert str(told.value).startswith(message)
    assert "\n" not in str(told.value)


def test_words_are_written_with_blanks_between():
    task = load_task("pronoun")
    model = SequenceModel.for_task(task, cell="gru", hidden_size=4)
    written = continue_text(model, task, "Alice is a", steps=3).split()
    assert written[:3] == ["Alice", "is", "a"]
    assert len(written) == 6
    with pytest.raises(ValueError, match="does not know 'Zoe'; it knows Alice Carol .* ..."):
        continue_text(model, task, "Zoe is")


@pytest.mark.parametrize("name", ["sine", "ball", "sentiment", "copy", "reverse", "peek"])
def test_other_tasks_write_no_text(name, hello_model):
    with pytest.raises(ValueError, match="does not write text; hello does"):
        continue_text(hello_model, load_task(name), "he")


@pytest.mark.parametrize("name", TASKS)
def test_a_task_that_writes_has_an_opening_to_write_on_from(name):
    task = load_task(name)
    start = opening(task)
    if name not in ("hello", "pronoun", "reber", "parens"):
        assert start is None
        return
    model = SequenceModel.for_task(task, cell="gru", hidden_size=4)
    written = continue_text(model, task, start, steps=6)
    assert written.startswith(start)
    assert len(written) > len(start)
