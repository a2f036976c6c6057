"""The thread that writes down what workers report, and notices when they cannot.

Reports reach the store in their order and each once. What cannot be written (a full disk, say)
is kept in memory and tried again; if that goes on, the runs are paused so that it stays little.
"""

import logging
import queue
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any

from rnnviz.runs.charge import Charge
from rnnviz.runs.cluster import Cluster, EngineError
from rnnviz.runs.control import BEAT_SECONDS, Order
from rnnviz.runs.line import Line
from rnnviz.runs.receive import receive
from rnnviz.runs.run import Status
from rnnviz.runs.store import RunStore, StoreError

logger = logging.getLogger(__name__)

# A run of an app that is gone is there if its worker answers within this time.
ANSWER_SECONDS = 6
# So often in a row the scheduler has not known a task before it is given up: the last report of
# a task that has just ended may still be under way.
MOST_MISSED = 3
PATIENCE_WITH_THE_DISK = 3.0
_DIED = "The process that was training it died."


class Care:
    """Looks after the runs of one engine.

    Parameters
    ----------
    store, cluster
        Where reports go, and where they come from.
    lock
        The engine's; held while ``charges`` change.
    """

    def __init__(self, store: RunStore, cluster: Cluster, lock: threading.RLock) -> None:
        self._store, self._cluster, self._lock = store, cluster, lock
        self.charges: dict[str, Charge] = {}
        self.topic = ""
        self.problem = ""
        self._problem_since = 0.0
        self._line: Line | None = None
        self._asked_again = 0.0
        self._queue: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._unwritten: deque[dict[str, Any]] = deque()
        self._thread = threading.Thread(target=self._work, name="rnnviz-writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def finish(self) -> None:
        """Write what has arrived, and end."""
        self._queue.put(None)
        self._thread.join(timeout=10)

    def listen(self) -> None:
        """Take reports from the cluster's client, on a topic that no one has used before.

        Workers that train already learn of it with the next beat, and send again what may have
        been lost.
        """
        client = self._cluster.client
        assert client is not None
        if self._line is None or self._line.client is not client:
            self._line = Line(client, self._queue.put)
        # A worker says only once what number it begins with: the topic must hold by then.
        self.topic = self._line.listen()
        for charge in self.charges.values():
            charge.tell(topic=self.topic)

    def beat(self) -> None:
        """Publish every run's order."""
        self._publish({run_id: charge.order for run_id, charge in self.charges.items()})

    def abandon(self, run_id: str) -> None:
        """Let go of a run; if a worker still trains it, it leaves."""
        charge = self.charges.pop(run_id, None)
        if charge is not None:
            charge.tell(command="abandon")
            self._publish({run_id: charge.order})

    def interrupt(self, run_id: str, why: str, status: Status = "interrupted") -> None:
        """Let go of a run and say why, as soon as that can be written down."""
        charge = self.charges.get(run_id)
        self.abandon(run_id)
        try:
            self._store.set_status(run_id, status, why)
        except StoreError:
            # Tried again with the reports: else it would seem to train for as long as the app runs.
            end = {"run": run_id, "kind": "ended", "status": status, "reason": why, "result": None}
            attempt = None if charge is None else charge.order.attempt
            self._unwritten.append(end | {"attempt": attempt, "number": 0})

    def give_up_all(self, why: str) -> None:
        """Interrupt every run."""
        for run_id in list(self.charges):
            self.interrupt(run_id, why)

    def any_trains(self) -> bool:
        """Say whether a worker may still have something to report."""
        with self._lock:
            return self._cluster.connected and any(c.heard for c in self.charges.values())

    def _publish(self, orders: dict[str, Order]) -> None:
        if self._line is not None and self._cluster.connected:
            self._line.publish({run_id: order.to_dict() for run_id, order in orders.items()})

    def _work(self) -> None:
        checked = kept_alive = time.monotonic()
        while True:
            with suppress(queue.Empty):
                message = self._queue.get(timeout=BEAT_SECONDS / 4)
                if message is None:
                    self._write()
                    return
                try:
                    self._take(message)
                except Exception:
                    # The reports of other runs must go on to be written.
                    logger.exception("could not take a %s report", message.get("kind"))
                self._write()
            now = time.monotonic()
            if now - checked > BEAT_SECONDS:
                checked = now
                try:
                    self._look_around()
                except Exception:
                    # Whatever it is, the reports of other runs must go on to be written.
                    logger.exception("could not look after the runs")
            if now - kept_alive > self._cluster.idle_seconds / 4:
                kept_alive = now
                self._keep_alive()

    def _take(self, message: dict[str, Any]) -> None:
        """Put a report into the row of those to be written, if it is the next of its run."""
        run_id = message["run"]
        with self._lock:
            charge = self.charges.get(run_id)
            if charge is None or message["attempt"] != charge.order.attempt:
                # It was let go before its worker could hear of it. The order of a newer attempt
                # sends the worker of an older one away, too.
                leave = Order(self.topic, attempt=message["attempt"], command="abandon")
                self._publish({run_id: leave if charge is None else charge.order})
                return
            if message["kind"] == "given_up":
                self.interrupt(run_id, message["reason"], message["status"])
                return
            if charge.heard and message["execution"] != charge.execution:
                # Dask begins a task anew whose worker died, if its settings say so. Where it is
                # to go on is for the person to say, and for the checkpoint.
                self.interrupt(run_id, _DIED)
                return
            if charge.take(message):
                self._unwritten.append(message)
                if message["kind"] == "started":
                    self.beat()
            elif message["number"] > charge.number:
                self._ask_again()

    def _ask_again(self) -> None:
        """Have all that was not acknowledged sent again, to a new topic: something was lost.

        What is on its way already will show the same gap; that is no reason to ask once more.
        """
        now = time.monotonic()
        if now - self._asked_again > BEAT_SECONDS:
            self._asked_again = now
            self.listen()
            self.beat()

    def _write(self) -> None:
        while self._unwritten:
            message = self._unwritten[0]
            try:
                receive(self._store, message)
            except StoreError as error:
                if not self.problem:
                    self._problem_since = time.monotonic()
                self.problem = str(error)
                return
            except Exception:
                # One report that makes no sense must not end the writing of all others.
                logger.exception("could not store a %s report", message.get("kind"))
            self._unwritten.popleft()
            self.problem = ""
            with self._lock:
                charge = self.charges.get(message["run"])
                if charge is not None and charge.order.attempt == message["attempt"]:
                    charge.tell(acknowledged=message["number"])
                    if message["kind"] == "ended":
                        del self.charges[message["run"]]

    def _look_around(self) -> None:
        self._write()
        with self._lock:
            if self.problem and time.monotonic() - self._problem_since > PATIENCE_WITH_THE_DISK:
                self._pause_all()
            if self.charges and not self._still_connected():
                return
            self._end_broken_runs()
            self.beat()
            asked = {
                charge.key: run_id
                for run_id, charge in self.charges.items()
                if charge.future is None and charge.heard
            }
            client = self._cluster.client
        if asked and client is not None:
            known = {key for keys in client.processing().values() for key in keys}
            for key, run_id in asked.items():
                self._count(run_id, missed=key not in known)

    def _pause_all(self) -> None:
        for charge in self.charges.values():
            if charge.order.command == "go":
                charge.tell(
                    command="end",
                    ending="paused",
                    why="Paused because its results could not be saved,",
                )

    def _still_connected(self) -> bool:
        """Say whether reports can arrive; connect again to a scheduler that is not ours."""
        lost = any(
            charge.future is not None and charge.future.status in ("lost", "cancelled")
            for charge in self.charges.values()
        )
        if self._cluster.connected and not lost:
            return True
        if self._cluster.own:
            self.give_up_all(_DIED)
            self._cluster.close()
            return False
        try:
            self._cluster.connect()
        except EngineError:
            self.give_up_all("Its scheduler stopped answering.")
            return False
        for charge in self.charges.values():
            charge.future, charge.since = None, time.monotonic()
        self.listen()
        self.beat()
        return True

    def _end_broken_runs(self) -> None:
        """End the runs whose worker could not say so itself."""
        for run_id, charge in list(self.charges.items()):
            status = None if charge.future is None else charge.future.status
            if status == "error":
                error = charge.future.exception()
                if type(error).__name__ == "KilledWorker":
                    self._give_up(run_id, charge, "interrupted", _DIED)
                else:
                    self._give_up(run_id, charge, "failed", f"{type(error).__name__}: {error}")
            elif status == "finished":
                self._count(run_id, missed=True)
            elif status is None and not charge.heard:
                if time.monotonic() - charge.since > ANSWER_SECONDS:
                    why = "The app was closed while this run was training."
                    self._give_up(run_id, charge, "interrupted", why)

    def _count(self, run_id: str, missed: bool) -> None:
        with self._lock:
            charge = self.charges.get(run_id)
            # While the disk is full the last report waits here.
            if charge is None or self._unwritten:
                return
            charge.missed = charge.missed + 1 if missed else 0
            if charge.missed > MOST_MISSED:
                self._give_up(run_id, charge, "interrupted", _DIED)

    def _give_up(self, run_id: str, charge: Charge, status: Status, reason: str) -> None:
        # By way of the queue: what was reported before comes first.
        self._queue.put(
            {
                "run": run_id,
                "attempt": charge.order.attempt,
                "kind": "given_up",
                "status": status,
                "reason": reason,
            }
        )

    def _keep_alive(self) -> None:
        """Give the own scheduler a little work: it lasts as long as the app does."""
        with self._lock:
            client = self._cluster.client
            if client is not None and self._cluster.own and self._cluster.connected:
                with suppress(RuntimeError):  # a closed client is started anew when needed
                    client.submit(time.time, pure=False, priority=10)
