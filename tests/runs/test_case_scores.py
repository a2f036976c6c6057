import numpy as np
import pytest

from rnnviz.runs.case_scores import RunCaseScores, pack_case_scores, unpack_case_scores
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.train_config import TrainConfig
from tests.runs.reported import reported


def test_scores_come_back_as_they_were():
    run = CaseScores(np.array([0.5, 1.0, np.inf]), np.array([1.0, 2.0, 1.0]), overlap=3)
    baseline = CaseScores(np.array([1.0, 0.0, 2.0]), run.weights, overlap=3)
    found = unpack_case_scores(
        pack_case_scores(RunCaseScores(run, {"AR(9)": baseline, "chance": 0.5}))
    )
    for before, after in ((run, found.run), (baseline, found.baselines["AR(9)"])):
        np.testing.assert_array_equal(before.values, after.values)
        np.testing.assert_array_equal(before.weights, after.weights)
        assert after.overlap == 3
    assert found.baselines["chance"] == 0.5


@pytest.mark.parametrize("damage", [b"", b"\0\0\0\0", b"\2\0\0\0{}", b"\377\377\377\377"])
def test_damaged_scores_are_refused(damage):
    with pytest.raises(ValueError, match=r"packet|damaged"):
        unpack_case_scores(damage)


def test_scores_that_are_not_all_there_are_refused():
    whole = pack_case_scores(RunCaseScores(CaseScores(np.ones(2)), {}))
    with pytest.raises(ValueError, match="damaged"):
        unpack_case_scores(whole.replace(b'"known"', b'"knawn"'))


def test_a_run_reports_what_it_scored_on_each_case_and_its_metric_is_their_mean():
    ending = reported(RunSpec("gs10", "gru", Architecture(4), TrainConfig(epochs=2))).ending
    scored = unpack_case_scores(ending.case_scores)
    assert len(scored.run) == 18
    assert np.sqrt(scored.run.mean) == pytest.approx(ending.result["test"]["rmse"], rel=1e-6)
    told = {name: b["rmse"] for name, b in ending.result["baselines"].items()}
    assert {name: np.sqrt(scores.mean) for name, scores in scored.baselines.items()} == (
        pytest.approx(told, rel=1e-6)
    )


def test_a_chaotic_series_is_compared_at_its_horizon_too():
    spec = RunSpec("mackey_glass", "gru", Architecture(2), TrainConfig(epochs=1))
    ending = reported(spec).ending
    far = unpack_case_scores(ending.case_scores).ahead
    assert np.sqrt(far.run.mean) == pytest.approx(ending.result["test"]["nrmse84"], rel=1e-6)
    assert far.run.overlap == 21  # a run from every fourth place, 84 steps long
    for name, scores in far.baselines.items():
        told = ending.result["baselines"][name]["nrmse84"]
        assert np.sqrt(scores.mean) == pytest.approx(told, rel=1e-6)
