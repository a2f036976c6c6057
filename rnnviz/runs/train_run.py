"""One run from its beginning, or from where it was left, to its end."""

import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import torch
from safetensors.torch import load, save

from rnnviz.evaluation import Judgement, judge
from rnnviz.runs.build import build_model
from rnnviz.runs.case_scores import RunCaseScores, pack_case_scores
from rnnviz.runs.control import Control
from rnnviz.runs.picture import draw_picture
from rnnviz.runs.run import (
    BEST,
    EPOCH_COLUMNS,
    PASSING,
    RESUMABLE,
    SCHEDULED,
    Checkpoint,
    Kept,
    Status,
)
from rnnviz.runs.schedule import snapshot_epochs
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import SeriesTask, load_task
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.training import EpochResult, Interrupted, Trainer

# Tiny networks make hundreds of epochs a second: reports go by the clock.
REPORT_SECONDS = 0.1
PICTURE_SECONDS = 0.5
CHECKPOINT_SECONDS = 1.0
# What is large is written down more rarely: at most this share of the time goes into it.
CHECKPOINT_SHARE = 0.02
# An epoch that takes longer is left in its middle when a run is to end, and trained again
# from its beginning when the run is taken up.
LONG_EPOCH_SECONDS = 0.05

Send = Callable[[dict[str, Any]], None]


def train_run(
    spec: RunSpec,
    send: Send,
    control: Control | None = None,
    checkpoint: Checkpoint | None = None,
) -> None:
    """Train a run until it ends or is told to.

    Parameters
    ----------
    spec
        The run.
    send
        Takes every report; see ``rnnviz.runs.worker``.
    control
        What it is told meanwhile; without one it trains to its end.
    checkpoint
        Where it goes on. The numbers are then those of a run that was never left.
    """
    # One thread a worker: two would fight for the cores with the worker beside.
    torch.set_num_threads(1)
    send({"kind": "started"})
    _Training(spec, send, control or Control(), checkpoint).run()


class _Training:
    def __init__(
        self, spec: RunSpec, send: Send, control: Control, checkpoint: Checkpoint | None
    ) -> None:
        self.spec, self.send, self.control = spec, send, control
        self.task = spec.load_task()
        self.model = build_model(spec, self.task)
        self.trainer = Trainer(self.model, self.task, spec.training)
        self.scheduled = set(snapshot_epochs(spec.training.epochs))
        self.rows: list[list[float]] = []
        self.report_due = _Clock(REPORT_SECONDS)
        self.picture_due = _Clock(PICTURE_SECONDS)
        self.checkpoint_due = _Clock(CHECKPOINT_SECONDS)
        self.checkpoint_epoch = -1
        self.shown: dict[str, Any] = {}
        self.baselines = _Aside(lambda: _baselines(spec))
        self.divergence = ""
        if checkpoint is None:
            untrained = self.trainer.untrained()
            self.divergence = untrained.divergence
            self.add(untrained)
            self.snapshot(0, SCHEDULED)
        else:
            self.trainer.load_state(load(checkpoint.tensors), checkpoint.numbers)
            self.checkpoint_epoch = checkpoint.epoch

    def run(self) -> None:
        trainer, control = self.trainer, self.control
        longest = math.inf
        while not trainer.finished and not control.should_end():
            if control.must_wait():
                self.flush(checkpoint=True)
                if not control.wait_for_turn():
                    break
            elif not control.wait_for_turn():
                break
            before = None if longest < LONG_EPOCH_SECONDS else trainer.state()
            start = time.perf_counter()
            try:
                result = trainer.run_epoch(control.should_end if before else _never)
            except Interrupted:
                assert before is not None
                trainer.load_state(*before)
                break
            longest = time.perf_counter() - start
            if result.diverged:
                self.divergence = result.divergence
                break
            self.add(result)
            self.report(result.epoch)
        if trainer.diverged:
            self.end("diverged", self.divergence)
        elif trainer.finished:
            self.end("finished", self.why_finished())
        elif control.order.command == "go" or control.order.command == "abandon":
            # Nobody listens any more. Should somebody after all: this is how it stands.
            self.flush(checkpoint=True)
            self.send(
                {
                    "kind": "ended",
                    "status": "interrupted",
                    "reason": "The app that started it was no longer running.",
                    "result": None,
                }
            )
        else:
            order = control.order
            of = f" after epoch {trainer.epoch} of {self.spec.training.epochs}."
            self.end(order.ending, order.why + of)

    def report(self, epoch: int) -> None:
        """Send what is due after an epoch."""
        if epoch in self.scheduled:
            self.snapshot(epoch, SCHEDULED)
        elif self.picture_due() or self.control.slow:
            self.snapshot(epoch, PASSING)
        if self.checkpoint_due():
            start = time.perf_counter()
            self.flush(checkpoint=True)
            cost = time.perf_counter() - start
            self.checkpoint_due.seconds = max(CHECKPOINT_SECONDS, cost / CHECKPOINT_SHARE)
        elif self.report_due() or self.control.slow:
            self.flush()

    def add(self, result: EpochResult) -> None:
        values = asdict(result)
        self.rows.append([values[name] for name in EPOCH_COLUMNS])

    def snapshot(self, epoch: int, kept: Kept) -> None:
        """Send the network, always behind the epochs that led to it."""
        self.flush()
        if self.shown.get("epoch") != epoch:
            self.shown = {
                "kind": "snapshot",
                "epoch": epoch,
                "weights": save(self.model.state_dict()),
                "picture": draw_picture(self.model, self.task),
            }
        self.send(self.shown | {"kept": kept})

    def flush(self, checkpoint: bool = False) -> None:
        """Send the epochs that were not sent, and with them where to go on after them."""
        found = None
        if checkpoint and self.trainer.epoch > self.checkpoint_epoch:
            tensors, numbers = self.trainer.state()
            self.checkpoint_epoch = self.trainer.epoch
            # Numbers go the way of JSON here already: what comes back is what was sent.
            found = {
                "epoch": self.trainer.epoch,
                "tensors": save(tensors),
                "numbers": json.loads(json.dumps(numbers)),
            }
        if self.rows or found:
            self.send({"kind": "epochs", "rows": self.rows, "checkpoint": found})
            self.rows = []

    def why_finished(self) -> str:
        trainer = self.trainer
        if trainer.epoch < self.spec.training.epochs:
            patience = self.spec.training.patience
            return (
                f"Ended early after epoch {trainer.epoch}: the validation loss had not improved "
                f"for {patience} epoch{'' if patience == 1 else 's'}."
            )
        return ""

    def end(self, status: Status, reason: str) -> None:
        """Send the last network, the best one and what they are worth."""
        trainer, model = self.trainer, self.model
        if status != "diverged" and self.shown.get("epoch") != trainer.epoch:
            self.snapshot(trainer.epoch, PASSING)
        self.flush(checkpoint=status in RESUMABLE)
        # From here on the model is no longer where the training stands.
        trainer.restore_best()
        # A run that may go on is shown as it stands; its best weights are in the checkpoint.
        if trainer.best_epoch and status not in RESUMABLE:
            self.snapshot(trainer.best_epoch, BEST)
        scored = None
        result: dict[str, Any] = {
            "parameters": model.parameter_count(),
            "epochs": trainer.epoch,
            "best_epoch": trainer.best_epoch,
            "judged_epoch": trainer.best_epoch,
            "seconds": trainer.seconds,
        }
        if status not in RESUMABLE:
            judged = judge(model, self.task)
            baselines = self.baselines()
            # Weights that are no numbers would still be right now and then, by chance.
            worthless = status == "diverged" and not trainer.best_epoch
            result["test"] = {} if worthless else _finite(judged.metrics)
            result["baselines"] = baselines.metrics
            if not worthless:
                scored = pack_case_scores(baselines.beside(judged))
        self.send(
            {
                "kind": "ended",
                "status": status,
                "reason": reason,
                "result": result,
                "case_scores": scored,
            }
        )


@dataclass(frozen=True)
class _Baselines:
    metrics: Mapping[str, dict[str, float]]
    cases: Mapping[str, CaseScores | float]
    ahead: Mapping[str, CaseScores | float]

    def beside(self, judged: Judgement) -> RunCaseScores:
        far = None if judged.ahead is None else RunCaseScores(judged.ahead, self.ahead)
        return RunCaseScores(judged.cases, self.cases, far)


@lru_cache(maxsize=16)
def _baselines_of(task: str, seed: int, options: str) -> _Baselines:
    found = load_task(task, seed, **json.loads(options))
    metrics = {name: _finite(metrics) for name, metrics in found.baselines().items()}
    ahead: Mapping[str, CaseScores | float] = {}
    if isinstance(found, SeriesTask) and found.horizon:
        ahead = found.baseline_horizon_case_scores()
    return _Baselines(metrics, found.baseline_case_scores(), ahead)


def _baselines(spec: RunSpec) -> _Baselines:
    return _baselines_of(spec.task, spec.data_seed, json.dumps(dict(spec.options)))


class _Aside:
    """Works something out beside the training, so that an end need not wait for it."""

    def __init__(self, work: Callable[[], _Baselines]) -> None:
        self._work = work
        self._found: _Baselines | None = None
        self._thread = threading.Thread(target=self._run, name="rnnviz-baselines", daemon=True)
        self._thread.start()

    def __call__(self) -> _Baselines:
        self._thread.join()
        # Whatever went wrong beside the training goes wrong here again, where it is told.
        return self._work() if self._found is None else self._found

    def _run(self) -> None:
        with suppress(Exception):
            self._found = self._work()


def _finite(metrics: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


def _never() -> bool:
    return False


class _Clock:
    """Says yes at most once in a number of seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._last = time.perf_counter()

    def __call__(self) -> bool:
        now = time.perf_counter()
        if now - self._last < self.seconds:
            return False
        self._last = now
        return True
