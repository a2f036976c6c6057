"""A run as it is kept: what it is, where it stands, and the networks that are kept of it."""

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from rnnviz.runs.names import as_name
from rnnviz.runs.spec import RunSpec

Status = Literal[
    "queued", "running", "paused", "stopped", "finished", "diverged", "failed", "interrupted"
]
STATUSES: tuple[Status, ...] = get_args(Status)
# On a worker or on its way to one.
ACTIVE: tuple[Status, ...] = ("queued", "running")
# Ended before its end, and can be taken up again where its checkpoint is.
RESUMABLE: tuple[Status, ...] = ("paused", "interrupted", "failed")

DEFAULT_WORKSPACE = "default"

# Why a snapshot is there: it is the newest, it is one of those that stay, or it is the best.
Kept = Literal[0, 1, 2]
PASSING: Kept = 0
SCHEDULED: Kept = 1
BEST: Kept = 2

# Paces, in epochs a second. Between the two any number above 0 will do.
FULL_SPEED = math.inf
ONE_EPOCH_A_CLICK = 0.0

EPOCH_COLUMNS = (
    "epoch",
    "train_loss",
    "validation_loss",
    "metric",
    "gradient_norm",
    "learning_rate",
    "seconds",
)

_SENTENCES: dict[Status, str] = {
    "queued": "Waiting for a free worker.",
    "running": "Training on a worker.",
    "paused": "Paused.",
    "stopped": "Stopped.",
    "finished": "All epochs are done.",
    "diverged": "Its loss became infinite or not a number.",
    "failed": "Ended by an error.",
    "interrupted": "Interrupted before it was finished.",
}


@dataclass(frozen=True)
class Run:
    """One row of the store.

    Attributes
    ----------
    id, workspace
        Eight letters and digits; and whose run it is.
    spec
        All that is needed to repeat it.
    status, reason
        Where it stands, and a sentence why where that needs saying.
    created
        Seconds since 1970.
    worker
        Who trains it; nothing if nobody does.
    result
        Empty until the run ends, then the summary that the worker wrote.
    name
        What a person called it, or nothing.
    attempt
        How often it was queued again.
    pace
        Epochs a second; infinity is full speed, 0 is one epoch per click.
    """

    id: str
    workspace: str
    spec: RunSpec
    status: Status
    reason: str
    created: float
    worker: str
    result: dict[str, Any]
    name: str = ""
    attempt: int = 0
    pace: float = FULL_SPEED

    def __post_init__(self) -> None:
        # Whoever wrote it into the store, and whenever.
        object.__setattr__(self, "name", as_name(self.name))

    @property
    def active(self) -> bool:
        """Whether it waits or trains."""
        return self.status in ACTIVE

    @property
    def resumable(self) -> bool:
        """Whether it can be taken up again."""
        return self.status in RESUMABLE

    @property
    def judged_epoch(self) -> int:
        """The epoch whose weights were judged on the test split; 0 where none was yet."""
        return int(self.result.get("judged_epoch", self.result.get("best_epoch", 0)))

    @property
    def judged_by_last(self) -> bool:
        """Whether it was judged by its last epoch though another had a lower validation loss.

        Versions of rnnviz that let a person choose so left such runs.
        """
        return self.judged_epoch != int(self.result.get("best_epoch", self.judged_epoch))

    @property
    def sentence(self) -> str:
        """Why it stands where it stands; never empty."""
        return self.reason or _SENTENCES[self.status]


@dataclass(frozen=True)
class Snapshot:
    """A network at one epoch: its weights (safetensors) and its picture (a packet)."""

    epoch: int
    weights: bytes
    picture: bytes


@dataclass(frozen=True)
class Checkpoint:
    """All that is needed to go on after an epoch.

    Attributes
    ----------
    epoch
        The last epoch that is done.
    tensors
        Weights, best weights, optimiser and random state (safetensors).
    numbers
        The rest, as JSON has it.
    """

    epoch: int
    tensors: bytes
    numbers: dict[str, Any]


def check_pace(pace: float) -> float:
    """Return a pace that is one.

    Raises
    ------
    ValueError
        If it is negative or not a number.
    """
    if not pace >= 0:
        raise ValueError(
            f"pace must be 0 (one epoch per click) or a number of epochs per second, not {pace}"
        )
    return float(pace)
