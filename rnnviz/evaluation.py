"""The outputs of a network for the examples of a split, and its metrics."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnnviz.evaluation_batch import evaluation_batch
from rnnviz.models import SequenceModel
from rnnviz.tasks import Examples, SeriesTask, SplitName, Task
from rnnviz.tasks.case_scores import CaseScores


class ExampleTensors:
    """The examples of a split as tensors on one device, cut into batches without a copy."""

    def __init__(self, examples: Examples, device: torch.device) -> None:
        # Task arrays are read-only and nothing here writes to them; `clone` quiets PyTorch.
        self.inputs = torch.tensor(examples.inputs, device=device)
        self.targets = torch.tensor(examples.targets, device=device)
        self.counted = torch.tensor(examples.counted, device=device)
        self.lengths = torch.tensor(examples.lengths)  # packing wants them on the CPU
        self.of_one_length = examples.of_one_length()

    def __len__(self) -> int:
        return len(self.lengths)

    def lengths_of(self, index: torch.Tensor | slice) -> torch.Tensor | None:
        """Return the lengths of some examples, or None where all are whole."""
        if self.of_one_length:
            return None
        return self.lengths[index.cpu() if isinstance(index, torch.Tensor) else index]

    def batch(
        self, index: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]:
        """Return inputs, targets, judged steps and lengths, cut to the longest among them."""
        lengths = self.lengths_of(index)
        steps = self.inputs.shape[1] if lengths is None else int(lengths.max())
        return (
            self.inputs[index, :steps],
            self.targets[index, :steps],
            self.counted[index, :steps],
            lengths,
        )


def loss_of(task: Task, predicted: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Return the mean loss over judged steps: squared error, or cross-entropy in nats."""
    if task.kind == "regression":
        return nn.functional.mse_loss(predicted, truth)
    return nn.functional.cross_entropy(predicted, truth)


def split_outputs(model: SequenceModel, task: Task, split: SplitName) -> NDArray[np.float32]:
    """Return the outputs of a model for every example of a split, (examples, time, outputs).

    The model is left in the mode it was in.
    """
    return _outputs(model, _tensors(model, task, split)).cpu().numpy()


def _tensors(model: SequenceModel, task: Task, split: SplitName) -> ExampleTensors:
    return ExampleTensors(task.examples(split), next(model.parameters()).device)


def _outputs(model: SequenceModel, data: ExampleTensors, by_itself: bool = False) -> torch.Tensor:
    batch = evaluation_batch(data.inputs.shape[1], model.architecture)
    with evaluating(model):
        answer = model.answers if by_itself else model
        return torch.cat(
            [
                answer(data.inputs[part], data.lengths_of(part))
                for part in (slice(k, k + batch) for k in range(0, len(data), batch))
            ]
        )


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put a model into evaluation mode, without gradients, and back into the mode it was in."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


def evaluate(model: SequenceModel, task: Task, split: SplitName = "test") -> dict[str, float]:
    """Judge a model on a split: the task's metrics, in the data's own units.

    An encoder-decoder is judged by what it writes by itself, symbol after symbol. A chaotic
    series adds ``nrmse84``, the error 84 steps into free runs.
    """
    metrics = task.metrics(split, _answers(model, task, split))
    if isinstance(task, SeriesTask) and task.horizon:
        metrics[f"nrmse{task.horizon}"] = free_run_error(model, task, split)
    return metrics


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a model scored on the test split.

    Attributes
    ----------
    metrics
        Those of :func:`evaluate`.
    cases
        What each case contributes to the headline metric.
    ahead
        What each free run contributes to the error at the task's horizon; None without one.
    """

    metrics: dict[str, float]
    cases: CaseScores
    ahead: CaseScores | None


def judge(model: SequenceModel, task: Task) -> Judgement:
    """Judge a model on the test split, and say what each case contributes."""
    outputs = _answers(model, task, "test")
    metrics = task.metrics("test", outputs)
    ahead = None
    if isinstance(task, SeriesTask) and task.horizon:
        runs = free_runs(model, task, task.horizon_starts("test"), task.horizon)
        metrics[f"nrmse{task.horizon}"] = task.horizon_error("test", runs)
        ahead = task.horizon_case_scores("test", runs)
    return Judgement(metrics, task.case_scores(outputs), ahead)


def _answers(model: SequenceModel, task: Task, split: SplitName) -> NDArray[np.float32]:
    return _outputs(model, _tensors(model, task, split), by_itself=True).cpu().numpy()


def free_runs(
    model: SequenceModel, task: SeriesTask, starts: NDArray[np.int64], horizon: int
) -> NDArray[np.float64]:
    """Let a model continue from its own predictions, from many places at once.

    Parameters
    ----------
    model, task
        A model trained on the task, and the task.
    starts
        Indices in the series of the first predicted values, shape (starts,); the window before
        each is true data.
    horizon
        Steps to predict.

    Returns
    -------
    Shape (starts, horizon), in the data's own units. Where a network reads several series, those
    that it does not predict stay at their newest true value.
    """
    device = next(model.parameters()).device
    window = task.table[starts[:, None] + np.arange(-task.window, 0)]  # (starts, window, inputs)
    predicted = np.empty((len(starts), horizon))
    with evaluating(model):
        for k in range(horizon):
            read = torch.tensor(task.normalise(window), device=device)
            readout = model(read)[:, -1, 0].cpu().numpy()
            predicted[:, k] = task.to_units(readout, newest=window[:, -1, 0])
            window = np.concatenate([window[:, 1:], window[:, -1:]], axis=1)
            window[:, -1, 0] = predicted[:, k]
    return predicted


def free_run_error(model: SequenceModel, task: SeriesTask, split: SplitName = "test") -> float:
    """Return the error at the task's horizon over the deviation of the series (Jaeger 2001).

    The root of the mean squared error is taken over a free run from every fourth place of the
    split that leaves room for one.
    """
    runs = free_runs(model, task, task.horizon_starts(split), task.horizon)
    return task.horizon_error(split, runs)


class Judge:
    """Measures loss and metrics of one split repeatedly; the data are prepared once."""

    def __init__(self, task: Task, split: SplitName, device: torch.device) -> None:
        self._task, self._split = task, split
        self._data = ExampleTensors(task.examples(split), device)
        self._truth = self._data.targets[self._data.counted]

    def loss(self, model: SequenceModel) -> float:
        """Return the mean loss over all judged steps."""
        return self.loss_and_metric(model)[0]

    def loss_and_metric(self, model: SequenceModel) -> tuple[float, float]:
        """Return the mean loss and the main metric of the task."""
        outputs = _outputs(model, self._data)
        loss = loss_of(self._task, outputs[self._data.counted], self._truth).item()
        metrics = self._task.metrics(self._split, outputs.cpu().numpy())
        return loss, metrics[self._task.headline]
