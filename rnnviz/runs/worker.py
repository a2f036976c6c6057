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
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import torch
from distributed import Event, get_worker
from safetensors.torch import save

from rnnviz.evaluation import evaluate
from rnnviz.models import SequenceModel
from rnnviz.runs.build import build_model
from rnnviz.runs.picture import draw_picture
from rnnviz.runs.schedule import snapshot_epochs
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import EPOCH_COLUMNS
from rnnviz.training import EpochResult, Interrupted, Trainer

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
        Asked about ten times a second, also within a long epoch.
    """
    # One thread a worker: two would fight for the cores with the worker beside.
    torch.set_num_threads(1)
    send({"run": run_id, "kind": "started"})
    task = spec.load_task()
    model = build_model(spec, task)
    trainer = Trainer(model, task, spec.training)
    reporter = _Reporter(run_id, model, send)
    kept = set(snapshot_epochs(spec.training.epochs))
    reporter.add(trainer.untrained())
    reporter.snapshot(0, draw_picture(model, task), kept=True)

    status, reason = "finished", ""
    stop = _ByTheClock(should_stop, REPORT_SECONDS)
    report_due = _ByTheClock(lambda: True, REPORT_SECONDS)
    picture_due = _ByTheClock(lambda: True, PICTURE_SECONDS)
    while not trainer.finished:
        try:
            result = trainer.run_epoch(stop)
        except Interrupted:
            status, reason = "stopped", f"Stopped by hand after epoch {trainer.epoch}."
            break
        if result.diverged:
            status = "diverged"
            reason = (
                f"The loss became infinite or not a number in epoch {result.epoch}. A smaller "
                "learning rate or a gradient clip of 1 usually helps."
            )
            break
        reporter.add(result)
        if result.epoch in kept or picture_due():
            reporter.snapshot(result.epoch, draw_picture(model, task), result.epoch in kept)
        if report_due():
            reporter.flush()
    trainer.restore_best()
    if trainer.best_epoch and spec.training.restore_best:
        reporter.snapshot(trainer.best_epoch, draw_picture(model, task), kept=True)
    reporter.flush()
    send(
        {
            "run": run_id,
            "kind": "ended",
            "status": status,
            "reason": reason,
            "result": {
                "parameters": model.parameter_count(),
                "epochs": trainer.epoch,
                "best_epoch": trainer.best_epoch,
                "seconds": trainer.seconds,
                "test": _finite(evaluate(model, task)),
                "baselines": {name: _finite(found) for name, found in task.baselines().items()},
            },
        }
    )


def _finite(metrics: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


class _ByTheClock:
    """Answers a question at most once in a while; between two times the answer is no."""

    def __init__(self, question: Callable[[], bool], seconds: float) -> None:
        self._question, self._seconds = question, seconds
        self._asked = time.perf_counter()

    def __call__(self) -> bool:
        now = time.perf_counter()
        if now - self._asked < self._seconds:
            return False
        self._asked = now
        return self._question()


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
