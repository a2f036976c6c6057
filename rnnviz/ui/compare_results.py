"""What came of runs that stand side by side: a sentence, dots over seeds, tables."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from rnnviz.figures.compare import spread_figure
from rnnviz.palette import CELL_COLOURS
from rnnviz.runs.groups import RunGroup, spread_of
from rnnviz.runs.run import Run
from rnnviz.runs.size import parameter_count
from rnnviz.runs.store import RunStore
from rnnviz.tasks import TASKS, Task
from rnnviz.tasks.metrics import METRICS, Metric
from rnnviz.ui.compare_words import (
    MOST_TOLD,
    best_in_words,
    paired_scores,
    values_of,
    write_spread,
)
from rnnviz.ui.group_labels import seeds_in_words
from rnnviz.ui.plain import plain, plain_in_chart
from rnnviz.ui.run_rows import STATES, best_baseline
from rnnviz.ui.scores import gains_against, scores_of
from rnnviz.ui.tables import table_or_cards
from rnnviz.ui.which_epoch import Weights, which_epoch

NOTHING = "–"
TWO_SPREADS = (
    "There are two kinds of chance: the seed of the training and the choice of test cases. *±* is "
    "the standard deviation over the seeds. Brackets hold 95% intervals, jointly for all settings, "
    "of differences averaged over the seeds: they allow for other test cases, not for other "
    "seeds."
)


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
    judged = [group for group in groups if values_of(group.runs, task.headline)]
    for run in _without_result(groups, task.headline)[:MOST_TOLD]:
        st.caption(f"{plain(runs[run.id])}: {STATES[run.status]}. {plain(run.sentence)}")
    if not judged:
        if any(run.active for group in groups for run in group.runs):
            st.caption("Results appear when the first run has ended.")
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
                plain_in_chart(named[g.runs[0].id]): values_of(g.runs, task.headline)
                for g in judged
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
    against = gains_against(metric, *paired_scores(task, judged, named, scores))
    table_or_cards(
        pd.DataFrame(
            [
                group_row(task, label, group, names)
                | {title: gains.get(label, NOTHING) for title, gains in against.items()}
                for label, group in zip(labels, groups, strict=True)
            ]
        ),
        f"groups_{groups[0].runs[0].id}",
        {
            "setting": st.column_config.TextColumn(width=190),
            "runs": st.column_config.NumberColumn(format="%d", width=60),
            "seeds": st.column_config.TextColumn(
                help="The seeds with which the setting was trained. A seed sets the initial "
                "weights and the order of the examples."
            ),
            "parameters": st.column_config.TextColumn(alignment="right"),
            "seconds": st.column_config.TextColumn(alignment="right", help="Mean training time."),
            "epoch": st.column_config.TextColumn(
                alignment="right",
                help="The epoch with the lowest validation loss, whose weights were judged.",
            ),
            **{
                title: st.column_config.TextColumn(
                    alignment="right",
                    help="Difference of the mean over the seeds, on the same test cases, with its "
                    "95% interval.",
                )
                for title in against
            },
            **{
                title_of(task, name): st.column_config.TextColumn(
                    alignment="right",
                    help=f"{METRICS[name].meaning} Mean ± standard deviation over the seeds.",
                )
                for name in names
            },
        },
    )
    each = [run for group in judged for run in group.runs if run.result.get("test")]
    st.caption(which_epoch([Weights(runs[run.id], run, run.judged_epoch) for run in each]))
    rows = [run_row(task, runs[run.id], run, names) for group in groups for run in group.runs]
    with st.expander(f"Every run ({len(rows)})", expanded=False):
        table_or_cards(pd.DataFrame(rows), f"each_{groups[0].runs[0].id}")


def title_of(task: Task, name: str) -> str:
    """Name a test metric with its unit."""
    metric = METRICS[name]
    unit = f" ({task.error_unit})" if metric.in_units and task.error_unit else ""
    return f"test {metric.title}{unit}"


def group_row(task: Task, label: str, group: RunGroup, names: Sequence[str]) -> dict[str, Any]:
    """Return what the table says of a setting."""
    row: dict[str, Any] = {"setting": label, "runs": len(group.runs)}
    row["seeds"] = seeds_in_words(group)
    for name in names:
        spread = spread_of(values_of(group.runs, name))
        row[title_of(task, name)] = write_spread(METRICS[name], spread) if spread else NOTHING
    row["parameters"] = f"{parameter_count(group.spec, task):,}"
    seconds = spread_of([run.result["seconds"] for run in group.runs if "seconds" in run.result])
    row["seconds"] = f"{seconds.mean:,.1f}" if seconds else NOTHING
    row["epoch"] = _epochs_in_words([run for run in group.runs if run.result.get("test")])
    return row


def _epochs_in_words(runs: Sequence[Run]) -> str:
    """Write the epochs by which runs were judged: ``34``, or ``12 to 52``."""
    epochs = [run.judged_epoch for run in runs]
    if not epochs:
        return NOTHING
    low, high = min(epochs), max(epochs)
    return f"{low}" if low == high else f"{low} to {high}"


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
        "judged epoch": run.judged_epoch if test else math.nan,
        "epochs": run.result.get("epochs", math.nan),
        "id": run.id,
        "outcome": run.sentence,
    }


def _without_result(groups: Sequence[RunGroup], name: str) -> list[Run]:
    """Return the runs that ended or paused without being judged."""
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
    values = [value for group in groups for value in values_of(group.runs, name)]
    low, high = min(values), max(values)
    room = 3 * max(high - low, 0.25 * max(abs(low), abs(high)))
    near = [key for key, value in baselines.items() if low - room <= value <= high + room]
    near.sort(key=lambda key: baselines[key], reverse=metric.higher_is_better)
    return {key.replace("_", " "): baselines[key] for key in near[:3]}
