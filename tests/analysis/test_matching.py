import numpy as np
import pytest

from rnnviz.analysis.matching import Place, matching_places, units_on


def on_at(steps, units, *places):
    states = np.zeros((steps, units))
    for unit, start, stop in places:
        states[start:stop, unit] = 0.8
    return states


def test_units_are_on_throughout_or_not():
    states = on_at(10, 4, (0, 2, 6), (1, 3, 5), (2, 2, 4))
    assert units_on(states, 2, 5, 0.5).tolist() == [0]
    assert units_on(states, 3, 4, 0.5).tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="no range"):
        units_on(states, 4, 4, 0.5)


def test_the_same_units_are_found_elsewhere_the_most_alike_first():
    here = on_at(20, 4, (0, 2, 6), (1, 2, 6), (0, 12, 16), (1, 12, 16), (3, 12, 16))
    there = on_at(20, 4, (0, 8, 13), (1, 8, 12))
    half = on_at(20, 4, (1, 0, 20))
    found = matching_places(
        enumerate([here, there, half]), np.array([0, 1]), 4, 0.5, apart_from=(0, 2, 6)
    )
    # The one without a unit besides is the more alike; the selection itself is left out.
    assert found[:2] == [Place(1, 8, 12, 2, 0), Place(0, 12, 16, 2, 1)]
    assert all(place.shared == 1 for place in found[2:])
    taken = [(p.sequence, step) for p in found for step in range(p.start, p.stop)]
    assert len(taken) == len(set(taken)), "places of one sequence do not overlap"


def test_a_sequence_too_short_is_passed_over_and_nothing_selected_is_refused():
    assert matching_places([(0, np.ones((2, 3)))], np.array([0]), 5, 0.5) == []
    with pytest.raises(ValueError, match="at least one unit"):
        matching_places([], np.array([], dtype=int), 5, 0.5)
