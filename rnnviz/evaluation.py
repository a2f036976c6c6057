"""What a network gives for the examples of a split, and how it is judged."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnnviz.models import SequenceModel
from rnnviz.tasks import Examples, SplitName, Task

BATCH = 1024


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


def loss_of(task: Task, predicted: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Return the mean loss over judged steps: squared error, or cross-entropy in nats."""
    if task.kind == "regression":
        return nn.functional.mse_loss(predicted, truth)
    return nn.functional.cross_entropy(predicted, truth)


def split_outputs(model: SequenceModel, task: Task, split: SplitName) -> NDArray[np.float32]:
    """Return what a model gives for every example of a split, (examples, time, outputs).

    The model is left in the mode it was in.
    """
    device = next(model.parameters()).device
    data = ExampleTensors(task.examples(split), device)
    return _outputs(model, data).cpu().numpy()


def _outputs(model: SequenceModel, data: ExampleTensors) -> torch.Tensor:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        parts = [
            model(data.inputs[part], data.lengths_of(part))
            for part in (slice(k, k + BATCH) for k in range(0, len(data), BATCH))
        ]
    model.train(was_training)
    return torch.cat(parts)


def evaluate(model: SequenceModel, task: Task, split: SplitName = "test") -> dict[str, float]:
    """Judge a model on a split: the task's metrics, in the data's own units."""
    return task.metrics(split, split_outputs(model, task, split))


class Judge:
    """Measures loss and metrics of one split again and again, the data brought over once."""

    def __init__(self, task: Task, split: SplitName, device: torch.device) -> None:
        self._task, self._split = task, split
        self._data = ExampleTensors(task.examples(split), device)
        self._truth = self._data.targets[self._data.counted]

    def loss(self, model: SequenceModel) -> float:
        """Return the mean loss over all judged steps."""
        return self.loss_and_metric(model)[0]

    def loss_and_metric(self, model: SequenceModel) -> tuple[float, float]:
        """Return the mean loss, and the metric that the task is known by."""
        outputs = _outputs(model, self._data)
        loss = loss_of(self._task, outputs[self._data.counted], self._truth).item()
        metrics = self._task.metrics(self._split, outputs.cpu().numpy())
        return loss, metrics[self._task.headline]
