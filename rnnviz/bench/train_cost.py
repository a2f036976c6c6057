"""What a run through the engine costs beside a bare PyTorch loop of the same batches.

Both are timed in turn, round by round; of each the fastest round counts. In each round:

========  ===================================================================================
bare      a loop as a tutorial has it, in this process: every batch forward, backward, clip, step;
          after each epoch the loss on the validation examples
engine    the same run through a worker process, its epochs, networks, pictures and checkpoints
          written into a store on disk; timed from an early epoch to the last
========  ===================================================================================
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn

from rnnviz.bench.goals import Goal, Row
from rnnviz.evaluation import ExampleTensors, loss_of
from rnnviz.runs.build import build_model
from rnnviz.runs.engine import Engine
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import load_task

_POLL_SECONDS = 0.02
_FIRST_EPOCHS = 0.1  # share that is left out: the worker loads, caches warm up
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Case:
    """One network on one task, with its default settings but for these."""

    task: str
    cell: str
    hidden_size: int
    num_layers: int = 1

    def spec(self, epochs: int) -> RunSpec:
        """Return the run with a number of epochs."""
        defaults = load_task(self.task).defaults
        shape = replace(
            defaults.architecture, hidden_size=self.hidden_size, num_layers=self.num_layers
        )
        return RunSpec(self.task, self.cell, shape, replace(defaults.training, epochs=epochs))

    def __str__(self) -> str:
        return f"{self.task} {self.cell} {self.num_layers} x {self.hidden_size}"


CASES = (
    Case("sine", "lstm", 16),
    Case("gs10", "gru", 32),
    Case("sine", "lstm", 64, 2),
)


def measure(
    cases: Sequence[Case] = CASES,
    *,
    seconds: float = 5.0,
    rounds: int = 3,
    store: str | None = None,
) -> list[Row]:
    """Measure every case in ``rounds`` rounds of about ``seconds`` each.

    The store is a file in a temporary folder, or the database of an address.
    """
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as home:
        opened = RunStore(store or Path(home) / "runs.sqlite3")
        engine = Engine(opened)
        try:
            return [_measure(engine, opened, case, seconds, rounds) for case in cases]
        finally:
            engine.close()
            opened.close()


def _measure(engine: Engine, store: RunStore, case: Case, seconds: float, rounds: int) -> Row:
    _bare(case.spec(2))
    epochs = max(20, round(seconds * 5 / _bare(case.spec(5))))
    spec = case.spec(epochs)
    bare: list[float] = []
    through: list[float] = []
    for _ in range(rounds):
        bare.append(epochs / _bare(spec))
        through.append(_through_the_engine(engine, store, spec))
    values = {
        "bare_epochs_a_second": max(bare),
        "engine_epochs_a_second": max(through),
        "engine_x": max(through) / max(bare),
        "epochs": epochs,
        "rounds": rounds,
    }
    return Row(str(case), values, (Goal("engine_x", 0.95, at_least=True),))


def _bare(spec: RunSpec) -> float:
    """Return the seconds that a plain loop takes."""
    task = spec.load_task()
    model = build_model(spec, task)
    cpu = torch.device("cpu")
    data = ExampleTensors(task.examples("train"), cpu)
    held_out = ExampleTensors(task.examples("validation"), cpu)
    truth = held_out.targets[held_out.counted]
    optimiser = torch.optim.Adam(model.parameters(), lr=spec.training.learning_rate)
    steps = spec.training.epochs * -(-len(data) // spec.training.batch_size)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    order = torch.Generator().manual_seed(spec.training.seed)
    start = time.perf_counter()
    for _ in range(spec.training.epochs):
        model.train()
        for batch in torch.randperm(len(data), generator=order).split(spec.training.batch_size):
            counted = data.counted[batch]
            predicted = model.at_steps(data.inputs[batch], data.lengths_of(batch), counted)
            loss = loss_of(task, predicted, data.targets[batch][counted])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), spec.training.gradient_clip)
            optimiser.step()
            schedule.step()
        model.eval()
        with torch.no_grad():
            everything = held_out.lengths_of(slice(None))
            outputs = model(held_out.inputs, everything)[held_out.counted]
            loss_of(task, outputs, truth).item()
    return time.perf_counter() - start


def _through_the_engine(engine: Engine, store: RunStore, spec: RunSpec) -> float:
    """Return the epochs a second of a run through the engine."""
    run = engine.submit(spec)
    last = spec.training.epochs
    first_epoch, first_time = _wait_for_epoch(store, run.id, round(last * _FIRST_EPOCHS))
    last_epoch, last_time = _wait_for_epoch(store, run.id, last)
    while store.run(run.id).active:
        time.sleep(_POLL_SECONDS)
    store.delete(run.id)
    return (last_epoch - first_epoch) / (last_time - first_time)


def _wait_for_epoch(store: RunStore, run_id: str, epoch: int) -> tuple[int, float]:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        rows = store.epochs(run_id, after=epoch - 1)
        if len(rows):
            return int(rows[-1, 0]), time.perf_counter()
        time.sleep(_POLL_SECONDS)
    run = store.run(run_id)
    raise RuntimeError(f"the run did not reach epoch {epoch}: {run.status}, {run.sentence}")
