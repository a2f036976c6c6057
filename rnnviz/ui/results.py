"""What came of runs that have ended: a sentence and a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from rnnviz.runs.store import Run
from rnnviz.runs.verdict import gain_in_words, verdict
from rnnviz.tasks import Task
from rnnviz.tasks.metrics import METRICS
from rnnviz.ui.labels import short_labels
from rnnviz.ui.stage import readable_seconds
from rnnviz.ui.tables import table_or_cards
from rnnviz.ui.which_epoch import Weights, which_epoch

NOT_A_NETWORK = "–"
WEIGHTS_SHOWN = (
    "A ring marks it on the curve, and the pictures above show it; where the training went on "
    "from there, *last epoch* shows the network at the end."
)
BASELINE_NAMES = {
    "persistence": "persistence (next equals now)",
    "entropy_floor": "entropy floor (the best possible)",
    "uniform": "uniform (all symbols alike)",
}


def show_results(runs: Sequence[Run]) -> None:
    """Show how the runs that have ended did on the test split, beside the baselines."""
    task = runs[0].spec.load_task()
    ended = [run for run in runs if task.headline in run.result.get("test", {})]
    if not ended:
        return
    labels = short_labels(runs)
    baselines: Mapping[str, Mapping[str, float]] = ended[0].result["baselines"]
    st.markdown(
        "**"
        + verdict(
            task.headline,
            {labels[run.id]: run.result["test"][task.headline] for run in ended},
            {name: b[task.headline] for name, b in baselines.items() if task.headline in b},
            task.error_unit,
        )
        + "**"
    )
    names = [name for name in METRICS if name in ended[0].result["test"]]
    rows = [_network_row(task, labels[run.id], run, names) for run in ended]
    rows += [_baseline_row(task, name, found, names) for name, found in baselines.items()]
    table = pd.DataFrame(rows).fillna({"against persistence": NOT_A_NETWORK})
    table_or_cards(table, "results", _columns(task, names))
    judged = [Weights(labels[run.id], run, run.judged_epoch) for run in ended]
    st.caption(f"{which_epoch(judged)} {WEIGHTS_SHOWN}")


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
        | _gain(task, run.result)
        | {
            "parameters": f"{run.result['parameters']:,}",
            "epoch": f"{run.judged_epoch} of {run.result['epochs']}",
            "training": readable_seconds(run.result["seconds"]),
        }
    )


def _gain(task: Task, result: Mapping[str, Any]) -> dict[str, str]:
    """Say how much better than persistence a network is, where that can be asked."""
    baseline = result["baselines"].get("persistence", {})
    if task.headline not in baseline or METRICS[task.headline].higher_is_better:
        return {}
    gain = 1 - result["test"][task.headline] / baseline[task.headline]
    return {"against persistence": gain_in_words(gain)}


def _baseline_row(
    task: Task, name: str, found: Mapping[str, float], names: Sequence[str]
) -> dict[str, Any]:
    return (
        {"network": BASELINE_NAMES.get(name, name.replace("_", " "))}
        | _written(task, found, names)
        | dict.fromkeys(("parameters", "epoch", "training"), NOT_A_NETWORK)
    )


def _columns(task: Task, names: Sequence[str]) -> dict[str, Any]:
    column = st.column_config
    numbers = {
        _title(task, name): column.TextColumn(alignment="right", help=METRICS[name].meaning)
        for name in names
    }
    return numbers | {
        "network": column.TextColumn(width=220),
        "against persistence": column.TextColumn(
            alignment="right", help="Error against that of 'the next value equals this one'."
        ),
        "parameters": column.TextColumn(alignment="right"),
        "epoch": column.TextColumn(
            alignment="right",
            help="The network is judged with the weights of this epoch: the one with the lowest "
            "validation loss.",
        ),
        "training": column.TextColumn(alignment="right", help="Time on this machine."),
    }
