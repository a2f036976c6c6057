"""The two benchmarks of the tasks, cut short."""

import math

import pytest

from rnnviz.bench import BENCHES, ball_race, tasks_measure
from rnnviz.bench.ball_race import HISTORIES
from rnnviz.bench.tasks_cases import CASES, Case, Truth
from rnnviz.cells import CELLS
from rnnviz.models import SequenceModel
from rnnviz.tasks import TASKS, load_task


def test_both_are_there():
    assert {"tasks", "ball"} <= set(BENCHES)


def test_every_task_is_measured_with_its_default_cell():
    defaults = {(name, load_task(name).defaults.cell) for name in TASKS}
    assert defaults <= {(case.task, case.cell) for case in CASES}
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_can_be_made_and_names_what_there_is(case):
    task = load_task(case.task, **case.options)
    assert case.cell in CELLS
    for truth in case.truths:
        if isinstance(truth.known, str):
            assert truth.metric in task.baselines()[truth.known]


def test_a_case_becomes_a_row_a_truth():
    case = Case("hello", "gru", (Truth("accuracy", 1.0, at_least=1.0), Truth("writes_hello_w", 1)))
    rows = tasks_measure.measure([case], most_epochs=2)
    assert [row.name for row in rows] == ["hello gru: accuracy", "hello gru: writes_hello_w"]
    assert {str(goal) for goal in rows[0].goals} == {"ours >= 1"}
    for row in rows:
        figures = [
            "ours",
            "lowest",
            "highest",
            "baseline",
            "known",
            "gain_low",
            "gain_high",
            "seconds",
        ]
        assert list(row.values) == figures
        told = {name: value for name, value in row.values.items() if not name.startswith("gain")}
        assert all(map(math.isfinite, told.values()))


@pytest.mark.parametrize(
    ("interval", "missed"),
    [("worse", []), ("not better", []), ("better", ["gain_low"]), ("level", ["gain_high"])],
)
def test_an_interval_lies_where_it_is_asked_to(interval, missed):
    # After an epoch no network comes near the straight line.
    truth = Truth("accuracy", "straight_line", interval=interval)
    row = tasks_measure.measure([Case("ball", "gru", (truth,))], most_epochs=1)[0]
    assert row.name == "ball gru: accuracy against straight_line"
    assert row.values["gain_low"] < row.values["gain_high"] < 0
    assert [words.split(": ")[-1].split()[0] for words in row.missed()] == missed


def test_every_interval_that_is_asked_for_can_be_measured():
    for case in CASES:
        task = load_task(case.task, **case.options)
        for truth in case.truths:
            if truth.interval:
                assert truth.metric == task.headline
                assert truth.known in task.baseline_case_scores()


def test_what_counts_is_the_median_over_the_seeds():
    truths = (Truth("accuracy", 1.0),)
    alone = [
        tasks_measure.measure([Case("hello", "gru", truths, seeds=(seed,))], most_epochs=3)
        for seed in (0, 1, 2)
    ]
    ours = sorted(rows[0].values["ours"] for rows in alone)
    row = tasks_measure.measure([Case("hello", "gru", truths, seeds=(0, 1, 2))], most_epochs=3)[0]
    assert [row.values[name] for name in ("lowest", "ours", "highest")] == ours
    assert ours[0] < ours[-1]


def test_a_network_must_stay_behind_the_worst_of_those_before_it():
    cases = [Case("hello", cell, (Truth("accuracy", 1.0),)) for cell in ("lstm", "gru")]
    cases.append(Case("hello", "rnn_tanh", (Truth("accuracy", 1.0, behind=0.15),)))
    *rivals, behind = tasks_measure.measure(cases, most_epochs=2)
    worst = min(row.values["ours"] for row in rivals)
    assert [goal.limit for goal in behind.goals] == [pytest.approx(worst - 0.15)]
    alone = tasks_measure.measure(cases[-1:], most_epochs=1)[0]
    assert alone.missed()  # with none before it there is nothing it could be behind


def test_a_tie_asks_for_seeds_on_both_sides_of_the_baseline():
    truths = (Truth("mse", "AR(9)", tie=True),)
    row = tasks_measure.measure([Case("sunspots", "gru", truths)], most_epochs=1)[0]
    known = load_task("sunspots").baselines()["AR(9)"]["mse"]
    assert {(goal.name, goal.limit, goal.at_least) for goal in row.goals} == {
        ("lowest", known, False),
        ("highest", known, True),
    }
    assert len(row.missed()) == 1  # one seed lies on one side


def test_what_is_told_against_a_baseline_is_measured():
    told = {(case.task, truth.known) for case in CASES for truth in case.truths}
    for told_of in (
        *(("ball", "straight_line"), ("mackey_glass", "AR(20)"), ("sunspots", "AR(9)")),
        *(("pronoun", "bag_of_words"), ("sentiment", "most_opinions"), ("adding", "always_1")),
        *(("gs10", "persistence"), ("stock", "persistence")),
    ):
        assert told_of in told


def test_the_goals_of_a_case():
    case = Case("parens", "lstm", (Truth("cross_entropy", "entropy_floor", within=0.02),))
    row = tasks_measure.measure([case], most_epochs=1)[0]
    limits = {goal.name: goal.limit for goal in row.goals}
    assert limits == {"ours": pytest.approx(row.values["known"] + 0.02), "seconds": 60}
    assert row.values["baseline"] == pytest.approx(math.log(7))


def test_a_unit_for_the_gender_is_looked_for():
    task = load_task("pronoun")
    model = SequenceModel.for_task(task, cell="lstm", hidden_size=4)
    found, delays = tasks_measure.gender_unit(model, task)
    assert 0 <= found.unit < 4
    assert 0.5 <= found.accuracy <= 1
    assert len(delays) > 100
    gru = SequenceModel.for_task(task, cell="gru", hidden_size=4)
    with pytest.raises(ValueError, match="gru has no cell state"):
        tasks_measure.gender_unit(gru, task)


def test_the_race_of_the_ball_has_four_rows():
    rows = ball_race.measure(most_seconds=0.01, most_epochs=1)
    assert [row.name.split(",")[0] for row in rows] == [
        "article's program",
        "ours",
        "ours",
        "article's network",
    ]
    assert rows[0].values["faster_x"] == 1
    assert {goal.name for goal in rows[1].goals} == {"faster_x", "accuracy", "nearer"}
    for row in rows:
        assert all(map(math.isfinite, row.values.values()))
        assert 0 <= row.values["nearer"] <= len(HISTORIES)
