"""What is said of a run in a row of a table."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from rnnviz.cells import CELLS
from rnnviz.runs.baseline_names import baseline_in_short
from rnnviz.runs.progress import Progress
from rnnviz.runs.run import Run, Status
from rnnviz.runs.store.quota import MB
from rnnviz.tasks import Task, outline_task
from rnnviz.tasks.metrics import METRICS
from rnnviz.ui.labels import size_in_words
from rnnviz.ui.plain import in_csv, legible_name

STATES: Mapping[Status, str] = {
    "queued": "○ queued",
    "running": "● training",
    "paused": "‖ paused",
    "stopped": "■ stopped",
    "finished": "✓ finished",
    "diverged": "✕ diverged",
    "failed": "✕ failed",
    "interrupted": "! interrupted",
}


def task_of(run: Run) -> Task:
    """Return what is said of a run's task, by the seed 0: enough for titles, units and metrics."""
    # What is read of it is the same for every seed, so that one is loaded and not hundreds.
    return outline_task(run.spec.task, **run.spec.options)


def run_title(run: Run) -> str:
    """Call a run by the name that it was given, or by what it is."""
    return legible_name(run.name) or f"{CELLS[run.spec.cell].title} on {task_of(run).title}"


def row_of(one: Progress) -> dict[str, Any]:
    """Return what the table says of a run, values as they are and not as text."""
    run = one.run
    task = task_of(run)
    metric = METRICS[task.headline]
    value = run.result.get("test", {}).get(task.headline)
    baseline = best_baseline(run, task.headline)
    return {
        "run": run_title(run),
        "state": STATES[run.status],
        "test": f"{metric.title} {metric.write(value)}" if value is not None else "",
        "baseline": f"{metric.write(baseline[1])} ({baseline_in_short(baseline[0])})"
        if baseline
        else "",
        "error ratio": error_ratio(value, baseline[1] if baseline else None, metric.share),
        "task": task.title,
        "cell": CELLS[run.spec.cell].title,
        "size": size_in_words(run.spec.architecture),
        "seed": run.spec.training.seed,
        "epochs": one.epoch,
        "planned epochs": run.spec.training.epochs,
        "seconds": run.result.get("seconds", one.seconds),
        "stored": one.bytes / MB,
        "started": datetime.fromtimestamp(run.created),
        "outcome": run.sentence,
    }


def in_short(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what a phone has room for of a row: what it is, and its result or its state."""
    result = row["test"] if row["test"] and row["state"] == STATES["finished"] else row["state"]
    return {"run": row["run"], "result": result}


def best_baseline(run: Run, metric: str) -> tuple[str, float] | None:
    """Return the best of a run's baselines; a floor that none can pass is not one of them."""
    found = {
        name: values[metric]
        for name, values in run.result.get("baselines", {}).items()
        if metric in values and not name.endswith("floor")
    }
    if not found:
        return None
    choose = max if METRICS[metric].higher_is_better else min
    name = choose(found, key=lambda key: found[key])
    return name, found[name]


def error_ratio(value: float | None, baseline: float | None, share: bool) -> float:
    """Return the error over the baseline's: below 1 is better, NaN where that says nothing.

    The error of a share of right answers is the share of wrong ones.
    """
    if value is None or baseline is None:
        return math.nan
    error, other = (1 - value, 1 - baseline) if share else (value, baseline)
    return error / other if other > 0 else math.nan


def passes(
    one: Progress,
    text: str,
    tasks: Sequence[str] = (),
    cells: Sequence[str] = (),
    states: Sequence[str] = (),
) -> bool:
    """Say whether a run is one of those that are asked for; an empty filter asks for all.

    Every word of the text must be found somewhere in the run's row or be its id.
    """
    run = one.run
    if tasks and run.spec.task not in tasks:
        return False
    if cells and run.spec.cell not in cells:
        return False
    if states and run.status not in states:
        return False
    words = text.lower().split()
    if not words:
        return True
    row = row_of(one)
    told = f"{run.id} {row['run']} {row['task']} {row['cell']} {row['size']} {row['state']} "
    told = f"{told} {run.spec.task} {run.sentence}".lower()
    return all(word in told for word in words)


def runs_csv(found: Sequence[Progress]) -> str:
    """Write what the table says of runs as CSV, with their ids and all their metrics."""
    rows = []
    for one in found:
        row = {"id": one.run.id} | row_of(one) | {"setting": one.run.spec.to_json()}
        row |= {f"test {name}": value for name, value in one.run.result.get("test", {}).items()}
        rows.append({key: in_csv(value) for key, value in row.items()})
    text: str = pd.DataFrame(rows).to_csv(index=False)
    return text
