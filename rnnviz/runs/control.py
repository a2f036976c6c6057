"""What an engine tells the workers that train its runs.

One topic on the scheduler carries all of it: every second, and at once when something changes,
an engine publishes the whole order of each of its runs. A worker obeys the newest order of its
run, and takes silence as a sign too: when nobody has asked for a run for as long as its lease
lasts, nobody is there to hear of it, and it ends.
"""

import threading
import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from rnnviz.runs.run import FULL_SPEED, ONE_EPOCH_A_CLICK, Status

CONTROL_TOPIC = "rnnviz-control"
BEAT_SECONDS = 1.0
LEASE_SECONDS = 30.0

# `end` leaves a checkpoint and a network behind; `abandon` leaves at once, nobody listens.
Command = Literal["go", "end", "abandon"]


@dataclass(frozen=True)
class Order:
    """How one run is to go on, as an engine has it.

    Attributes
    ----------
    topic
        Where the engine listens. A worker that reads a new one sends again all that was not
        acknowledged: that is how an engine takes over the runs of one that is gone.
    attempt
        The attempt at the run that is meant; workers on another one leave.
    command
        Whether to go on.
    ending, why
        Of a run that is to end: how it then stands, and the first words of the reason.
    pace
        Epochs a second.
    clicks
        Epochs asked for one by one so far.
    serial
        Orders of one engine are numbered: the network may bring an older one later.
    acknowledged
        Number of the last report that is in the store.
    lease
        Seconds without an order after which nobody is there.
    """

    topic: str
    attempt: int = 0
    command: Command = "go"
    ending: Status = "stopped"
    why: str = ""
    pace: float = FULL_SPEED
    clicks: int = 0
    serial: int = 0
    acknowledged: int = 0
    lease: float = LEASE_SECONDS

    def to_dict(self) -> dict[str, Any]:
        """Write the order as plain values."""
        return asdict(self)


class Control:
    """The worker's side: the newest order, and how long ago it came.

    Without a first order it lets a run go on at full speed and for ever.
    """

    def __init__(self, order: Order | None = None) -> None:
        self._changed = threading.Condition()
        self._order = order or Order("", lease=float("inf"))
        self._heard = time.monotonic()
        self._clicks_used = self._order.clicks
        self._next_epoch = 0.0

    @property
    def order(self) -> Order:
        """The newest order."""
        return self._order

    def obey(self, order: Order) -> None:
        """Take a new order; called from any thread."""
        with self._changed:
            if order.topic == self._order.topic and order.serial < self._order.serial:
                return
            if order.attempt != self._order.attempt:
                # An older attempt's last order may still be under way; a newer one means that
                # this attempt was given up.
                if order.attempt < self._order.attempt:
                    return
                order = replace(self._order, command="abandon")
            if order.topic != self._order.topic or self._order.pace != ONE_EPOCH_A_CLICK:
                self._clicks_used = order.clicks
            if order.pace != self._order.pace:
                self._next_epoch = 0.0
            self._order = order
            self._heard = time.monotonic()
            self._changed.notify_all()

    @property
    def alone(self) -> bool:
        """Whether the app is gone."""
        return time.monotonic() - self._heard > self._order.lease

    def should_end(self) -> bool:
        """Say whether to leave off, also within an epoch. Costs next to nothing."""
        return self._order.command != "go" or self.alone

    @property
    def slow(self) -> bool:
        """Whether epochs come so slowly that each one is to be shown."""
        return self._order.pace <= 4

    def must_wait(self) -> bool:
        """Say whether the pace asks for a pause before the next epoch."""
        return self._seconds_to_wait() > 0

    def wait_for_turn(self) -> bool:
        """Wait until the pace allows an epoch; return whether to train it at all."""
        with self._changed:
            while not self.should_end() and (seconds := self._seconds_to_wait()) > 0:
                # Not longer than a while: the lease runs on.
                self._changed.wait(min(seconds, 1.0))
            if self._order.pace == ONE_EPOCH_A_CLICK:
                self._clicks_used += 1
            elif self._order.pace < FULL_SPEED:
                # From the time it was due, so that slow timers do not add up, unless the
                # training cannot keep up with its pace.
                due, now = self._next_epoch, time.monotonic()
                gap = 1 / self._order.pace
                self._next_epoch = max(due + gap, now) if due > now - gap else now + gap
        return not self.should_end()

    def _seconds_to_wait(self) -> float:
        if self._order.pace == ONE_EPOCH_A_CLICK:
            return 0.0 if self._order.clicks > self._clicks_used else 1.0
        if self._order.pace == FULL_SPEED:
            return 0.0
        return self._next_epoch - time.monotonic()
