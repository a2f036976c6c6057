"""Every task trained with its default cell and those it is compared with.

A row a figure: ``ours``, the median over the case's seeds with its ``lowest`` and ``highest``, the
``baseline`` that needs no network, the figure that is ``known`` (published, the article's, or a
floor), the 95% interval of the gain over that baseline (``gain_low``, ``gain_high``; a share of its
error, or a difference for shares and nats), and the median ``seconds`` of a training. Where the
default cell is trained with the default settings, that must take less than a minute.
"""

import math
import sys
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from tqdm import tqdm

from rnnviz.analysis.gain import Gain
from rnnviz.analysis.separating_unit import SeparatingUnit, flip_delays, separating_unit
from rnnviz.bench.goals import Goal, Row
from rnnviz.bench.tasks_cases import CASES, Case, Truth
from rnnviz.evaluation import evaluating, judge
from rnnviz.generation import continue_text
from rnnviz.models import SequenceModel
from rnnviz.runs.verdict import Scored, gain_over
from rnnviz.tape import recording
from rnnviz.tasks import Task, load_task
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.tasks.metrics import METRICS
from rnnviz.tasks.pronoun import subject_genders
from rnnviz.training import train

LONGEST_TRAINING = 60.0  # seconds, of a task's default cell
# What guessing gives where a task's own baselines have no such figure.
GUESSING = {"writes_hello_w": 0.0, "gender_unit_accuracy": 0.5}

Measurement = Callable[[SequenceModel, Task], dict[str, float]]


def measure(cases: Sequence[Case] = CASES, *, most_epochs: int | None = None) -> list[Row]:
    """Train the network of every case and measure its truths.

    Parameters
    ----------
    cases
        Which networks.
    most_epochs
        Trains no longer than this; by default as long as the task says.
    """
    torch.set_num_threads(1)
    rows: list[Row] = []
    before: dict[tuple[object, ...], list[float]] = {}
    total = sum(len(case.seeds) for case in cases)
    with tqdm(total=total, unit="network", disable=not sys.stderr.isatty(), leave=False) as bar:
        for case in cases:
            bar.set_postfix_str(case.name)
            trained = []
            for seed in case.seeds:
                trained.append(_measure(case, seed, most_epochs))
                bar.update()
            for truth in case.truths:
                same = before.setdefault((case.task, *case.options.items(), truth.metric), [])
                row = _row(case, truth, trained, worst_before=min(same, default=math.nan))
                same.append(row.values["ours"])
                rows.append(row)
    return rows


def _measure(case: Case, seed: int, most_epochs: int | None) -> dict[str, float]:
    """Train a case's network from one seed; return what is found of it, and its ``seconds``."""
    task = load_task(case.task, seed=seed, **case.options)
    model = SequenceModel.for_task(task, cell=case.cell, seed=seed, **case.architecture)
    seconds = 0.0
    training = train(model, task, task.defaults.training)
    for result in training:
        seconds = result.seconds
        if result.epoch == most_epochs:
            break
    training.close()  # ends it with its best weights
    judged = judge(model, task)
    found = dict(judged.metrics)
    for name, scores in task.baseline_case_scores().items():
        gain = _gain(task, judged.cases, scores)
        found |= {f"low {name}": gain.low, f"high {name}": gain.high}
    wanted = {truth.metric for truth in case.truths}
    for names, measurement in MEASUREMENTS.items():
        if wanted & set(names):
            found |= measurement(model, task)
    return {**found, "seconds": seconds}


def _gain(task: Task, cases: CaseScores, baseline: CaseScores | float) -> Gain:
    metric = METRICS[task.headline]
    known = baseline.mean if isinstance(baseline, CaseScores) else baseline
    gain = gain_over(
        metric,
        Scored(cases.mean, cases),
        Scored(known, baseline if isinstance(baseline, CaseScores) else None),
    )
    if gain is None:
        raise ValueError(f"{task.name}: a baseline was scored on other cases")
    return gain


def _interval(truth: Truth, trained: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    """Return the median bounds over the seeds of the gain over a truth's baseline."""
    keys = (f"low {truth.known}", f"high {truth.known}")
    low, high = (float(np.median([found[key] for found in trained])) for key in keys)
    return low, high


def _row(
    case: Case, truth: Truth, trained: Sequence[Mapping[str, float]], worst_before: float
) -> Row:
    task = load_task(case.task, seed=case.seeds[0], **case.options)
    baseline = _baseline(task, truth.metric)
    known = truth.known
    if isinstance(known, str):
        known = task.baselines()[known][truth.metric]
    goals = []
    if not math.isnan(truth.at_least):
        goals.append(Goal("ours", truth.at_least, at_least=True))
    if not math.isnan(truth.at_most):
        goals.append(Goal("ours", truth.at_most))
    if not math.isnan(truth.within):
        goals.append(Goal("ours", known + truth.within))
    if not math.isnan(truth.behind):
        goals.append(Goal("ours", worst_before - truth.behind))
    if truth.tie:
        goals += [Goal("lowest", known), Goal("highest", known, at_least=True)]
    bounds = {
        "better": [Goal("gain_low", 0.0, at_least=True)],
        "worse": [Goal("gain_high", 0.0)],
        "level": [Goal("gain_low", 0.0), Goal("gain_high", 0.0, at_least=True)],
        "not better": [Goal("gain_low", 0.0)],
    }
    goals += bounds.get(truth.interval, [])
    low, high = _interval(truth, trained) if truth.interval else (math.nan, math.nan)
    if case.cell == task.defaults.cell and not (case.architecture or task.duration):
        goals.append(Goal("seconds", LONGEST_TRAINING))
    ours = [found[truth.metric] for found in trained]
    values = {
        "ours": float(np.median(ours)),
        "lowest": min(ours),
        "highest": max(ours),
        "baseline": known if math.isnan(baseline) else baseline,
        "known": known,
        "gain_low": low,
        "gain_high": high,
        "seconds": float(np.median([found["seconds"] for found in trained])),
    }
    against = f" against {truth.known}" if truth.interval else ""
    return Row(f"{case.name}: {truth.metric}{against}", values, tuple(goals))


def _baseline(task: Task, metric: str) -> float:
    """Return the figure of the simplest baseline; NaN where there is none."""
    for name, values in task.baselines().items():
        if metric in values and name != "entropy_floor":
            return values[metric]
    return GUESSING.get(metric, math.nan)


def _writes_hello(model: SequenceModel, task: Task) -> dict[str, float]:
    written = continue_text(model, task, "he", steps=5)
    return {"writes_hello_w": float(written == "hello w")}


def gender_unit(model: SequenceModel, task: Task) -> tuple[SeparatingUnit, np.ndarray]:
    """Return the unit of the cell state that keeps the subject's gender, and its flip delays.

    Parameters
    ----------
    model, task
        An LSTM trained on ``pronoun``, and the task.

    Returns
    -------
    The unit, and for each change of gender in the test texts the number of words after the name
    until the unit has flipped.
    """
    examples = task.examples("test")
    with evaluating(model), recording(model) as tape:
        model(torch.tensor(examples.inputs))
    states = tape["recurrent"]["l0"].cell_state
    if states is None:
        raise ValueError(f"a {model.cell} has no cell state; an LSTM has")
    genders = subject_genders(examples)
    found = separating_unit(states, genders)
    return found, flip_delays(found, states, genders)


def _keeps_gender(model: SequenceModel, task: Task) -> dict[str, float]:
    found, delays = gender_unit(model, task)
    return {
        "gender_unit": float(found.unit),
        "gender_unit_accuracy": found.accuracy,
        "gender_flip_delay": float(np.median(delays)),
    }


MEASUREMENTS: dict[tuple[str, ...], Measurement] = {
    ("writes_hello_w",): _writes_hello,
    ("gender_unit", "gender_unit_accuracy", "gender_flip_delay"): _keeps_gender,
}
