"""Training as a generator of results: a page, a test and a worker just iterate."""

import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from torch import nn

from rnnviz.models import SequenceModel
from rnnviz.tasks import SplitName, Task
from rnnviz.train_config import TrainConfig


@dataclass(frozen=True)
class EpochResult:
    """What one epoch gave. Losses are mean squared errors in normalised units.

    Attributes
    ----------
    epoch
        1 for the first; 0 stands for the network before training.
    train_loss
        Mean over the epoch's windows, each measured just before the step it took part in.
    validation_loss
        Over the validation windows, after the epoch.
    gradient_norm
        Mean over the epoch's steps of the norm of the whole gradient, before clipping.
    learning_rate
        The step size at the start of the epoch.
    seconds
        Since training began.
    """

    epoch: int
    train_loss: float
    validation_loss: float
    gradient_norm: float
    learning_rate: float
    seconds: float

    @property
    def diverged(self) -> bool:
        """Whether a loss is no longer a finite number."""
        return not (math.isfinite(self.train_loss) and math.isfinite(self.validation_loss))


def _split_tensors(
    task: Task, split: SplitName, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    windows = task.windows(split)
    return (
        torch.from_numpy(windows.inputs).to(device),
        torch.from_numpy(windows.targets).to(device),
    )


def _loss(model: SequenceModel, inputs: torch.Tensor, targets: torch.Tensor) -> float:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        loss = nn.functional.mse_loss(model.predict_next(inputs), targets).item()
    model.train(was_training)
    return loss


def untrained_result(model: SequenceModel, task: Task, config: TrainConfig) -> EpochResult:
    """Measure a network before training, as epoch 0; its gradient norm is NaN."""
    device = next(model.parameters()).device
    return EpochResult(
        epoch=0,
        train_loss=_loss(model, *_split_tensors(task, "train", device)),
        validation_loss=_loss(model, *_split_tensors(task, "validation", device)),
        gradient_norm=math.nan,
        learning_rate=config.learning_rate,
        seconds=0.0,
    )


def train(
    model: SequenceModel, task: Task, config: TrainConfig
) -> Generator[EpochResult, None, None]:
    """Train a model in place and yield a result after each epoch.

    The windows are drawn in a new order each epoch, from the config's seed alone: the same
    model, task and config give the same numbers on one machine, and the global random state is
    neither read nor changed. The caller stops training by closing the generator or dropping it.
    With ``config.restore_best`` the model holds the best weights once the generator has ended.

    Yields
    ------
    EpochResult
        One for each of ``config.epochs`` epochs.
    """
    device = next(model.parameters()).device
    inputs, targets = _split_tensors(task, "train", device)
    held_out = _split_tensors(task, "validation", device)
    optimiser = _make_optimiser(model, config)
    batches_an_epoch = math.ceil(len(inputs) / config.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, _schedule_factor(config, config.epochs * batches_an_epoch)
    )
    order = torch.Generator().manual_seed(config.seed)
    best_loss = math.inf
    best_weights: dict[str, torch.Tensor] = {}
    start = time.perf_counter()
    try:
        for epoch in range(1, config.epochs + 1):
            model.train()
            learning_rate = float(schedule.get_last_lr()[0])
            # Sums stay on the device: reading a number after every batch would wait for it.
            loss_sum = torch.zeros((), device=device)
            norm_sum = torch.zeros((), device=device)
            shuffled = torch.randperm(len(inputs), generator=order).to(device)
            for batch in shuffled.split(config.batch_size):
                loss = nn.functional.mse_loss(model.predict_next(inputs[batch]), targets[batch])
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                norm = nn.utils.clip_grad_norm_(model.parameters(), config.gradient_clip)
                optimiser.step()
                schedule.step()
                loss_sum += loss.detach() * len(batch)
                norm_sum += norm
            validation_loss = _loss(model, *held_out)
            if config.restore_best and validation_loss < best_loss:
                best_loss = validation_loss
                best_weights = {name: w.clone() for name, w in model.state_dict().items()}
            yield EpochResult(
                epoch=epoch,
                train_loss=loss_sum.item() / len(inputs),
                validation_loss=validation_loss,
                gradient_norm=norm_sum.item() / batches_an_epoch,
                learning_rate=learning_rate,
                seconds=time.perf_counter() - start,
            )
    finally:
        # Also when the caller stops early: a stopped training leaves its best network behind.
        if best_weights:
            model.load_state_dict(best_weights)


def _make_optimiser(model: SequenceModel, config: TrainConfig) -> torch.optim.Optimizer:
    if config.optimiser == "adam":
        return torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    return torch.optim.SGD(model.parameters(), lr=config.learning_rate)


def _schedule_factor(config: TrainConfig, steps: int) -> Callable[[int], float]:
    if config.schedule == "constant":
        return lambda step: 1.0
    return lambda step: 0.5 * (1 + math.cos(math.pi * min(step / steps, 1)))
