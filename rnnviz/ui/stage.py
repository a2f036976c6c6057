"""The Lab's live picture: curves, hidden states and forecasts of runs side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from rnnviz.packet import pack, unpack
from rnnviz.palette import browser_palette
from rnnviz.runs.size import parameter_count
from rnnviz.runs.store import EPOCH_COLUMNS, Run, RunStore
from rnnviz.tasks import SeriesTask, Task
from rnnviz.ui.curves import CurveReader, epochs_per_second, thin_out
from rnnviz.ui.frontend import STAGE_FILES, bundle
from rnnviz.ui.labels import short_labels, size_in_words

LOSS_NAMES = {
    "regression": "mean squared error (normalised)",
    "classification": "cross-entropy (nats)",
}

_component = st.components.v2.component(
    "rnnviz_stage", css=bundle("stage/stage.css"), js=bundle(*STAGE_FILES)
)


def show_stage(store: RunStore, runs: Sequence[Run], reader: CurveReader, *, replay: bool) -> None:
    """Draw the stage, or bring it up to date: the component stays mounted.

    Parameters
    ----------
    store, runs
        What to show; all runs of one task.
    reader
        The session's curve reader.
    replay
        Whether the training plays by itself from its first epoch.
    """
    _component(key="stage", data=stage_packet(store, runs, reader, replay=replay))


def stage_packet(
    store: RunStore, runs: Sequence[Run], reader: CurveReader, *, replay: bool
) -> bytes:
    """Pack all that the stage shows. While a run trains, only its newest picture goes along."""
    task = runs[0].spec.load_task()
    labels = short_labels(runs)
    canvas = task.canvas()
    arrays: dict[str, NDArray[Any]] = {
        "truth_x": canvas.x,
        "truth": canvas.truth,
        "context_x": canvas.context_x,
        "context": canvas.context,
    }
    described = []
    for k, run in enumerate(runs):
        table = reader.read(store, run)
        shown = thin_out(table) if run.active else table
        arrays |= {
            f"{k}/{name}": shown[:, EPOCH_COLUMNS.index(column)]
            for name, column in (
                ("epoch", "epoch"),
                ("train", "train_loss"),
                ("validation", "validation_loss"),
                ("gradient", "gradient_norm"),
            )
        }
        epochs, limit, pictures = _pictures(store, run)
        arrays |= {f"{k}/{name}": array for name, array in pictures.items()}
        described.append(
            _describe(run, labels[run.id], table, task)
            | {"frame_epochs": epochs, "hidden_limit": limit}
        )
    return pack(
        {
            "palette": browser_palette(),
            "token": ".".join(run.id for run in runs),
            "task": {
                "title": task.title,
                "value_name": canvas.y_title,
                "unit": canvas.unit,
                "step_name": canvas.x_title,
                "value_range": [0, 1] if task.kind == "classification" else None,
                "loss_name": LOSS_NAMES[task.kind],
                "probe_caption": "hidden state, reading the test range"
                if isinstance(task, SeriesTask)
                else "hidden state, reading a test sequence",
            },
            "mode": "replay" if replay else "live",
            "replay_seconds": 8,
            "baseline": _baseline(task),
            "runs": described,
        },
        arrays,
    )


def _baseline(task: Task) -> dict[str, Any] | None:
    for name, loss in task.reference_losses().items():
        return {"name": name, "loss": loss}
    return None


def _pictures(store: RunStore, run: Run) -> tuple[list[int], float, dict[str, NDArray[Any]]]:
    epochs = store.snapshot_epochs(run.id)
    if run.active and len(epochs) > 2:
        epochs = [epochs[0], epochs[-1]]
    read = {epoch: unpack(raw) for epoch, raw in store.pictures(run.id, epochs).items()}
    if not read:
        return [], 1.0, {}
    limit = max(header["limit"] for header, _ in read.values())
    # One scale for all epochs, or colours would not mean the same as the training goes on.
    hidden = [
        np.rint(arrays["hidden"] * (header["limit"] / limit)).astype(np.int8)
        for header, arrays in read.values()
    ]
    return (
        list(read),
        limit,
        {
            "forecast": np.stack([arrays["forecast"] for _, arrays in read.values()]),
            "hidden": np.stack(hidden),
        },
    )


def _describe(run: Run, label: str, table: NDArray[np.float64], task: Task) -> dict[str, Any]:
    spec = run.spec
    epoch = int(table[-1, 0]) if len(table) else 0
    rate = epochs_per_second(table)
    return {
        "id": run.id,
        "label": label,
        "sub": f"{size_in_words(spec.architecture)} · {parameter_count(spec, task):,} parameters",
        "cell": spec.cell,
        "units": spec.architecture.hidden_size * (1 + spec.architecture.bidirectional),
        "status": run.status,
        "note": _note(run, epoch, rate),
        "epoch": epoch,
        "epochs": spec.training.epochs,
        "epochs_per_second": rate or 0.0,
        "best_epoch": run.result.get("best_epoch", 0),
        "message": run.reason,
    }


def _note(run: Run, epoch: int, rate: float | None) -> str:
    if run.active and rate:
        return f"{readable_seconds((run.spec.training.epochs - epoch) / rate)} left"
    if run.result.get("best_epoch"):
        took = readable_seconds(run.result["seconds"])
        return f"took {took}, best at epoch {run.result['best_epoch']}"
    return ""


def readable_seconds(seconds: float) -> str:
    """Write a duration as a person would: ``0.7 s``, ``12 s``, ``3 min``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
