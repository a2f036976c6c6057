"""What passes between the pages, the queue and the workers through the store."""

from dataclasses import dataclass, field
from typing import Any, Literal

from rnnviz.runs.run import Checkpoint, Kept, Run, Snapshot, Status

# '' is to go on; 'yield' is to make room for another visitor's run.
Command = Literal["", "pause", "stop", "yield"]


@dataclass(frozen=True)
class Orders:
    """What a person asks of a run that trains.

    Attributes
    ----------
    command
        To end, and how; nothing is to go on.
    pace
        Epochs a second; infinity is full speed, 0 is one epoch per click.
    clicks
        How often one more epoch was asked for since the run was made.
    """

    command: Command
    pace: float
    clicks: int


@dataclass(frozen=True)
class Assignment:
    """A run that a worker has claimed, and where it goes on; no checkpoint is its beginning."""

    run: Run
    checkpoint: Checkpoint | None
    orders: Orders


@dataclass(frozen=True)
class Ending:
    """How an attempt ended. With the status 'queued' the run waits for another worker."""

    status: Status
    reason: str = ""
    result: dict[str, Any] | None = None
    case_scores: bytes | None = None


@dataclass
class Report:
    """What a worker has to say since its last report; an empty one says that it lives.

    Attributes
    ----------
    rows
        In the order of ``rnnviz.runs.run.EPOCH_COLUMNS``.
    snapshots
        Each with why it is kept, oldest first.
    checkpoint, ending
        The newest, if there is one.
    """

    rows: list[Any] = field(default_factory=list)
    snapshots: list[tuple[Snapshot, Kept]] = field(default_factory=list)
    checkpoint: Checkpoint | None = None
    ending: Ending | None = None

    @property
    def says_something(self) -> bool:
        """Whether it holds more than that its worker lives."""
        return bool(self.rows or self.snapshots or self.checkpoint)


@dataclass(frozen=True)
class Held:
    """One run that waits or trains, without what it is about.

    Attributes
    ----------
    attempt
        Raised whenever a run is queued again: what an older attempt says changes nothing.
    beat
        Raised by every report: one that stands still is the sign of a worker that is gone.
    worker
        Who trains it, or nothing.
    number
        Its place in the order in which runs were made.
    pace, clicks
        As in :class:`Orders`.
    """

    run_id: str
    workspace: str
    status: Status
    attempt: int
    beat: int
    worker: str
    command: Command
    number: int
    pace: float
    clicks: int
