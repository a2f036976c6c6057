"""Reports on their way from a worker to the store, none lost and none twice."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
Deliver = Callable[[str, Message], None]


class Outbox:
    """Numbers reports, and keeps each until it is known to be in the store.

    Parameters
    ----------
    deliver
        Sends a message to a topic; messages arrive in the order of the calls, or not at all.
    topic
        Where the engine listens at first.
    envelope
        What every message carries besides its own.
    """

    def __init__(self, deliver: Deliver, topic: str, **envelope: Any) -> None:
        self._deliver = deliver
        self._topic = topic
        self._envelope = envelope
        self._number = 0
        self._kept: deque[Message] = deque()
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        """Send a report and keep it."""
        with self._lock:
            self._number += 1
            message = self._envelope | {"number": self._number} | message
            self._kept.append(message)
            self._deliver(self._topic, message)

    def acknowledge(self, number: int) -> None:
        """Drop the reports up to a number: they are in the store."""
        with self._lock:
            while self._kept and self._kept[0]["number"] <= number:
                self._kept.popleft()

    def redirect(self, topic: str) -> None:
        """Send to another topic from now on, beginning with all that was not acknowledged."""
        with self._lock:
            if topic == self._topic:
                return
            self._topic = topic
            # A first word even when nothing is left to send: somebody trains here.
            number = self._kept[0]["number"] - 1 if self._kept else self._number
            self._deliver(topic, self._envelope | {"number": number, "kind": "here"})
            for message in self._kept:
                self._deliver(topic, message)

    def __len__(self) -> int:
        return len(self._kept)
