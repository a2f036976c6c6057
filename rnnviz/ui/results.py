"""What came of runs that have ended: a sentence and a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from rnnviz.runs.baseline_names import baseline_in_words
from rnnviz.runs.store import Run, RunStore
from rnnviz.runs.verdict import verdict
from rnnviz.tasks import Task
from rnnviz.tasks.metrics import METRICS
from rnnviz.ui.labels import short_labels
from rnnviz.ui.scores import gains_against, scored_baselines, scored_run, scores_of
from rnnviz.ui.stage import readable_seconds
from rnnviz.ui.tables import table_or_cards
from rnnviz.ui.which_epoch import Weights, which_epoch

NOT_A_NETWORK = "–"
WEIGHTS_SHOWN = (
    "A ring marks it on the curve, and the pictures above show it; where training continued "
    "after it, *last epoch* shows the network at the end."
)
ABOUT_INTERVALS = (
    "Brackets hold 95% intervals of the difference on the test split{together}; where one contains "
    "zero, the two *cannot be told apart* on these data. They do not allow for the chance in "
    "training: a sweep over seeds on *Compare* shows how much results vary with the seed."
)


def show_results(store: RunStore, runs: Sequence[Run]) -> None:
    """Show how the runs that have ended did on the test split, beside the baselines."""
    task = runs[0].spec.outline_task()
    ended = [run for run in runs if task.headline in run.result.get("test", {})]
    if not ended:
        return
    labels = short_labels(runs)
    scores = {run.id: scores_of(store, run) for run in ended}
    networks = {labels[run.id]: scored_run(run, task.headline, scores[run.id]) for run in ended}
    baselines = scored_baselines(ended[0], task.headline, scores[ended[0].id])
    st.markdown(f"**{verdict(task.headline, networks, baselines, task.error_unit)}**")
    if task.horizon_metric and all(found and found.ahead for found in scores.values()):
        far = {id_: found.ahead for id_, found in scores.items() if found}
        ahead = verdict(
            task.horizon_metric,
            {labels[r.id]: scored_run(r, task.horizon_metric, far[r.id]) for r in ended},
            scored_baselines(ended[0], task.horizon_metric, far[ended[0].id]),
        )
        st.markdown(f"**{METRICS[task.horizon_metric].title}: {ahead}**")
    names = [name for name in METRICS if name in ended[0].result["test"]]
    against = gains_against(METRICS[task.headline], networks, baselines)
    rows = [
        _network_row(task, labels[run.id], run, names)
        | {title: gains[labels[run.id]] for title, gains in against.items()}
        for run in ended
    ]
    rows += [
        _baseline_row(task, name, found, names)
        for name, found in ended[0].result["baselines"].items()
    ]
    table = pd.DataFrame(rows).fillna(dict.fromkeys(against, NOT_A_NETWORK))
    table_or_cards(table, "results", _columns(task, names, list(against)))
    together = f", jointly for all {len(ended)} networks" if len(ended) > 1 else ""
    judged = [Weights(labels[run.id], run, run.judged_epoch) for run in ended]
    st.caption(f"{ABOUT_INTERVALS.format(together=together)} {which_epoch(judged)} {WEIGHTS_SHOWN}")


def _title(task: Task, name: str) -> str:
    metric = METRICS[name]
    if metric.in_units and task.error_unit:
        return f"test {metric.title} ({task.error_unit})"
    return f"test {metric.title}"


def _written(task: Task, found: Mapping[str, float], names: Sequence[str]) -> dict[str, str]:
    return {
        _title(task, name): METRICS[name].write(found[name]) if name in found else NOT_A_NETWORK
        for name in names
    }


def _network_row(task: Task, label: str, run: Run, names: Sequence[str]) -> dict[str, Any]:
    return (
        {"network": label}
        | _written(task, run.result["test"], names)
        | {
            "parameters": f"{run.result['parameters']:,}",
            "epoch": f"{run.judged_epoch} of {run.result['epochs']}",
            "training": readable_seconds(run.result["seconds"]),
        }
    )


def _baseline_row(
    task: Task, name: str, found: Mapping[str, float], names: Sequence[str]
) -> dict[str, Any]:
    return (
        {"network": baseline_in_words(name)}
        | _written(task, found, names)
        | dict.fromkeys(("parameters", "epoch", "training"), NOT_A_NETWORK)
    )


def _columns(task: Task, names: Sequence[str], against: Sequence[str]) -> dict[str, Any]:
    column = st.column_config
    numbers = {
        _title(task, name): column.TextColumn(alignment="right", help=METRICS[name].meaning)
        for name in names
    }
    gains = {
        title: column.TextColumn(
            alignment="right", help="Difference on the same test cases, with its 95% interval."
        )
        for title in against
    }
    return (
        numbers
        | gains
        | {
            "network": column.TextColumn(width=220),
            "parameters": column.TextColumn(alignment="right"),
            "epoch": column.TextColumn(
                alignment="right",
                help="The network is judged with the weights of this epoch: the one with the "
                "lowest validation loss.",
            ),
            "training": column.TextColumn(alignment="right", help="Training time on this machine."),
        }
    )
