import pytest

from rnnviz.bench.record_cost import CASES, CELL_NAMES, Case, goals_of, measure


def test_every_case_is_measured_for_every_cell():
    rows = measure([Case(2, 6, 3, 4)], seconds=0)
    assert [row.name for row in rows] == [
        f"{cell} batch 2 x 6 steps, 3 -> 4" for cell in CELL_NAMES
    ]
    for row in rows:
        assert {goal.name for goal in row.goals} <= set(row.values)
        assert row.values["difference"] < 1e-5
        assert all(value > 0 for name, value in row.values.items() if name != "difference")


@pytest.mark.parametrize("case", CASES)
def test_the_goals_are_those_of_the_design(case):
    limits = {goal.name: goal.limit for goal in goals_of(case)}
    assert limits["tape_x"] == (1.05 if case.steps >= 200 else 1.15)
    expected = {50: None, 100: 3.0, 200: 3.0, 1000: 1.6 if case.batch == 1 else 3.0, 10000: 1.4}
    assert limits.get("gates_x") == expected[case.steps]
    assert ("faster_than_loop_x" in limits) == (case.batch == 1)
