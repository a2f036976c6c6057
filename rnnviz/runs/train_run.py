"""One run from its beginning, or from where it was left, to its end."""

import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

import torch
from safetensors.torch import load, save

from rnnviz.evaluation import judge
from rnnviz.runs.baselines import BaselinesAside, finite
from rnnviz.runs.build import build_model
from rnnviz.runs.case_scores import pack_case_scores
from rnnviz.runs.interruption import interruptible
from rnnviz.runs.picture import draw_picture
from rnnviz.runs.run import (
    BEST,
    EPOCH_COLUMNS,
    PASSING,
    RESUMABLE,
    SCHEDULED,
    Checkpoint,
    Kept,
    Snapshot,
    Status,
)
from rnnviz.runs.schedule import snapshot_epochs
from rnnviz.runs.size import networks_kept
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import Ending
from rnnviz.runs.workers.control import Control
from rnnviz.training import EpochResult, Interrupted, Trainer

PICTURE_SECONDS = 0.5
CHECKPOINT_SECONDS = 1.0
# What is large is written down more rarely: at most this share of the time goes into it.
CHECKPOINT_SHARE = 0.02
# And at most so many bytes a second of each: faster, the log of SQLite would grow to gigabytes.
WRITTEN_BYTES_A_SECOND = 8_000_000
# An epoch that takes longer is left in its middle when a run is to end, and trained again
# from its beginning when the run is taken up.
LONG_EPOCH_SECONDS = 0.05
# Among the numbers of a checkpoint: the snapshot of its epoch is still to be taken.
_UNSHOWN = "unshown"
_UNMEASURED = "It was not measured on the test data, which would have taken too long."


class Reports(Protocol):
    """Takes what comes of a run, in the order in which it comes."""

    def epoch(self, row: Sequence[float]) -> None:
        """Take a finished epoch, in the order of ``EPOCH_COLUMNS``."""

    def snapshot(self, snapshot: Snapshot, kept: Kept) -> None:
        """Take the network of an epoch that was reported, and why it is kept."""

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Take where to go on after all that was reported so far."""

    def end(self, ending: Ending) -> None:
        """Take how it ended; nothing follows."""


def train_run(
    spec: RunSpec,
    reports: Reports,
    control: Control | None = None,
    checkpoint: Checkpoint | None = None,
    *,
    most_seconds: float = math.inf,
) -> None:
    """Train a run until it ends or is told to.

    Parameters
    ----------
    spec
        The run.
    reports
        Takes all that comes of it. The last is its ending, unless the run is abandoned.
    control
        What it is told meanwhile; without one it trains to its end.
    checkpoint
        Where it goes on. The numbers are then those of a run that was never left.
    most_seconds
        Of training, after which it is stopped; infinity is no limit.
    """
    # One thread a worker: two would fight for the cores with the worker beside.
    torch.set_num_threads(1)
    _Training(spec, reports, control or Control(), checkpoint, most_seconds).run()


class _Training:
    def __init__(
        self,
        spec: RunSpec,
        reports: Reports,
        control: Control,
        checkpoint: Checkpoint | None,
        most_seconds: float,
    ) -> None:
        self.spec, self.reports, self.control = spec, reports, control
        self.most_seconds = most_seconds
        self.task = spec.load_task()
        self.model = build_model(spec, self.task)
        self.trainer = Trainer(self.model, self.task, spec.training)
        kept = networks_kept(spec, self.task)
        self.scheduled = set(snapshot_epochs(spec.training.epochs, kept))
        self.picture_due = _Clock(PICTURE_SECONDS)
        self.checkpoint_due = _Clock(CHECKPOINT_SECONDS)
        self.checkpoint = checkpoint
        self.saved_epoch = -1 if checkpoint is None else checkpoint.epoch
        self.saved_bytes = 0
        self.shown: Snapshot | None = None
        self.baselines = BaselinesAside(spec)
        self.divergence = ""
        self.epoch_seconds = math.inf

    def run(self) -> None:
        try:
            self.begin()
        except Interrupted:
            self.leave_before_it_began()
            return
        try:
            self.train()
        except Interrupted:
            self.leave()

    def begin(self) -> None:
        """Report the untrained network, or take up the checkpoint.

        Raises
        ------
        Interrupted
            If it is told to end before there is anything to report.
        """
        if self.checkpoint is not None:
            numbers = self.checkpoint.numbers
            self.trainer.load_state(load(self.checkpoint.tensors), numbers)
            if not numbers.get(_UNSHOWN):
                return
        with interruptible(self.model, self.should_not_begin):
            if self.checkpoint is None:
                untrained = self.trainer.untrained()
                self.divergence = untrained.divergence
            self.draw()
        if self.checkpoint is None:
            self.add(untrained)
        self.snapshot(SCHEDULED)

    def should_not_begin(self) -> bool:
        # What was trained already is measured when it is stopped.
        return self.control.should_end() if self.checkpoint is None else self.control.must_leave()

    def train(self) -> None:
        """Train and report to the end, or until it is told to leave.

        Raises
        ------
        Interrupted
            If it is told to leave at once.
        """
        trainer, control = self.trainer, self.control
        while not trainer.finished and not control.should_end():
            if trainer.seconds >= self.most_seconds:
                break
            if control.must_wait():
                self.save()
            if not control.wait_for_turn():
                break
            if not self.run_epoch():
                break
        if trainer.diverged:
            self.end("diverged", self.divergence)
        elif trainer.finished:
            self.end("finished", self.why_finished())
        elif control.should_end():
            self.leave()
        else:
            minutes = self.most_seconds / 60
            self.end(
                "stopped",
                f"Stopped {self.where}: here a run may train for at most {minutes:g} "
                f"minute{'' if minutes == 1 else 's'}.",
            )

    def run_epoch(self) -> bool:
        """Train and report an epoch; return whether it was trained and has not diverged."""
        trainer, start = self.trainer, time.perf_counter()
        if self.epoch_seconds >= LONG_EPOCH_SECONDS:
            before = trainer.state()
            due = start + self.most_seconds - trainer.seconds

            def should_stop() -> bool:
                return self.control.should_end() or time.perf_counter() > due

            try:
                with interruptible(self.model, should_stop):
                    result = trainer.run_epoch(should_stop)
            except Interrupted:
                trainer.load_state(*before)
                return False
        else:
            result = trainer.run_epoch(_never)
        self.epoch_seconds = time.perf_counter() - start
        if result.diverged:
            self.divergence = result.divergence
            return False
        self.add(result)
        self.report(result.epoch)
        self.baselines.start()
        return True

    def report(self, epoch: int) -> None:
        """Report what is due after an epoch."""
        is_small = self.picture_due.seconds <= PICTURE_SECONDS
        if epoch in self.scheduled or self.picture_due() or (self.control.slow and is_small):
            self.show()
        if self.checkpoint_due():
            start = time.perf_counter()
            self.save()
            cost = time.perf_counter() - start
            self.checkpoint_due.seconds = max(
                CHECKPOINT_SECONDS,
                cost / CHECKPOINT_SHARE,
                self.saved_bytes / WRITTEN_BYTES_A_SECOND,
            )

    def add(self, result: EpochResult) -> None:
        values = asdict(result)
        self.reports.epoch([values[name] for name in EPOCH_COLUMNS])

    def show(self) -> None:
        """Report the network as it is.

        Raises
        ------
        Interrupted
            If there is no time left for it.
        """
        with interruptible(self.model, self.control.must_leave):
            self.snapshot(SCHEDULED if self.trainer.epoch in self.scheduled else PASSING)

    def snapshot(self, kept: Kept) -> None:
        self.reports.snapshot(self.draw(), kept)

    def draw(self, epoch: int | None = None) -> Snapshot:
        """Return the network's weights and picture, at the epoch where it is unless told."""
        epoch = self.trainer.epoch if epoch is None else epoch
        if self.shown is None or self.shown.epoch != epoch:
            picture = draw_picture(self.model, self.task)
            self.shown = Snapshot(epoch, save(self.model.state_dict()), picture)
            size = len(self.shown.weights) + len(picture)
            self.picture_due.seconds = max(PICTURE_SECONDS, size / WRITTEN_BYTES_A_SECOND)
        return self.shown

    def save(self) -> None:
        """Report where to go on, unless that is known."""
        trainer = self.trainer
        # Behind an epoch that diverged nothing goes on: it is trained again.
        if trainer.epoch <= self.saved_epoch or trainer.diverged:
            return
        tensors, numbers = trainer.state()
        if trainer.epoch in self.scheduled and not self.is_shown:
            numbers[_UNSHOWN] = True
        self.saved_epoch = trainer.epoch
        # Numbers go the way of JSON here already: what comes back is what was sent.
        numbers = json.loads(json.dumps(numbers))
        written = save(tensors)
        self.saved_bytes = len(written)
        self.reports.checkpoint(Checkpoint(trainer.epoch, written, numbers))

    @property
    def is_shown(self) -> bool:
        return self.shown is not None and self.shown.epoch == self.trainer.epoch

    @property
    def where(self) -> str:
        return f"after epoch {self.trainer.epoch} of {self.spec.training.epochs}"

    def why_finished(self) -> str:
        trainer = self.trainer
        if trainer.epoch < self.spec.training.epochs:
            patience = self.spec.training.patience
            return (
                f"Ended early after epoch {trainer.epoch}: the validation loss had not improved "
                f"for {patience} epoch{'' if patience == 1 else 's'}."
            )
        return ""

    def leave_before_it_began(self) -> None:
        """End before there is anything to keep."""
        departure = self.control.departure
        if departure is not None:
            before = "before it began" if self.checkpoint is None else "before it resumed"
            reason = departure.reason(before, max(0, self.saved_epoch))
            self.reports.end(Ending(departure.status, reason))

    def leave(self) -> None:
        """End as it was told, in a way that the run can go on where that was meant."""
        departure = self.control.departure
        if departure is None:
            return
        if departure.status == "failed":
            self.reports.end(Ending("failed", departure.sentence))
            return
        if departure.status != "queued":
            self.end(departure.status, departure.reason(self.where, self.trainer.epoch))
            return
        self.save()
        reason = departure.reason(self.where, max(0, self.saved_epoch))
        self.reports.end(Ending("queued", reason))

    def end(self, status: Status, reason: str) -> None:
        """Report the last network, the best one and what they are worth.

        Of a run that is to end at once, what cannot be drawn or measured in time is left out.
        """
        try:
            if status != "diverged" and not self.is_shown:
                self.show()
        except Interrupted:
            if self.control.leaving:
                self.leave()
                return
        ending = Ending(status, reason, self.result())
        if status in RESUMABLE:
            self.save()
            self.reports.end(ending)
            return
        last = {name: w.clone() for name, w in self.model.state_dict().items()}
        try:
            with interruptible(self.model, self.control.must_leave):
                ending = self.judged(ending)
        except Interrupted:
            departure = self.control.departure
            if departure is not None and departure.status == "stopped":
                self.reports.end(self.unmeasured(ending))
            else:
                self.model.load_state_dict(last)
                self.leave()
        else:
            self.reports.end(ending)

    def unmeasured(self, ending: Ending) -> Ending:
        """Report the best network without a picture, where there was no time for more."""
        best = self.trainer.best_epoch
        self.trainer.restore_best()
        if best and best not in self.scheduled and (self.shown is None or self.shown.epoch != best):
            self.reports.snapshot(Snapshot(best, save(self.model.state_dict()), b""), BEST)
        status: Status = "stopped" if ending.status == "finished" else ending.status
        reason = ending.reason or f"Stopped by hand {self.where}."
        return Ending(status, f"{reason} {_UNMEASURED}", ending.result)

    def result(self) -> dict[str, Any]:
        """Return what is known of a run without evaluating it."""
        return {
            "parameters": self.model.parameter_count(),
            "epochs": self.trainer.epoch,
            "best_epoch": self.trainer.best_epoch,
            "judged_epoch": self.trainer.best_epoch,
            "seconds": self.trainer.seconds,
        }

    def judged(self, ending: Ending) -> Ending:
        """Evaluate the best network, and say what it is worth.

        From here on the model is no longer where the training stands.
        """
        trainer, model = self.trainer, self.model
        trainer.restore_best()
        if trainer.best_epoch:
            self.reports.snapshot(self.draw(trainer.best_epoch), BEST)
        judged = judge(model, self.task)
        baselines = self.baselines.get(self.control.must_leave)
        # Weights that are no numbers would still be right now and then, by chance.
        worthless = ending.status == "diverged" and not trainer.best_epoch
        test = {} if worthless else finite(judged.metrics)
        scored = None if worthless else pack_case_scores(baselines.beside(judged))
        result = (ending.result or {}) | {"test": test, "baselines": baselines.metrics}
        return Ending(ending.status, ending.reason, result, scored)


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
