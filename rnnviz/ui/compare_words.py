"""What Compare says of settings that stand side by side: over seeds, and on the test split."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from rnnviz.runs.case_scores import RunCaseScores
from rnnviz.runs.groups import RunGroup, Spread, spread_of
from rnnviz.runs.run import Run
from rnnviz.runs.verdict import Scored, verdict
from rnnviz.tasks import Task
from rnnviz.tasks.metrics import METRICS, Metric
from rnnviz.ui.scores import scored_baselines

MOST_TOLD = 6


def best_in_words(
    task: Task,
    groups: Sequence[RunGroup],
    labels: Mapping[str, str],
    scores: Mapping[str, RunCaseScores | None],
) -> str:
    """Say which settings can be told apart: by their spread over seeds, and on the test split.

    Parameters
    ----------
    task, groups
        The settings of which some run has the task's headline metric.
    labels
        What to call each, by the id of its first run.
    scores
        What each run scored on each test case, by its id.
    """
    metric = METRICS[task.headline]
    spreads = {
        labels[group.runs[0].id]: spread
        for group in groups
        if (spread := spread_of(values_of(group.runs, task.headline))) is not None
    }
    order = sorted(spreads, key=lambda label: spreads[label].mean)
    if metric.higher_is_better:
        order.reverse()
    words = "; ".join(
        f"{label}: {metric.title} {write_spread(metric, spreads[label], task.error_unit)}"
        for label in order[:MOST_TOLD]
    )
    several = [spread.count for spread in spreads.values() if spread.count > 1]
    if several:
        words += " (mean ± standard deviation over seeds)"
    words += "."
    if len(order) > 1:
        words += f" {seeds_apart(order, spreads)}"
    if any(group.has_own_data for group in groups):
        return (
            f"{words} Each seed has its own data, so the spread over seeds includes both kinds of "
            "chance."
        )
    paired, baselines = paired_scores(task, groups, labels, scores)
    if len(paired) < len(spreads):
        return words
    return (
        f"{words} On the test split: {verdict(task.headline, paired, baselines, task.error_unit)}"
    )


def paired_scores(
    task: Task,
    groups: Sequence[RunGroup],
    labels: Mapping[str, str],
    scores: Mapping[str, RunCaseScores | None],
) -> tuple[dict[str, Scored], dict[str, Scored]]:
    """Return what settings and their baselines scored on the same test cases.

    Settings whose cases are not known, or differ from seed to seed, are left out. The other
    values are as in :func:`best_in_words`.
    """
    paired = {
        labels[group.runs[0].id]: scored
        for group in groups
        if not group.has_own_data
        and (scored := mean_over_seeds(group, task.headline, scores)) is not None
    }
    first = next(run for run in groups[0].runs if run.id in scores)
    return paired, scored_baselines(first, task.headline, scores[first.id])


def seeds_apart(order: Sequence[str], spreads: Mapping[str, Spread]) -> str:
    """Say whether the best setting is told apart from the next by the spread of its seeds."""
    first, second = (spreads[label] for label in order[:2])
    if first.count == 1 or second.count == 1:
        return "Where a setting has only one seed, another seed may change the order."
    larger = abs(first.mean - second.mean) > welch_margin(first, second)
    return (
        f"The difference between the means of {order[0]} and {order[1]} is "
        f"{'larger' if larger else 'no larger'} than their spread over seeds can explain "
        "(Welch's t-test, 5% level)."
    )


def welch_margin(first: Spread, second: Spread) -> float:
    """Return how far two means over seeds differ by chance in 95 of 100 cases (Welch 1947)."""
    parts = [spread.deviation**2 / spread.count for spread in (first, second)]
    variance = sum(parts)
    if variance == 0:
        return 0.0
    freedom = variance**2 / sum(
        part**2 / (spread.count - 1) for part, spread in zip(parts, (first, second), strict=True)
    )
    return float(stdtrit(freedom, 0.975)) * math.sqrt(variance)


def mean_over_seeds(
    group: RunGroup, metric: str, scores: Mapping[str, RunCaseScores | None]
) -> Scored | None:
    """Return the mean score of a setting's seeds on each test case; None where it is not known."""
    judged = [run for run in group.runs if metric in run.result.get("test", {})]
    known = [found.run for run in judged if (found := scores[run.id]) is not None]
    if not known or len(known) < len(judged) or len({len(cases) for cases in known}) > 1:
        return None
    values = np.mean([cases.values for cases in known], axis=0)
    together = replace(known[0], values=values)
    mean = math.sqrt(together.mean) if METRICS[metric].root else together.mean
    return Scored(mean, together)


def write_spread(metric: Metric, spread: Spread, unit: str = "") -> str:
    """Write a mean and its deviation as a person reads them: ``0.0731 ± 0.0012``."""
    if spread.count == 1:
        return metric.write(spread.mean, unit)
    return f"{metric.write(spread.mean)} ± {metric.write(spread.deviation, unit)}"


def values_of(runs: Sequence[Run], name: str) -> list[float]:
    """Return a test metric of the runs that have it."""
    return [run.result["test"][name] for run in runs if name in run.result.get("test", {})]
