"""What a training obeys: the orders in its run's row, and whether its process is to leave."""

import math
import threading
import time
from dataclasses import dataclass

from rnnviz.runs.run import FULL_SPEED, ONE_EPOCH_A_CLICK, Status
from rnnviz.runs.store import Command, Orders

GO_ON = Orders("", FULL_SPEED, 0)
# At this many epochs a second or fewer, each one is shown with a picture of its own.
SLOW_PACE = 4
# So long after it was told to end, a network may still be drawn and measured; longer where that
# is all a run was claimed for.
LAST_SECONDS = 0.4
MEASURE_SECONDS = 10.0


@dataclass(frozen=True)
class Departure:
    """How a run that is to leave its worker stands afterwards.

    Attributes
    ----------
    status
        Where it then stands; 'queued' waits for another worker.
    sentence
        Why. ``{where}`` stands for the epoch after which it was left, ``{epoch}`` for the epoch
        from which it continues.
    """

    status: Status
    sentence: str

    def reason(self, where: str, epoch: int) -> str:
        """Return the sentence with both filled in."""
        return self.sentence.replace("{where}", where).replace("{epoch}", str(epoch))


_DEPARTURES: dict[Command, Departure] = {
    "pause": Departure("paused", "Paused by hand {where}."),
    "stop": Departure("stopped", "Stopped by hand {where}."),
    "yield": Departure(
        "queued",
        "Made room for another visitor's run {where}; it continues when a worker is free.",
    ),
}
_UNSAVED = Departure("paused", "Paused because its results could not be saved, {where}.")


class Control:
    """The newest orders of one training. For any thread.

    Parameters
    ----------
    orders
        Those it begins with; without any it trains at full speed to its end.
    """

    def __init__(self, orders: Orders = GO_ON) -> None:
        self._changed = threading.Condition()
        self._orders = orders
        self._clicks_used = orders.clicks
        self._next_epoch = 0.0
        self._leaves: Departure | None = None
        self._unsaved = False
        self._ends = orders.command != ""
        self._due = time.monotonic() + MEASURE_SECONDS if self._ends else math.inf
        self.abandoned = False
        self.waiting = False

    def obey(self, orders: Orders) -> None:
        """Take new orders."""
        if orders == self._orders:
            return
        with self._changed:
            if self._orders.pace != ONE_EPOCH_A_CLICK:
                # Clicks from before this pace was chosen are no orders.
                self._clicks_used = orders.clicks
            if orders.pace != self._orders.pace:
                self._next_epoch = 0.0
            if orders.command != self._orders.command:
                self._due = time.monotonic() + LAST_SECONDS if orders.command else math.inf
            self._orders = orders
            self._decide()

    def leave(self, sentence: str) -> None:
        """Have the training leave at once, so that another worker takes the run up.

        The sentence says why; see :class:`Departure`.
        """
        with self._changed:
            self._leaves = self._leaves or Departure("queued", sentence)
            self._decide()

    def fail(self, sentence: str) -> None:
        """Have the training leave at once and its run be given up; the sentence says why."""
        with self._changed:
            self._leaves = self._leaves or Departure("failed", sentence)
            self._decide()

    def pause_unsaved(self) -> None:
        """Have the training pause because what it reports cannot be written."""
        with self._changed:
            self._unsaved = True
            self._decide()

    def abandon(self) -> None:
        """Have the training leave without a word: the run is another's now, or gone."""
        with self._changed:
            self.abandoned = True
            self._decide()

    def _decide(self) -> None:
        self._ends = self.leaving or self._unsaved or self._orders.command != ""
        self._changed.notify_all()

    @property
    def departure(self) -> Departure | None:
        """How the run is to be left; None if it is not, or not to be written about."""
        if self.abandoned:
            return None
        if self._leaves is not None:
            return self._leaves
        return _UNSAVED if self._unsaved else _DEPARTURES.get(self._orders.command)

    @property
    def leaving(self) -> bool:
        """Whether there is no time left, not even to evaluate the network."""
        return self.abandoned or self._leaves is not None

    def should_end(self) -> bool:
        """Say whether to leave off, also within an epoch. Costs next to nothing."""
        return self._ends

    def must_leave(self) -> bool:
        """Say whether to leave off even what comes after the last epoch: pictures and scores."""
        return self.leaving or self.is_late(0.0)

    def is_late(self, seconds: float) -> bool:
        """Say whether the time for that has been over for some seconds; only for orders."""
        return time.monotonic() > self._due + seconds

    @property
    def slow(self) -> bool:
        """Whether epochs come so slowly that each one is to be shown."""
        return self._orders.pace <= SLOW_PACE

    def must_wait(self) -> bool:
        """Say whether the pace asks for a pause before the next epoch."""
        return self._seconds_to_wait() > 0

    def wait_for_turn(self) -> bool:
        """Wait until the pace allows an epoch; return whether to train it at all."""
        with self._changed:
            self.waiting = True
            while not self._ends and (seconds := self._seconds_to_wait()) > 0:
                self._changed.wait(min(seconds, 1.0))
            self.waiting = False
            pace = self._orders.pace
            if pace == ONE_EPOCH_A_CLICK:
                self._clicks_used += 1
            elif pace < FULL_SPEED:
                # From the time it was due, so that slow timers do not add up, unless the
                # training cannot keep up with its pace.
                due, now = self._next_epoch, time.monotonic()
                gap = 1 / pace
                self._next_epoch = max(due + gap, now) if due > now - gap else now + gap
        return not self._ends

    def _seconds_to_wait(self) -> float:
        if self._orders.pace == ONE_EPOCH_A_CLICK:
            return 0.0 if self._orders.clicks > self._clicks_used else 1.0
        if self._orders.pace == FULL_SPEED:
            return 0.0
        return self._next_epoch - time.monotonic()
