"""All that the Lab's stage shows: curves, hidden states and forecasts of runs side by side."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from rnnviz.packet import unpack
from rnnviz.packets import STAGE, write_packet
from rnnviz.packets.stage import (
    StageBaselineHeader,
    StageHeader,
    StageRuleHeader,
    StageRunHeader,
    StageRunStatus,
)
from rnnviz.palette import browser_palette
from rnnviz.runs.baseline_names import baseline_in_short
from rnnviz.runs.size import parameter_count
from rnnviz.runs.store import EPOCH_COLUMNS, Run, RunStore
from rnnviz.tasks import SeriesTask, Task
from rnnviz.tasks.task import Canvas, RuleTable
from rnnviz.ui.curves import CurveReader, epochs_per_second, thin_out
from rnnviz.ui.labels import short_labels, size_in_words
from rnnviz.ui.stage_task import StageTask, stage_task

LOSS_NAMES = {
    "regression": "mean squared error (normalised)",
    "classification": "cross-entropy (nats)",
}
LOSS_HELP = {
    "regression": "The mean of the squared errors, in the scale in which the network reads the "
    "data; 0 is no error. A series is divided by the standard deviation of its training range, so "
    "1 is about the error of always answering its mean.",
    "classification": "The mean of minus the natural logarithm of the probability that the network "
    "gives to the right answer, in nats: 0 means certain and right, 0.69 a coin toss between two "
    "answers.",
}
# Where an axis of shares that should vanish ends; what is smaller lies on its edge.
LEAST_SHARE = 1e-4


def stage_packet(
    store: RunStore, runs: Sequence[Run], reader: CurveReader, *, replay: bool
) -> bytes:
    """Pack all that the stage shows. While a run trains, only its newest picture goes along."""
    drawn = stage_task(runs[0].spec)
    task, canvas = drawn.said, drawn.canvas
    labels = short_labels(runs)
    arrays: dict[str, NDArray[Any]] = {
        "truth_x": canvas.x,
        "truth": canvas.truth,
        "context_x": canvas.context_x,
        "context": canvas.context,
    }
    described: list[StageRunHeader] = []
    for k, run in enumerate(runs):
        table = reader.read(store, run)
        arrays |= curve_arrays(k, thin_out(table) if run.active else table)
        frames, pictures = _pictures(store, run, drawn.picture_shapes)
        arrays |= {f"{k}/{name}": array for name, array in pictures.items()}
        described.append({**describe_run(run, labels[run.id], table, task), **frames})
    header: StageHeader = {
        "update": False,
        "palette": browser_palette(),
        "token": stage_token(runs),
        "task": {
            "title": task.title,
            "value_name": canvas.y_title,
            "unit": canvas.unit,
            "step_name": canvas.x_title,
            "value_range": _value_range(task, canvas),
            "logarithmic": canvas.logarithmic,
            "rule": _rule(drawn.rule),
            "loss_name": LOSS_NAMES[task.kind],
            "loss_help": LOSS_HELP[task.kind],
            "probe_caption": "hidden state, reading the test range"
            if isinstance(task, SeriesTask)
            else "hidden state, reading a test sequence",
        },
        "mode": "replay" if replay else "live",
        "replay_seconds": 8,
        "baseline": _baseline(drawn),
        "runs": described,
    }
    return write_packet(STAGE, header, arrays)


def stage_token(runs: Sequence[Run]) -> str:
    """Name a choice of runs: under another token the stage begins anew."""
    return ".".join(run.id for run in runs)


def curve_arrays(k: int, table: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Return what is drawn of the epochs of the k-th run, by the names of the packet."""
    return {
        f"{k}/{name}": table[:, EPOCH_COLUMNS.index(column)]
        for name, column in (
            ("epoch", "epoch"),
            ("train", "train_loss"),
            ("validation", "validation_loss"),
            ("gradient", "gradient_norm"),
        )
    }


def _value_range(task: Task, canvas: Canvas) -> list[float] | None:
    if canvas.logarithmic:
        return [LEAST_SHARE, 1]
    return [0, 1] if task.kind == "classification" else None


def _rule(rule: RuleTable | None) -> StageRuleHeader | None:
    if rule is None:
        return None
    return {
        "title": rule.title,
        "state_name": rule.state_name,
        "states": list(rule.states),
        "symbols": list(rule.symbols),
        "allowed": rule.allowed.astype(int).tolist(),
    }


def _baseline(drawn: StageTask) -> StageBaselineHeader | None:
    if drawn.baseline is None:
        return None
    name, loss = drawn.baseline
    return {"name": baseline_in_short(name), "loss": loss}


class _Frames(TypedDict):
    """What the header says of a run's pictures."""

    frame_epochs: list[int]
    frame_texts: list[list[str]]
    hidden_limit: float


def _pictures(
    store: RunStore, run: Run, shapes: Mapping[str, tuple[int, ...]]
) -> tuple[_Frames, dict[str, NDArray[Any]]]:
    """Return what the header says of a run's pictures, and their arrays."""
    epochs = store.snapshot_epochs(run.id)
    if run.active and len(epochs) > 2:
        epochs = [epochs[0], epochs[-1]]
    read = {}
    for epoch, raw in store.pictures(run.id, epochs).items():
        with suppress(ValueError):  # a damaged picture is left out, the others are shown
            read[epoch] = unpack(raw)
    if not read:
        return {"frame_epochs": [], "frame_texts": [], "hidden_limit": 1.0}, {}
    limit = max(header["limit"] for header, _ in read.values())
    # One scale for all epochs, or colours would not mean the same as the training goes on.
    hidden = [
        np.rint(arrays["hidden"] * (header["limit"] / limit)).astype(np.int8)
        for header, arrays in read.values()
    ]
    drawn = {"hidden": np.stack(hidden)} | {
        name: np.stack([in_shape(arrays, name, shape) for _, arrays in read.values()])
        for name, shape in shapes.items()
    }
    texts = [written_of(header) for header, _ in read.values()]
    return {"frame_epochs": list(read), "hidden_limit": limit, "frame_texts": texts}, drawn


def in_shape(
    arrays: Mapping[str, NDArray[Any]], name: str, shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """Return an array of a picture, or no numbers where an older version drew something else."""
    found = arrays.get(name)
    if found is None or found.shape != shape:
        return np.full(shape, np.nan, dtype=np.float32)
    return np.asarray(found, dtype=np.float32)


def written_of(header: dict[str, Any]) -> list[str]:
    """Return a beginning and what a network has added to it, from the header of a picture.

    Both are empty for a network that does not write.
    """
    start, whole = header.get("opening", ""), header.get("writes", "")
    return [start, whole[len(start) :]]


def describe_run(run: Run, label: str, table: NDArray[np.float64], task: Task) -> StageRunStatus:
    """Say what a run is and how it stands, for the header of a packet."""
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
