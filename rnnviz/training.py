"""Training as a generator of results, which pages, tests and workers iterate over."""

import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from rnnviz.evaluation import ExampleTensors, Judge, loss_of
from rnnviz.models import SequenceModel
from rnnviz.tasks import Task
from rnnviz.train_config import TrainConfig


@dataclass(frozen=True)
class EpochResult:
    """The results of one epoch. Losses are mean squared errors in normalised units, or nats.

    Attributes
    ----------
    epoch
        1 for the first; 0 stands for the network before training.
    train_loss
        Mean over the epoch's judged steps, each measured just before the step of training it
        took part in.
    validation_loss, metric
        Over the validation examples, after the epoch; the metric is the task's headline.
    gradient_norm
        Mean over the epoch's batches of the norm of the whole gradient, before clipping.
    learning_rate
        The step size at the start of the epoch.
    seconds
        Since training began.
    """

    epoch: int
    train_loss: float
    validation_loss: float
    metric: float
    gradient_norm: float
    learning_rate: float
    seconds: float

    @property
    def diverged(self) -> bool:
        """Whether a loss is not, or no longer, a finite number."""
        return not (math.isfinite(self.train_loss) and math.isfinite(self.validation_loss))

    @property
    def divergence(self) -> str:
        """One sentence that says which loss is not finite, since when and what may help.

        Empty where both losses are finite.
        """
        if not self.diverged:
            return ""
        which = "validation loss" if math.isfinite(self.train_loss) else "training loss"
        if self.epoch == 0:
            return (
                f"The {which} was infinite or not a number before training began; values in the "
                "data may be too large."
            )
        return (
            f"The {which} became infinite or not a number in epoch {self.epoch}. A smaller "
            "learning rate or a gradient clip of 1 usually helps."
        )


class Interrupted(Exception):
    """Training was asked to end within an epoch; the model is as after its last batch."""


class Trainer:
    """Trains a model in place, an epoch at a call, and can be stopped and taken up again.

    A training is judged by the epoch with the lowest validation loss; :meth:`restore_best` gives
    the model its weights. A loss that is not finite ends the training.

    The examples are drawn from the config's seed alone: the same model, task and config give
    the same numbers on one machine, and the global random state is neither read nor changed.

    Parameters
    ----------
    model, task, config
        What is trained on what, and how.
    """

    def __init__(self, model: SequenceModel, task: Task, config: TrainConfig) -> None:
        self.model, self.task, self.config = model, task, config
        self.device = next(model.parameters()).device
        self.epoch = 0
        self.best_loss = math.inf
        self.best_epoch = 0
        self.seconds = 0.0
        self.diverged = False
        self._data = ExampleTensors(task.examples("train"), self.device)
        self._judge = Judge(task, "validation", self.device)
        self._order = torch.Generator().manual_seed(config.seed)
        self._best_weights: dict[str, torch.Tensor] = {}
        self._optimiser = _make_optimiser(model, config)
        batches = math.ceil(len(self._data) / config.batch_size)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, _schedule_factor(config, config.epochs * batches)
        )

    @property
    def finished(self) -> bool:
        """Whether all epochs are done, patience has run out, or the loss has diverged."""
        out_of_patience = 0 < self.config.patience <= self.epoch - self.best_epoch
        return self.diverged or self.epoch >= self.config.epochs or out_of_patience

    def untrained(self) -> EpochResult:
        """Measure the network as it is, as epoch 0; its gradient norm is NaN."""
        loss, metric = self._judge.loss_and_metric(self.model)
        result = EpochResult(
            epoch=0,
            train_loss=Judge(self.task, "train", self.device).loss(self.model),
            validation_loss=loss,
            metric=metric,
            gradient_norm=math.nan,
            learning_rate=self.config.learning_rate,
            seconds=0.0,
        )
        self.diverged = result.diverged
        return result

    def run_epoch(self, should_stop: Callable[[], bool] = lambda: False) -> EpochResult:
        """Train one epoch.

        Parameters
        ----------
        should_stop
            Asked before every batch; when it says so, the epoch ends at once.

        Raises
        ------
        Interrupted
            If it was stopped.
        """
        start = time.perf_counter()
        learning_rate = float(self._schedule.get_last_lr()[0])
        train_loss, gradient_norm = self._train(should_stop)
        loss, metric = self._judge.loss_and_metric(self.model)
        self.epoch += 1
        # The weights after an epoch whose own loss ran away are no candidate.
        if math.isfinite(train_loss) and loss < self.best_loss:
            self.best_loss, self.best_epoch = loss, self.epoch
            self._best_weights = {
                name: weight.clone() for name, weight in self.model.state_dict().items()
            }
        self.seconds += time.perf_counter() - start
        result = EpochResult(
            epoch=self.epoch,
            train_loss=train_loss,
            validation_loss=loss,
            metric=metric,
            gradient_norm=gradient_norm,
            learning_rate=learning_rate,
            seconds=self.seconds,
        )
        self.diverged = result.diverged
        return result

    def restore_best(self) -> None:
        """Give the model the weights of its best epoch; it keeps its own where there is none."""
        if self._best_weights:
            self.model.load_state_dict(self._best_weights)

    def state(self) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
        """Return all that is needed to go on later: tensors by name, and plain numbers.

        A trainer of the same task and config that is given both by :meth:`load_state` goes on
        with the same results as one that was never stopped.
        """
        tensors = {f"model.{name}": w.clone() for name, w in self.model.state_dict().items()}
        if self.best_epoch != self.epoch:  # else they are those of the model, and are there once
            tensors |= {f"best.{name}": w.clone() for name, w in self._best_weights.items()}
        tensors["order"] = self._order.get_state()
        for index, slots in self._optimiser.state_dict()["state"].items():
            tensors |= {
                f"optimiser.{index}.{name}": value.clone()
                for name, value in slots.items()
                if isinstance(value, torch.Tensor)
            }
        numbers = {
            "epoch": self.epoch,
            "best_loss": self.best_loss if math.isfinite(self.best_loss) else None,
            "best_epoch": self.best_epoch,
            "seconds": self.seconds,
            "steps": self._schedule.last_epoch,
        }
        return tensors, numbers

    def load_state(self, tensors: dict[str, torch.Tensor], numbers: dict[str, Any]) -> None:
        """Take up the state of another trainer of the same task and config.

        Raises
        ------
        KeyError, RuntimeError
            If the state is of another network.
        """

        def below(prefix: str) -> dict[str, torch.Tensor]:
            return {
                name.removeprefix(prefix): tensor
                for name, tensor in tensors.items()
                if name.startswith(prefix)
            }

        self.model.load_state_dict(below("model."))
        self._best_weights = {name: w.to(self.device) for name, w in below("best.").items()}
        self._order.set_state(tensors["order"].cpu())
        slots: dict[int, dict[str, torch.Tensor]] = {}
        for name, tensor in below("optimiser.").items():
            index, slot = name.split(".", 1)
            slots.setdefault(int(index), {})[slot] = tensor.clone()
        whole = self._optimiser.state_dict()
        # The step size belongs to the schedule, which is set below.
        self._optimiser.load_state_dict({**whole, "state": slots})
        self._schedule.last_epoch = numbers["steps"]
        for group, base, factor in zip(
            self._optimiser.param_groups,
            self._schedule.base_lrs,
            self._schedule.lr_lambdas,
            strict=True,
        ):
            group["lr"] = base * factor(numbers["steps"])
        self._schedule._last_lr = [group["lr"] for group in self._optimiser.param_groups]
        self.epoch = numbers["epoch"]
        self.best_loss = math.inf if numbers["best_loss"] is None else numbers["best_loss"]
        self.best_epoch = numbers["best_epoch"]
        if 0 < self.best_epoch == self.epoch:
            self._best_weights = {
                name: weight.clone() for name, weight in self.model.state_dict().items()
            }
        if not self._best_weights:  # left by a version that kept only those of the last epoch
            self.best_loss, self.best_epoch = math.inf, 0
        self.seconds = numbers["seconds"]

    def _train(self, should_stop: Callable[[], bool]) -> tuple[float, float]:
        """Run all batches of an epoch; return the mean loss and the mean gradient norm."""
        data, parameters = self._data, list(self.model.parameters())
        self.model.train()
        # Sums stay on the device: reading a number after every batch would wait for it.
        loss_sum = torch.zeros((), device=self.device)
        norm_sum = torch.zeros((), device=self.device)
        judged = batches = 0
        devices = [self.device] if self.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            # Dropout draws from the global state: from a place of its own in every epoch, so
            # that a training that is taken up again draws what it would have drawn.
            self._seed_dropout(self.config.seed * 1_000_003 + self.epoch)
            for batch in self._epoch_order().split(self.config.batch_size):
                if should_stop():
                    raise Interrupted
                batch = batch.to(self.device)
                inputs, targets, counted, lengths = data.batch(batch)
                predicted = self.model.at_steps(inputs, lengths, counted)
                loss = loss_of(self.task, predicted, targets[counted])
                self._optimiser.zero_grad(set_to_none=True)
                loss.backward()
                norm = nn.utils.clip_grad_norm_(parameters, self.config.gradient_clip)
                self._optimiser.step()
                self._schedule.step()
                loss_sum += loss.detach() * len(predicted)
                norm_sum += norm
                judged += len(predicted)
                batches += 1
        return loss_sum.item() / judged, norm_sum.item() / batches

    def _seed_dropout(self, seed: int) -> None:
        # torch.manual_seed would also queue a call for every device there might be later, with a
        # stack trace: in a process without CUDA the queue grows with every epoch.
        torch.default_generator.manual_seed(seed)
        if self.device.type == "cuda":
            torch.cuda.manual_seed(seed)

    def _epoch_order(self) -> torch.Tensor:
        count = len(self._data)
        if self.config.order == "time":
            return torch.arange(count)
        if self.config.order == "random_starts":
            return torch.randint(count, (count,), generator=self._order)
        return torch.randperm(count, generator=self._order)


def train(
    model: SequenceModel, task: Task, config: TrainConfig
) -> Generator[EpochResult, None, None]:
    """Train a model in place and yield a result after each epoch.

    The caller stops training by closing the generator or dropping it. Once the generator has
    ended, the model holds the weights of the epoch with the lowest validation loss.

    Yields
    ------
    EpochResult
        One for each of ``config.epochs`` epochs, or fewer if patience runs out. A result whose
        loss is not finite is the last: its ``diverged`` is true and its ``divergence`` a sentence
        about it. Where the loss of the untrained network is not finite, the only result is that
        of epoch 0. Where no epoch had a finite loss, the model keeps the weights it ended with.
    """
    trainer = Trainer(model, task, config)
    untrained = trainer.untrained()
    if untrained.diverged:
        yield untrained
    try:
        while not trainer.finished:
            yield trainer.run_epoch()
    finally:
        # Also when the caller stops early: a stopped training leaves its best network behind.
        trainer.restore_best()


def _make_optimiser(model: SequenceModel, config: TrainConfig) -> torch.optim.Optimizer:
    if config.optimiser == "adam":
        # One kernel for all parameters: for small networks three times as fast as one a parameter.
        return torch.optim.Adam(model.parameters(), lr=config.learning_rate, fused=True)
    return torch.optim.SGD(model.parameters(), lr=config.learning_rate)


def _schedule_factor(config: TrainConfig, steps: int) -> Callable[[int], float]:
    if config.schedule == "constant":
        return lambda step: 1.0
    return lambda step: 0.5 * (1 + math.cos(math.pi * min(step / steps, 1)))
