"""What came of runs that stand side by side: a sentence, dots over seeds, tables."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from scipy.special import stdtrit

from rnnviz.figures.compare import spread_figure
from rnnviz.palette import CELL_COLOURS
from rnnviz.runs.case_scores import RunCaseScores
from rnnviz.runs.groups import RunGroup, Spread, spread_of
from rnnviz.runs.run import Run
from rnnviz.runs.size import parameter_count
from rnnviz.runs.store import RunStore
from rnnviz.runs.verdict import Scored, verdict
from rnnviz.tasks import TASKS, Task
from rnnviz.tasks.metrics import METRICS, Metric
from rnnviz.ui.group_labels import seeds_in_words
from rnnviz.ui.plain import plain, plain_in_chart
from rnnviz.ui.run_rows import STATES, best_baseline
from rnnviz.ui.scores import scored_baselines, scores_of
from rnnviz.ui.tables import table_or_cards

NOTHING = "–"
TWO_SPREADS = (
    "Two kinds of chance: *±* is how much results vary with the seed of the training. Brackets "
    "hold 95% intervals, at once for all settings, for the mean over the seeds: how much the "
    "difference would vary on another test part of this size."
)
MOST_TOLD = 6


def show_results(
    store: RunStore,
    task: Task,
    groups: Sequence[RunGroup],
    labels: Sequence[str],
    runs: Mapping[str, str],
) -> None:
    """Show the test metrics of all runs that have some, grouped by their settings.

    Parameters
    ----------
    store, task
        Where they are kept, and what they are about.
    groups, labels
        The settings, and what to call each.
    runs
        What to call each run, by its id.
    """
    judged = [group for group in groups if _values(group.runs, task.headline)]
    for run in _without_result(groups, task.headline)[:MOST_TOLD]:
        st.caption(f"{plain(runs[run.id])}: {STATES[run.status]}. {plain(run.sentence)}")
    if not judged:
        if any(run.active for group in groups for run in group.runs):
            st.caption("Results stand here when the first run has ended.")
        return
    metric = METRICS[task.headline]
    baselines = _baselines(groups, task.headline)
    named = dict(zip((group.runs[0].id for group in groups), labels, strict=True))
    scores = {
        run.id: scores_of(store, run)
        for group in judged
        for run in group.runs
        if task.headline in run.result.get("test", {})
    }
    st.markdown(f"**{plain(best_in_words(task, judged, named, scores))}**")
    st.caption(TWO_SPREADS)
    st.plotly_chart(
        spread_figure(
            values={
                plain_in_chart(named[g.runs[0].id]): _values(g.runs, task.headline) for g in judged
            },
            runs={
                plain_in_chart(named[g.runs[0].id]): [
                    plain_in_chart(runs[run.id])
                    for run in g.runs
                    if task.headline in run.result.get("test", {})
                ]
                for g in judged
            },
            colours={
                plain_in_chart(named[g.runs[0].id]): CELL_COLOURS[g.spec.cell] for g in judged
            },
            x_title=title_of(task, task.headline),
            baselines=_worth_drawing(baselines, judged, metric, task.headline),
        ),
        key=f"spread_{groups[0].runs[0].id}",
        config={"displaylogo": False, "displayModeBar": False},
    )
    names = [
        name
        for name in METRICS
        if any(name in run.result.get("test", {}) for g in groups for run in g.runs)
    ]
    table_or_cards(
        pd.DataFrame(
            [
                group_row(task, label, group, names)
                for label, group in zip(labels, groups, strict=True)
            ]
        ),
        f"groups_{groups[0].runs[0].id}",
        {
            "setting": st.column_config.TextColumn(width=190),
            "runs": st.column_config.NumberColumn(format="%d", width=60),
            "seeds": st.column_config.TextColumn(
                help="Each setting is trained with several seeds. A seed sets the initial weights "
                "and the order of the examples."
            ),
            "parameters": st.column_config.TextColumn(alignment="right"),
            "seconds": st.column_config.TextColumn(alignment="right", help="Of training, mean."),
            "best epoch": st.column_config.TextColumn(alignment="right", help="Mean."),
            **{
                title_of(task, name): st.column_config.TextColumn(
                    alignment="right",
                    help=f"{METRICS[name].meaning} Mean ± standard deviation over the seeds.",
                )
                for name in names
            },
        },
    )
    rows = [run_row(task, runs[run.id], run, names) for group in groups for run in group.runs]
    with st.expander(f"Every run ({len(rows)})", expanded=False):
        table_or_cards(pd.DataFrame(rows), f"each_{groups[0].runs[0].id}")


def title_of(task: Task, name: str) -> str:
    """Name a test metric with its unit."""
    metric = METRICS[name]
    unit = f" ({task.error_unit})" if metric.in_units and task.error_unit else ""
    return f"test {metric.title}{unit}"


def best_in_words(
    task: Task,
    groups: Sequence[RunGroup],
    labels: Mapping[str, str],
    scores: Mapping[str, RunCaseScores | None],
) -> str:
    """Say which settings can be told apart: by their spread over seeds, and on the test part.

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
        if (spread := spread_of(_values(group.runs, task.headline))) is not None
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
    own_data = any(group.has_own_data for group in groups)
    paired = {
        labels[group.runs[0].id]: scored
        for group in groups
        if (scored := mean_over_seeds(group, task.headline, scores)) is not None
    }
    if own_data:
        return f"{words} Every seed has data of its own, so the spread holds both kinds of chance."
    if len(paired) < len(spreads):
        return words
    first = groups[0].runs[0]
    baselines = scored_baselines(first, task.headline, scores[first.id])
    return f"{words} On the test part: {verdict(task.headline, paired, baselines, task.error_unit)}"


def seeds_apart(order: Sequence[str], spreads: Mapping[str, Spread]) -> str:
    """Say whether the best setting is told apart from the next by the spread of its seeds."""
    first, second = (spreads[label] for label in order[:2])
    if first.count == 1 or second.count == 1:
        return "With one seed each, another seed may change the order."
    larger = abs(first.mean - second.mean) > welch_margin(first, second)
    return (
        f"Over seeds, the difference between {order[0]} and {order[1]} is "
        f"{'larger' if larger else 'no larger'} than their spread explains (95%, Welch's t)."
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


def group_row(task: Task, label: str, group: RunGroup, names: Sequence[str]) -> dict[str, Any]:
    """Return what the table says of a setting."""
    row: dict[str, Any] = {"setting": label, "runs": len(group.runs)}
    row["seeds"] = seeds_in_words(group)
    for name in names:
        spread = spread_of(_values(group.runs, name))
        row[title_of(task, name)] = write_spread(METRICS[name], spread) if spread else NOTHING
    row["parameters"] = f"{parameter_count(group.spec, task):,}"
    for column, key, digits in (("seconds", "seconds", 1), ("best epoch", "best_epoch", 0)):
        spread = spread_of([run.result[key] for run in group.runs if key in run.result])
        row[column] = f"{spread.mean:,.{digits}f}" if spread else NOTHING
    return row


def run_row(task: Task, label: str, run: Run, names: Sequence[str]) -> dict[str, Any]:
    """Return what the table says of a single run."""
    test = run.result.get("test", {})
    return {
        "run": label,
        "state": STATES[run.status],
        "seed": run.spec.training.seed,
        **({"data seed": run.spec.data_seed} if TASKS[run.spec.task].drawn else {}),
        **{title_of(task, name): test.get(name, math.nan) for name in names},
        "parameters": parameter_count(run.spec, task),
        "seconds": run.result.get("seconds", math.nan),
        "best epoch": run.result.get("best_epoch", math.nan),
        "epochs": run.result.get("epochs", math.nan),
        "id": run.id,
        "what became of it": run.sentence,
    }


def _values(runs: Sequence[Run], name: str) -> list[float]:
    return [run.result["test"][name] for run in runs if name in run.result.get("test", {})]


def _without_result(groups: Sequence[RunGroup], name: str) -> list[Run]:
    """Return the runs that came to an end, or to a rest, without being judged."""
    return [
        run
        for group in groups
        for run in group.runs
        if not run.active and name not in run.result.get("test", {})
    ]


def _baselines(groups: Sequence[RunGroup], name: str) -> dict[str, float]:
    """Return the mean of every baseline over the runs: their data may be of several seeds."""
    found: dict[str, list[float]] = {}
    for group in groups:
        for run in group.runs:
            if best_baseline(run, name) is None:
                continue
            for baseline, values in run.result["baselines"].items():
                if name in values and not baseline.endswith("floor"):
                    found.setdefault(baseline, []).append(values[name])
    return {baseline: sum(values) / len(values) for baseline, values in found.items()}


def _worth_drawing(
    baselines: Mapping[str, float], groups: Sequence[RunGroup], metric: Metric, name: str
) -> dict[str, float]:
    """Keep the baselines that do not press all dots into a corner, at most three, the best."""
    values = [value for group in groups for value in _values(group.runs, name)]
    low, high = min(values), max(values)
    room = 3 * max(high - low, 0.25 * max(abs(low), abs(high)))
    near = [key for key, value in baselines.items() if low - room <= value <= high + room]
    near.sort(key=lambda key: baselines[key], reverse=metric.higher_is_better)
    return {key.replace("_", " "): baselines[key] for key in near[:3]}
