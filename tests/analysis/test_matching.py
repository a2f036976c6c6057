import numpy as np
import pytest
import torch
from torch import nn

from rnnviz import record
from rnnviz.analysis.matching import Place, matching_places, units_on, vector_of


def on_at(steps, units, *places):
    states = np.zeros((steps, units))
    for unit, start, stop in places:
        states[start:stop, unit] = 0.8
    return states


def test_units_are_on_throughout_or_not():
    states = on_at(10, 4, (0, 2, 6), (1, 3, 5), (2, 2, 4))
    assert units_on(states, 2, 5, 0.5).tolist() == [0]
    assert units_on(states, 3, 4, 0.5).tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="not a range"):
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


@pytest.mark.parametrize("module", [nn.LSTM, nn.GRU, nn.RNN])
def test_every_state_and_gate_can_be_looked_at(module, rng):
    inputs = torch.tensor(rng.normal(size=(1, 5, 3)), dtype=torch.float32)
    layer = record(module(3, 3, batch_first=True), inputs)["l0"]
    assert np.array_equal(vector_of(layer, "hidden"), layer.hidden[0])
    for gate in layer.gates:
        # What the layer reads has the shape of its gates here, and the name of one of them.
        assert np.array_equal(vector_of(layer, gate), layer.gates[gate][0])
    if layer.cell_state is None:
        with pytest.raises(ValueError, match="but no 'cell_state'"):
            vector_of(layer, "cell_state")
    with pytest.raises(ValueError, match="this layer has hidden"):
        vector_of(layer, "<script>" * 90)


def test_units_that_are_off_are_those_with_the_sign_changed(rng):
    gate = rng.random((9, 4))
    off = units_on(-gate, 2, 5, -0.6)
    assert off.tolist() == np.flatnonzero((gate[2:5] <= 0.6).all(axis=0)).tolist()


def test_of_equally_good_places_those_of_other_sequences_come_first():
    states = on_at(6, 2, (0, 0, 6))
    places = matching_places([(0, states), (1, states)], np.array([0]), 2, 0.5, most=4)
    assert [place.sequence for place in places] == [0, 1, 0, 1]
