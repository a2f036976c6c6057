"""What a Dask worker does with a run: train, and report by events.

The worker preloads this module when it starts, so PyTorch is there before the first run is.
Messages go out as dictionaries with ``run`` and ``kind``:

============  ================================================================
``started``   the run left the queue
``epochs``    ``rows``: finished epochs in the order of ``EPOCH_COLUMNS``
``snapshot``  ``epoch``, ``weights``, ``picture``, ``kept``
``ended``     ``status``, ``reason``, ``result``: nothing follows
============  ================================================================
"""

import math
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import torch
from distributed import Event, get_worker
from safetensors.torch import save

from rnnviz.forecasting import one_step, persistence
from rnnviz.models import SequenceModel
from rnnviz.runs.picture import draw_picture
from rnnviz.runs.schedule import snapshot_epochs
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import EPOCH_COLUMNS
from rnnviz.tasks import load_task
from rnnviz.training import EpochResult, train, untrained_result

# Tiny networks make hundreds of epochs a second: reports and questions go by the clock.
REPORT_SECONDS = 0.1
PICTURE_SECONDS = 0.5

Send = Callable[[dict[str, Any]], None]


def dask_setup(worker: object) -> None:
    """Load what the first training step would load. Dask calls this when a worker starts."""
    torch.set_num_threads(1)
    torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))])


def stop_event_name(run_id: str) -> str:
    """Return the name of the event that asks a run to stop."""
    return f"rnnviz-stop-{run_id}"


def run_on_worker(run_id: str, spec_json: str, topic: str) -> None:
    """Train a run on the Dask worker that calls this, reporting to a topic."""
    worker = get_worker()
    stop = Event(stop_event_name(run_id))
    train_run(
        run_id,
        RunSpec.from_json(spec_json),
        send=lambda message: worker.log_event(topic, message),
        should_stop=stop.is_set,
    )


def train_run(run_id: str, spec: RunSpec, send: Send, should_stop: Callable[[], bool]) -> None:
    """Train a run from the start to its end.

    Parameters
    ----------
    run_id, spec
        The run.
    send
        Takes every message; see the module's table.
    should_stop
        Asked about ten times a second.
    """
    # One thread a worker: two would fight for the cores with the worker beside.
    torch.set_num_threads(1)
    send({"run": run_id, "kind": "started"})
    task = load_task(spec.task, seed=spec.training.seed)
    model = SequenceModel.for_task(
        task, cell=spec.cell, hidden_size=spec.hidden_size, seed=spec.training.seed
    )
    reporter = _Reporter(run_id, model, send)
    kept = set(snapshot_epochs(spec.training.epochs))
    reporter.add(untrained_result(model, task, spec.training))
    reporter.snapshot(0, draw_picture(model, task), kept=True)

    status, reason = "finished", ""
    best: EpochResult | None = None
    last_picture = asked = time.perf_counter()
    training = train(model, task, spec.training)
    result = None
    for result in training:
        if result.diverged:
            status = "diverged"
            reason = (
                f"The loss became infinite or not a number in epoch {result.epoch}. A smaller "
                "learning rate or a gradient clip of 1 usually helps."
            )
            break
        reporter.add(result)
        if best is None or result.validation_loss < best.validation_loss:
            best = result
        now = time.perf_counter()
        if result.epoch in kept or now - last_picture > PICTURE_SECONDS:
            reporter.snapshot(result.epoch, draw_picture(model, task), result.epoch in kept)
            last_picture = now
        if now - asked > REPORT_SECONDS:
            reporter.flush()
            asked = now
            if should_stop():
                status, reason = "stopped", f"Stopped by hand after epoch {result.epoch}."
                break
    training.close()  # from here on the model holds its best weights, where that is asked for
    if best is not None and spec.training.restore_best:
        reporter.snapshot(best.epoch, draw_picture(model, task), kept=True)
    reporter.flush()
    send(
        {
            "run": run_id,
            "kind": "ended",
            "status": status,
            "reason": reason,
            "result": {
                "parameters": model.parameter_count(),
                "epochs": result.epoch if result else 0,
                "best_epoch": best.epoch if best else 0,
                "seconds": result.seconds if result else 0.0,
                "test": _finite(one_step(model, task).metrics()),
                "baselines": {"persistence": persistence(task).metrics()},
            },
        }
    )


def _finite(metrics: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


class _Reporter:
    """Gathers epochs and sends them in batches, always before a snapshot that follows them."""

    def __init__(self, run_id: str, model: SequenceModel, send: Send) -> None:
        self._run_id = run_id
        self._model = model
        self._send = send
        self._rows: list[list[float]] = []

    def add(self, result: EpochResult) -> None:
        values = asdict(result)
        self._rows.append([values[name] for name in EPOCH_COLUMNS])

    def snapshot(self, epoch: int, picture: bytes, kept: bool) -> None:
        self.flush()
        self._send(
            {
                "run": self._run_id,
                "kind": "snapshot",
                "epoch": epoch,
                "weights": save(self._model.state_dict()),
                "picture": picture,
                "kept": kept,
            }
        )

    def flush(self) -> None:
        if self._rows:
            self._send({"run": self._run_id, "kind": "epochs", "rows": self._rows})
            self._rows = []
