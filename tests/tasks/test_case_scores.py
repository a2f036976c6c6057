import math

import numpy as np
import pytest

from rnnviz.tasks import TASKS, load_task
from rnnviz.tasks.case_scores import CaseScores, per_sequence
from rnnviz.tasks.metrics import METRICS


def outputs_for(task, rng):
    """Answers that are partly right, so that no metric stands at 0 or 1."""
    examples = task.examples("test")
    outputs = rng.standard_normal((*examples.counted.shape, task.output_size))
    if task.kind == "regression":
        return 0.1 * outputs + examples.targets
    right = np.arange(task.output_size) == examples.targets[..., None]
    rows = rng.random(len(examples)) < 0.5  # some sequences right throughout
    return outputs + np.where(rows[:, None, None], 9, 1) * right


@pytest.mark.parametrize("name", TASKS)
def test_the_headline_is_the_mean_of_its_cases(name, rng):
    task = load_task(name)
    outputs = outputs_for(task, rng)
    cases = task.case_scores(outputs)
    value = math.sqrt(cases.mean) if METRICS[task.headline].root else cases.mean
    assert value == pytest.approx(task.metrics("test", outputs)[task.headline], rel=1e-9)
    assert len(cases) > 1
    assert cases.overlap == (1 if task.group == "forecasting" and name != "ball" else 0)


@pytest.mark.parametrize("name", TASKS)
def test_every_baseline_of_the_headline_is_scored_on_the_same_cases(name, rng):
    task = load_task(name)
    cases = task.case_scores(outputs_for(task, rng))
    scored = task.baseline_case_scores()
    told = {key: b[task.headline] for key, b in task.baselines().items() if task.headline in b}
    assert set(scored) == {key for key in told if not key.endswith("floor")}
    for key, found in scored.items():
        mean = found.mean if isinstance(found, CaseScores) else found
        value = math.sqrt(mean) if METRICS[task.headline].root else mean
        assert value == pytest.approx(told[key], rel=1e-9)
        if isinstance(found, CaseScores):
            assert (len(found), found.overlap) == (len(cases), cases.overlap)


def test_sequences_of_which_nothing_is_asked_do_not_count():
    judged = np.array([[True, True], [False, False], [False, True]])
    cases = per_sequence(np.array([[1.0, 0.0], [7.0, 7.0], [7.0, 1.0]]), judged)
    assert cases.values.tolist() == [0.5, 1.0]
    assert cases.weights.tolist() == [2, 1]
    assert cases.mean == pytest.approx(2 / 3)
    assert repr(cases) == "CaseScores(2 cases, mean 0.6667, overlap 0)"


def test_values_and_weights_belong_together():
    with pytest.raises(ValueError, match=r"\(3,\) and weights \(2,\)"):
        CaseScores(np.ones(3), np.ones(2))
