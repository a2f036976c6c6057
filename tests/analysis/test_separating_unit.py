import numpy as np
import pytest

from rnnviz.analysis.separating_unit import SeparatingUnit, flip_delays, separating_unit


@pytest.fixture
def told_apart(rng):
    """States of which unit 2 follows the case one step late, its sign turned."""
    cases = np.zeros((2, 99), dtype=np.int8)
    cases[0, 1:40], cases[0, 50:] = 1, -1
    cases[1, :30], cases[1, 40:60] = -1, 1
    states = rng.normal(size=(2, 99, 4))
    followed = np.concatenate([np.zeros((2, 1)), cases[:, :-1]], axis=1)
    states[..., 2] = 3 - followed + rng.normal(size=(2, 99)) * 0.01
    return states, cases


def test_finds_the_unit_that_follows(told_apart):
    states, cases = told_apart
    found = separating_unit(states, cases)
    assert found.unit == 2
    assert not found.positive_above
    sides = found.side(states)[cases != 0]
    assert found.accuracy == pytest.approx(np.mean(sides == cases[cases != 0]))


def test_a_unit_that_parts_all_is_found_with_its_threshold(rng):
    cases = rng.choice([-1, 1], (5, 30))
    states = rng.normal(size=(5, 30, 3))
    states[..., 1] = cases * rng.uniform(0.5, 1, cases.shape) + 7
    found = separating_unit(states, cases)
    assert (found.unit, found.accuracy, found.positive_above) == (1, 1.0, True)
    assert 6.5 < found.threshold < 7.5
    np.testing.assert_array_equal(found.side(states), cases)


def test_is_no_worse_than_any_threshold_tried_by_hand(rng):
    cases = rng.choice([-1, 0, 1], (4, 10))
    states = np.round(rng.normal(size=(4, 10, 3)), 1)  # many ties
    found = separating_unit(states, cases)
    known = cases != 0
    best = 0.0
    for unit in range(3):
        values = states[known][:, unit]
        for threshold in np.arange(-4, 4, 0.05) + 0.025:
            right = np.mean((values > threshold) == (cases[known] > 0))
            best = max(best, right, 1 - right)
    assert found.accuracy == pytest.approx(best)


def test_the_delay_of_each_flip(told_apart):
    states, cases = told_apart
    # The value before each span is 3, that of case 1 is 2 and that of case -1 is 4.
    found = SeparatingUnit(unit=2, threshold=3.5, positive_above=False, accuracy=1.0)
    assert flip_delays(found, states, cases).tolist() == [1, 0]
    stuck = states.copy()
    stuck[..., 2] = 2.0
    assert flip_delays(found, stuck, cases).tolist() == [-1, 0]


def test_a_case_that_goes_on_is_no_change(told_apart):
    states, _ = told_apart
    again = np.zeros((2, 99), dtype=np.int8)
    again[0, :10], again[0, 12:20], again[1, -1] = 1, 1, -1
    assert len(flip_delays(separating_unit(states, again), states, again)) == 0


def test_one_case_alone_cannot_be_told_apart(told_apart):
    states, cases = told_apart
    with pytest.raises(ValueError, match="both cases must occur"):
        separating_unit(states, np.abs(cases))


def test_shapes_must_belong_together(told_apart):
    states, cases = told_apart
    with pytest.raises(ValueError, match="do not match"):
        separating_unit(states, cases[:, 1:])
