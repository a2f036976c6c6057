import numpy as np
import pytest

from rnnviz.replay_candidates import candidates_of, target_is_next_value


def told(**changes):
    return {
        **{"kind": "values", "step_labels": [], "answers": [], "classes": [], "features": []},
        **{"value_name": "value", "continues": False, "season": 1, "target_is_next": False},
        **changes,
    }


def names(sequence, value=None, target=None, features=None):
    value = np.arange(4.0) if value is None else value
    target = np.array([3.0, 1, 4, 1]) if target is None else target
    found = candidates_of(sequence, value, target, features)
    return [one["name"] for one in found.names]


def test_a_series_has_its_input_and_what_follows():
    sequence = told(
        value_name="temperature", continues=True, target_is_next=True, features=["rain"], season=12
    )
    assert names(sequence, features=np.ones((4, 1))) == [
        *("position", "input temperature", "input rain", "next value"),
        "phase of the season (12 steps)",
    ]


def test_several_series_have_a_target_of_their_own():
    sequence = told(features=["number", "marker"])
    assert names(sequence, features=np.ones((4, 2))) == [
        *("position", "input number", "input marker", "target"),
    ]


def test_symbols_are_named_in_the_order_in_which_they_are_read():
    labels, answers = ["b", " ", "b", "\n"], ["", "b", "no", "b"]
    sequence = told(kind="symbols", step_labels=labels, answers=answers, classes=["b", "no"])
    found = candidates_of(sequence, np.full(4, np.nan), np.full(4, np.nan), np.ones((4, 3)))
    assert list(found.series) == [
        *("position", "reading “b”", "reading “␣”", "reading “↵”"),
        *("right answer “b”", "right answer “no”"),
    ]
    assert found.series["reading “b”"].tolist() == [1, 0, 1, 0]
    assert found.series["right answer “no”"].tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("count", [1, 61])
def test_one_symbol_or_very_many_are_no_candidates(count):
    labels = [f"s{k % count}" for k in range(70)]
    sequence = told(kind="symbols", step_labels=labels, answers=[""] * 70, classes=["x", "y"])
    assert names(sequence, np.full(70, np.nan), np.full(70, np.nan)) == ["position"]


def test_within_a_window_the_next_values_are_known_though_not_asked_for():
    value, target = np.array([5.0, 7, 2]), np.array([np.nan, np.nan, 9])
    found = candidates_of(told(continues=True, target_is_next=True), value, target, None)
    assert found.series["next value"].tolist() == [7, 2, 9]
    unknown = np.full(3, np.nan)
    found = candidates_of(told(continues=True, target_is_next=True), value, unknown, None)
    assert found.series["next value"].tolist()[:2] == [7, 2]
    assert np.isnan(found.series["next value"][2])


@pytest.mark.parametrize(
    ("target", "features", "expected"),
    [
        ([2.0, 3, 4], False, True),
        ([2.0, 3.1, 4], False, False),
        ([np.nan, np.nan, 9], False, True),
        ([np.nan, np.nan, 9], True, False),
    ],
)
def test_a_target_that_is_the_next_value_is_recognised(target, features, expected):
    value = np.array([1.0, 2, 3])
    assert target_is_next_value(told(), value, np.array(target), features) is expected
    assert not target_is_next_value(told(classes=["a"]), value, np.array(target), features)
    assert target_is_next_value(told(continues=True), value, np.array(target), features)
