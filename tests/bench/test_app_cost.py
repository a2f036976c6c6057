import asyncio

import pytest

from rnnviz.bench import unkind
from rnnviz.bench.app_cost import sessions
from rnnviz.bench.busy_app import busy_app
from rnnviz.bench.visitor import visit


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app(home):
    # Without it everybody may stop everybody's runs.
    with busy_app(home, runs=2, environment={"RNNVIZ_SHARED": "1"}) as app:
        yield app


def test_visitors_are_answered_while_networks_train(app):
    row = sessions(app, 3, interval=0.3, seconds=2.0)
    assert row.name == "3 sessions, each 3.33333 a second"
    assert row.values["failures"] == 0
    assert row.values["times"] >= 6
    assert 0 < row.values["median_ms"] <= row.values["worst_ms"]
    assert 0 < row.values["kilobytes"] < 20
    assert {goal.name for goal in row.goals} == {"median_ms", "failures", "kilobytes"}


def test_a_page_without_a_live_part_is_no_measurement(app):
    seen = asyncio.run(visit(app.url, "runs=demonstration", delay=0, interval=0.2, duration=0.5))
    # The demonstration has ended by now or ends soon: either it is timed or the visit says why not.
    assert bool(seen.seconds) != bool(seen.failures)


def test_an_unkind_visitor_is_at_work_beside_the_kind_ones(app, home):
    row = unkind.visitors(app, home, 2, seconds=6.0)
    assert row.values["failures"] == 0
    assert row.values["unkind"] > 0
    assert row.values["turns"] > 0
    assert row.values["p95_ms"] > 0
    assert row.values["memory_mb"] > 100
    assert row.values["disk_mb"] > 0


def test_nobody_at_home_is_a_failure_in_words():
    seen = asyncio.run(visit("http://127.0.0.1:9", "", delay=0, interval=0.1, duration=0.1))
    assert not seen.seconds
    assert len(seen.failures) == 1
