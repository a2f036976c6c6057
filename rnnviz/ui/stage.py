"""The Lab's live picture: curves, hidden states and forecasts of runs side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from rnnviz.cells import CELLS
from rnnviz.packet import pack, unpack
from rnnviz.palette import browser_palette
from rnnviz.runs.store import EPOCH_COLUMNS, Run, RunStore
from rnnviz.tasks import Task, load_task
from rnnviz.ui.curves import CurveReader, epochs_per_second, thin_out
from rnnviz.ui.frontend import STAGE_FILES, bundle
from rnnviz.ui.labels import short_labels

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
    task = load_task(runs[0].spec.task, seed=runs[0].spec.training.seed)
    labels = short_labels(runs)
    arrays = _truth(task)
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
                "value_name": task.value_name,
                "unit": task.unit,
                "step_name": task.step_name,
                "loss_name": "mean squared error (normalised)",
                "probe_caption": "hidden state, reading the test range",
            },
            "mode": "replay" if replay else "live",
            "replay_seconds": 8,
            "baseline": {"name": "persistence", "loss": _persistence_loss(task)},
            "runs": described,
        },
        arrays,
    )


def _truth(task: Task) -> dict[str, NDArray[Any]]:
    test = np.array(task.targets_of("test"))
    # As much of what came before as gives the eye its bearings.
    before = np.arange(max(0, test[0] - max(task.window, len(test) // 3)), test[0])
    return {
        "truth_x": task.positions[test],
        "truth": task.series[test],
        "context_x": task.positions[before],
        "context": task.series[before],
    }


def _persistence_loss(task: Task) -> float:
    """Return the loss of "next equals now" on the validation range, in the curves' own units."""
    index = np.array(task.targets_of("validation"))
    change = (task.series[index] - task.series[index - 1]) / task.std
    return float(np.mean(change**2))


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
    # The readout adds a weight for each unit and a bias.
    parameters = (
        CELLS[spec.cell].parameter_count(task.input_size, spec.hidden_size)
        + (spec.hidden_size + 1) * task.output_size
    )
    return {
        "id": run.id,
        "label": label,
        "sub": f"{spec.hidden_size} units · {parameters:,} parameters",
        "cell": spec.cell,
        "units": spec.hidden_size,
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
