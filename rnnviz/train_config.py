"""The settings of one training, checked when they are made."""

import math
import reprlib
from dataclasses import dataclass
from numbers import Real
from typing import Literal, get_args

OptimiserName = Literal["adam", "sgd"]
ScheduleName = Literal["cosine", "constant"]
OrderName = Literal["shuffled", "time", "random_starts"]
OPTIMISERS: tuple[str, ...] = get_args(OptimiserName)
SCHEDULES: tuple[str, ...] = get_args(ScheduleName)
ORDERS: tuple[str, ...] = get_args(OrderName)


@dataclass(frozen=True)
class TrainConfig:
    """How a network is trained. It ends with the weights of the lowest validation loss.

    Attributes
    ----------
    epochs
        Passes over the training examples, 1 to 100,000.
    seed
        Seeds the order of the examples (and, through ``SequenceModel.for_task``, the weights).
    optimiser
        ``"adam"`` (Kingma and Ba 2015) or plain ``"sgd"``.
    learning_rate
        Step size, above 0 and at most 10.
    schedule
        ``"cosine"`` lets the step size fall to 0 along half a cosine (Loshchilov and Hutter
        2017, without restarts), ``"constant"`` keeps it.
    batch_size
        Examples a step, 1 to 100,000.
    order
        In which order an epoch uses the examples: ``"shuffled"`` anew each epoch, each once;
        ``"time"`` as they come; ``"random_starts"`` drawn with replacement, as many as there
        are. One epoch in time order with batches of 1 is a single pass through a series.
    patience
        Epochs without a better validation loss after which training ends; 0 trains to the end.
    gradient_clip
        Largest norm of the gradient, above 0; ``math.inf`` leaves gradients as they are.

    Raises
    ------
    ValueError
        If a value is out of its range; the message names the field and the range.
    """

    epochs: int = 50
    seed: int = 0
    optimiser: OptimiserName = "adam"
    learning_rate: float = 0.01
    schedule: ScheduleName = "cosine"
    batch_size: int = 32
    order: OrderName = "shuffled"
    patience: int = 0
    gradient_clip: float = math.inf

    def __post_init__(self) -> None:
        check_integer("epochs", self.epochs, 1, 100_000)
        check_integer("seed", self.seed, 0, 2**31 - 1)
        check_integer("batch_size", self.batch_size, 1, 100_000)
        check_choice("optimiser", self.optimiser, OPTIMISERS)
        check_choice("schedule", self.schedule, SCHEDULES)
        check_choice("order", self.order, ORDERS)
        check_integer("patience", self.patience, 0, 100_000)
        check_number("learning_rate", self.learning_rate)
        check_number("gradient_clip", self.gradient_clip)
        # The comparisons are written so that NaN fails them.
        if not 0 < self.learning_rate <= 10:
            raise ValueError(
                "learning_rate must be above 0 and at most 10, "
                f"not {reprlib.repr(self.learning_rate)}"
            )
        if not self.gradient_clip > 0:
            raise ValueError(
                f"gradient_clip must be above 0, not {reprlib.repr(self.gradient_clip)}"
            )


def check_integer(name: str, value: object, low: int, high: int) -> None:
    """Check that a setting is a whole number within its range.

    Raises
    ------
    ValueError
        If it is not; the message names the setting, its range and the value.
    """
    # bool is an int to Python, yet True is no number of epochs.
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(
            f"{name} must be a whole number from {low:,} to {high:,}, not {reprlib.repr(value)}"
        )


def check_number(name: str, value: object) -> None:
    """Check that a setting is a number of any size, NaN included.

    Raises
    ------
    ValueError
        If it is not; the message names the setting and the value.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} must be a number, not {reprlib.repr(value)}")


def check_switch(name: str, value: object) -> None:
    """Check that a setting is True or False; ``"false"`` would count as true.

    Raises
    ------
    ValueError
        If it is not; the message names the setting and the value.
    """
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {reprlib.repr(value)}")


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Check that a setting is one of its choices.

    Raises
    ------
    ValueError
        If it is not; the message lists the choices.
    """
    if value not in choices:
        raise ValueError(
            f"unknown {name} {reprlib.repr(value)}; choose one of {', '.join(choices)}"
        )
