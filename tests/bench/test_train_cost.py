from rnnviz.bench.train_cost import CASES, Case, measure


def test_a_case_is_measured_through_real_workers():
    (row,) = measure([Case("gs10", "gru", 4)], seconds=0.3, rounds=1)
    assert row.name == "gs10 gru 1 x 4"
    assert all(value > 0 for value in row.values.values())
    (goal,) = row.goals
    assert (goal.name, goal.limit, goal.at_least) == ("engine_x", 0.95, True)


def test_the_cases_are_runs_that_the_app_would_train():
    for case in CASES:
        assert case.spec(7).training.epochs == 7
