"""The line between an engine and the workers: the newest orders out, reports in."""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from distributed import Client

from rnnviz.runs.control import CONTROL_TOPIC
from rnnviz.runs.owner import owner_name

# A subscription holds after some milliseconds.
_SUBSCRIBE_SECONDS = 1.0
_TRY_AGAIN_SECONDS = 0.02


class Line:
    """Publishes orders for all workers, and hears what is reported to a topic of its own.

    Parameters
    ----------
    client
        Connected to the scheduler.
    hear
        Takes each report, in their order. Called on the network thread.
    """

    def __init__(self, client: Client, hear: Callable[[dict[str, Any]], None]) -> None:
        self.client = client
        self._hear = hear
        self._topic = ""
        self._serial = 0
        self._unsent: dict[str, dict[str, Any]] = {}
        self._sends = False
        self._lock = threading.Lock()

    def listen(self) -> str:
        """Subscribe to a topic that no one has used before, in place of the last; return it.

        Dask tells nobody when a subscription holds, and what is published before that is lost.
        So an event of its own has to come back first, unless that takes too long.
        """
        if self._topic:
            self.client.unsubscribe_topic(self._topic)
        topic = self._topic = f"rnnviz-{owner_name()}-{secrets.token_hex(4)}"
        holds = threading.Event()

        def hear(event: tuple[float, dict[str, Any] | None]) -> None:
            holds.set()
            if event[1] is not None:
                self._hear(event[1])

        async def try_it() -> None:
            deadline = time.monotonic() + _SUBSCRIBE_SECONDS
            while not holds.is_set() and time.monotonic() < deadline:
                await self._log_event(topic, None)
                await asyncio.sleep(_TRY_AGAIN_SECONDS)

        self.client.subscribe_topic(topic, hear)
        self._start(try_it)
        holds.wait(_SUBSCRIBE_SECONDS)
        return topic

    def publish(self, orders: dict[str, dict[str, Any]]) -> None:
        """Send an order for each of some runs, soon, without waiting. For any thread.

        One message is under way at a time, and an order that was overtaken before it could leave
        is not sent: orders that come fast do not pile up.
        """
        with self._lock:
            self._serial += 1
            for run_id, order in orders.items():
                self._unsent[run_id] = order | {"serial": self._serial}
            if self._sends or not self._unsent:
                return
            self._sends = True
        self._start(self._send)

    def _start(self, call: Callable[[], Any]) -> None:
        loop: Any = self.client.loop
        loop.add_callback(call)

    async def _send(self) -> None:
        while True:
            with self._lock:
                message, self._unsent = self._unsent, {}
                self._sends = bool(message)
            if not message:
                return
            try:
                await self._log_event(CONTROL_TOPIC, message)
            except BaseException:
                self._sends = False
                raise

    async def _log_event(self, topic: str, message: Any) -> None:
        scheduler: Any = self.client.scheduler
        # A client that is being closed has no scheduler any more.
        with suppress(OSError, RuntimeError, AttributeError):
            await scheduler.log_event(topic=topic, msg=message)
