"""What pages do with runs: everything is an order in the store, which workers obey.

An engine also keeps the thread that looks after the runs of its store (``workers.supervisor``).
Pages read the store.
"""

import threading
from dataclasses import replace
from typing import Any

from rnnviz.runs.limits import Limits
from rnnviz.runs.run import DEFAULT_WORKSPACE, FULL_SPEED, RESUMABLE, Run, check_pace
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.runs.workers.cluster import DaskWorkers
from rnnviz.runs.workers.errors import EngineError
from rnnviz.runs.workers.local import IDLE_SECONDS, LocalWorkers
from rnnviz.runs.workers.supervisor import LEASE_SECONDS, Supervisor, Workers

__all__ = ["Engine", "EngineError"]

_BY_HAND = "Stopped by hand."
_CLOSED = "rnnviz was closed while it trained; it continues when rnnviz runs again."


class Engine:
    """Starts, pauses, resumes and stops runs. Methods may be called from any thread.

    Parameters
    ----------
    store
        Where runs are kept.
    scheduler
        Address of a Dask scheduler; without one, worker processes of this machine train.
    workers
        Who trains, if neither of these is wanted.
    lease_seconds
        A worker that is not heard of for so long loses its run to another.
    idle_seconds
        Worker processes of this machine end after so long without a run.
    """

    def __init__(
        self,
        store: RunStore,
        scheduler: str | None = None,
        *,
        workers: Workers | None = None,
        lease_seconds: float = LEASE_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._store = store
        self._limits = Limits.from_environment()
        if workers is None and scheduler:
            workers = DaskWorkers(scheduler, store.address)
        self._workers: Workers = workers or LocalWorkers(store.address, idle_seconds)
        self._supervisor = Supervisor(store, self._workers, lease_seconds=lease_seconds)
        self._lock = threading.Lock()

    @property
    def problem(self) -> str:
        """What keeps runs from going on right now, in words, or nothing."""
        return self._supervisor.problem

    def start(self) -> None:
        """Begin to look after the runs of the store: those that wait are trained.

        Raises
        ------
        EngineError
            If it is known that nothing can be trained. What waits is trained when it can be.
        """
        with self._lock:
            self._supervisor.start()
        self._workers.check()

    def warm(self) -> None:
        """Have a worker ready: somebody is about to start a run."""
        self._workers.warm()

    def submit(
        self,
        spec: RunSpec,
        *,
        workspace: str = DEFAULT_WORKSPACE,
        run_id: str | None = None,
        name: str = "",
        pace: float = FULL_SPEED,
    ) -> Run:
        """Queue a run; it starts when a worker is free.

        Raises
        ------
        EngineError
            If training cannot start, or a limit is reached; the run is then not kept.
        StoreError
            If the run cannot be written down.
        """
        held = [one for one in self._store.held() if one.workspace == workspace]
        self._limits.check(spec, len(held))
        self._check_disk()
        self.start()
        run = self._store.create(spec, workspace=workspace, run_id=run_id, name=name, pace=pace)
        self._supervisor.wake()
        return run

    def duplicate(self, run_id: str, *, workspace: str | None = None, **changes: Any) -> Run:
        """Start a run like another one, but for some fields of its spec.

        Raises
        ------
        KeyError
            If there is no such run.
        ValueError
            If a change is out of its range.
        """
        run = self._store.run(run_id)
        return self.submit(replace(run.spec, **changes), workspace=workspace or run.workspace)

    def resume(self, run_id: str) -> Run:
        """Queue a run again that was paused, interrupted or failed, from its checkpoint.

        Raises
        ------
        EngineError
            If training cannot start; the run is then as it was.
        KeyError, ValueError
            If there is no such run, or it is of another kind.
        """
        self._check_disk()
        self.start()
        # Read first: what fails here leaves the run as it was.
        self._store.checkpoint(run_id)
        run = self._store.take_up(run_id)
        self._supervisor.wake()
        return run

    def pause(self, run_id: str) -> None:
        """Ask a run to leave its worker, in a way that it can go on later."""
        self._store.ask(run_id, "pause")

    def stop(self, run_id: str) -> None:
        """Ask a run to end for good; what it has learnt stays.

        That is measured; of a run that no worker trains only where one is free.
        """
        status = self._store.run(run_id).status
        if status not in RESUMABLE:
            self._store.ask(run_id, "stop")
        elif status == "failed" or not self._measure(run_id):
            self._store.set_status(run_id, "stopped", _BY_HAND, before=RESUMABLE)

    def delete(self, run_id: str) -> None:
        """Take a run away with all it had; its worker leaves off."""
        self._store.delete(run_id)

    def set_pace(self, run_id: str, pace: float) -> None:
        """Set how many epochs a second a run may train; infinity is as fast as it can.

        Raises
        ------
        ValueError
            If that is no pace.
        """
        self._store.set_pace(run_id, check_pace(pace))

    def step(self, run_id: str) -> None:
        """Let a run whose pace is one epoch per click train one more."""
        self._store.click(run_id)

    def close(self) -> None:
        """Have this app's workers leave a checkpoint and go; their runs wait for the next app."""
        with self._lock:
            self._supervisor.close()
            for worker in self._workers.close():
                try:
                    self._store.requeue_worker(worker, _CLOSED)
                except StoreError:
                    break  # its lease runs out

    def _check_disk(self) -> None:
        if problem := self._store.disk_problem:
            raise EngineError(problem)

    def _measure(self, run_id: str) -> bool:
        """Have a worker end a run that is on none; say whether that can be, and at once."""
        if self._store.disk_problem:
            return False
        try:
            checkpoint = self._store.checkpoint(run_id)
            # Behind a checkpoint, epochs would have to be trained again.
            if checkpoint is None or len(self._store.epochs(run_id, after=checkpoint.epoch)):
                return False
            held = self._store.held()
            if any(one.status == "queued" for one in held):
                return False
            if self._workers.problem or not self._workers.room({one.worker for one in held}):
                return False
        except StoreError:
            return False
        self._store.take_up(run_id, keep_result=True, command="stop")
        self.start()
        self._supervisor.wake()
        return True
