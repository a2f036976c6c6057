"""What a network allows after each depth, held against what is legal."""

import numpy as np
import pytest

from rnnviz.tasks import load_task
from rnnviz.tasks.parens import DEEPEST, STEPS_A_POINT, SYMBOLS, depths, legal_symbols


@pytest.fixture(scope="module")
def task():
    return load_task("parens")


@pytest.fixture(scope="module")
def depth(task):
    return depths(np.asarray(task.examples("test").inputs))


def scores(probabilities):
    """Return outputs whose probabilities are these."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(probabilities), -1e3)


def test_legal_are_just_the_symbols_that_ever_follow_a_depth(task):
    seen = np.zeros((DEEPEST + 1, len(SYMBOLS)), dtype=bool)
    examples = task.examples("train")
    at = depths(np.asarray(examples.inputs))
    seen[at, examples.targets] = True
    np.testing.assert_array_equal(seen, legal_symbols())


def test_who_knows_the_rule_gives_nothing_to_illegal_symbols(task, depth):
    legal = legal_symbols()
    known = (legal / legal.sum(axis=1, keepdims=True))[depth]
    assert task.draw(scores(known)).max() < 1e-12
    obeyed = task.obeyed(scores(known))
    np.testing.assert_allclose(obeyed, legal / legal.sum(axis=1, keepdims=True), atol=1e-12)


def test_who_knows_nothing_gives_as_much_as_there_are_illegal_symbols(task, depth):
    uniform = np.zeros((*depth.shape, len(SYMBOLS)))
    np.testing.assert_allclose(task.obeyed(uniform), 1 / len(SYMBOLS))
    illegal = (~legal_symbols()).sum(axis=1)[depth] / len(SYMBOLS)
    expected = illegal.mean(axis=0).reshape(-1, STEPS_A_POINT).mean(axis=1)
    np.testing.assert_allclose(task.draw(uniform), expected)


def test_a_fault_is_shown_at_its_depth_and_at_its_length(task, depth):
    legal = legal_symbols()
    given = (legal / legal.sum(axis=1, keepdims=True))[depth]
    given = np.repeat(given[:1], len(depth), axis=0)  # every sequence answered like the first
    obeyed = task.obeyed(scores(given))
    np.testing.assert_allclose(obeyed.sum(axis=1), 1)
    wrong = np.where(legal, 0, obeyed).sum(axis=1)
    assert (wrong > 0.1).all()
    drawn = task.draw(scores(given))
    assert drawn.shape == task.canvas().x.shape
    assert drawn[0] < drawn[-1]  # they begin at the same depth and part from there
    counts = np.bincount(depth.ravel(), minlength=DEEPEST + 1)
    np.testing.assert_allclose((wrong * counts).sum() / counts.sum(), drawn.mean())


def test_a_depth_that_is_never_entered_has_no_numbers(task, monkeypatch, depth):
    shallow = np.minimum(depth, DEEPEST - 1)
    monkeypatch.setattr(type(task), "_depths", lambda self: shallow)
    obeyed = task.obeyed(np.zeros((*depth.shape, len(SYMBOLS))))
    assert np.isnan(obeyed[DEEPEST]).all()
    assert np.isfinite(obeyed[:DEEPEST]).all()


def test_only_this_task_knows_its_rule():
    assert load_task("sine").rule_table() is None
    assert load_task("sine").obeyed(np.zeros((1, 1, 1))).size == 0
