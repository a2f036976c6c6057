"""Workers of a Dask cluster that somebody else started: ``RNNVIZ_SCHEDULER``.

Dask distributes and does nothing else. A task names the store; what it trains it claims there,
reports there, and is told there what to do. So a task outlives the app that submitted it, and when
a scheduler is replaced, the runs of its workers go on as those of any worker that died.
"""

import secrets
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import rnnviz
from rnnviz.runs.workers.errors import EngineError
from rnnviz.runs.workers.task import TASK_NAME, train, version

SCHEDULER_VARIABLE = "RNNVIZ_SCHEDULER"
CONNECT_SECONDS = 10.0
_AGAIN_SECONDS = 5.0
# A task that has claimed nothing after so long may be behind another on a worker that hangs.
_CLAIMS_SECONDS = 15.0


@dataclass(frozen=True)
class _Task:
    future: Any
    submitted: float


class DaskWorkers:
    """The way to the workers of a cluster. Methods may be called from any thread.

    Parameters
    ----------
    scheduler
        Its address, as Dask writes it: ``tcp://host:port``.
    address
        Of the store, as the workers reach it.
    """

    def __init__(self, scheduler: str, address: str) -> None:
        self._scheduler, self._address = scheduler, address
        self._client: Any = None
        self._checked: set[str] = set()
        self._tasks: dict[str, _Task] = {}
        self._lock = threading.RLock()
        self._not_before = 0.0
        self.problem = ""

    def check(self) -> None:
        """Connect, and compare versions.

        Raises
        ------
        EngineError
            If the scheduler does not answer, or it or a worker cannot train for this app.
        """
        with self._lock:
            try:
                self._connect()
                self._compare()
            except EngineError as error:
                self.problem = str(error)
                raise
            self.problem = ""

    def provide(self, queued: int, busy: Collection[str]) -> None:
        """Hand a task to each free worker of the cluster while runs are queued."""
        if not queued or time.monotonic() < self._not_before:
            return
        with self._lock:
            try:
                self._provide(queued - self._on_their_way(busy))
                self.problem = ""
            except EngineError as error:
                self.problem = str(error)
                self._not_before = time.monotonic() + _AGAIN_SECONDS

    def _on_their_way(self, busy: Collection[str]) -> int:
        """Count the tasks that were submitted lately and have not claimed a run yet."""
        lately = time.monotonic() - _CLAIMS_SECONDS
        claimed = {worker.rpartition("/")[2] for worker in busy}
        return sum(
            task.submitted > lately and task.future.status == "pending" and key not in claimed
            for key, task in self._tasks.items()
        )

    def _provide(self, queued: int) -> None:
        self._connect()
        self._compare()
        if queued <= 0:
            return
        try:
            taken = {worker: len(keys) for worker, keys in self._client.processing().items()}
            threads = self._client.nthreads()
        except (OSError, TimeoutError, RuntimeError) as error:
            raise self._silent(error) from error
        if not threads:
            raise EngineError(
                f"The scheduler at {self._scheduler} has no workers: runs wait until one joins."
            )
        self._look_at_tasks()
        free = [worker for worker, count in threads.items() if taken.get(worker, 0) < count]
        for worker in free[:queued]:
            self._submit(worker)

    def room(self, busy: Collection[str]) -> bool:
        """Say whether the cluster has more workers than run."""
        with self._lock:
            try:
                self._connect()
                return bool(sum(self._client.nthreads().values()) > len(busy))
            except (EngineError, OSError, TimeoutError, RuntimeError):
                return True  # nobody gives way as long as nobody could take over

    def dead(self) -> Collection[str]:
        """Return nothing: whether a worker elsewhere lives shows in its beats."""
        return ()

    def dismiss(self, worker: str) -> None:
        """Leave it: the scheduler gives up a worker that hangs."""

    def warm(self) -> None:
        """Do nothing: a cluster's workers run before anybody trains."""

    def close(self) -> Collection[str]:
        """Disconnect; the cluster trains on."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, RuntimeError, TimeoutError):
                client.close()
        return ()

    def _connect(self) -> None:
        from distributed import Client

        if self._client is not None and self._client.status == "running":
            return
        self.close()
        self._checked.clear()
        self._tasks.clear()
        try:
            self._client = Client(self._scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, RuntimeError, ValueError, TimeoutError) as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> EngineError:
        return EngineError(
            f"Training cannot start: {self._scheduler} did not answer ({error}). Check "
            f"{SCHEDULER_VARIABLE}, or unset it to train on this machine."
        )

    def _compare(self) -> None:
        """Compare versions with the scheduler once, and with every worker that is new."""
        try:
            workers = set(self._client.nthreads()) - self._checked
            if "scheduler" not in self._checked:
                self._demand(f"The scheduler at {self._scheduler}", self._ask_scheduler())
                self._checked.add("scheduler")
            if workers:
                found = self._client.run(version, workers=list(workers), on_error="return")
                for worker, answer in found.items():
                    self._demand(f"The worker at {worker}", answer)
                    self._checked.add(worker)
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            raise self._silent(error) from error

    def _ask_scheduler(self) -> object:
        try:
            return self._client.run_on_scheduler(version)
        except (ImportError, AttributeError) as error:
            return error

    def _demand(self, who: str, answer: object) -> None:
        if isinstance(answer, ImportError | AttributeError):
            raise EngineError(
                f"{who} has no rnnviz {rnnviz.__version__} ({answer}). Install it there, and start "
                "it again."
            )
        if answer != version():
            raise EngineError(
                f"{who} has rnnviz {answer}, this app {version()}. Install the same version in "
                "both, and start them again."
            )

    def _submit(self, worker: str) -> None:
        from distributed import fire_and_forget

        key = f"{TASK_NAME}-{secrets.token_hex(8)}"
        future = self._client.submit(
            *(train, self._address),
            key=key,
            pure=False,
            retries=0,
            workers=[worker],
            allow_other_workers=True,
        )
        # It lasts as long as its run, not as long as this app.
        fire_and_forget(future)
        self._tasks[key] = _Task(future, time.monotonic())

    def _look_at_tasks(self) -> None:
        for key, task in list(self._tasks.items()):
            if task.future.status == "pending":
                continue
            del self._tasks[key]
            if task.future.status == "error":
                error = task.future.exception()
                if type(error).__name__ != "KilledWorker":
                    raise EngineError(f"A worker of the cluster cannot train: {error}")
