"""Runs on Dask workers, their reports into the store.

The engine owns a few worker processes (or uses the scheduler that ``RNNVIZ_SCHEDULER`` names),
hands runs to them and writes what they report. One engine a process; pages read the store.

Handlers of Dask events run on its network thread, so they only put messages into a queue; one
thread of the engine's own takes them from there into the store. Pausing, a crash and a restart
share one mechanism: a run goes on from the checkpoint that is in the store.
"""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import dask

from rnnviz.runs.care import Care
from rnnviz.runs.charge import Charge
from rnnviz.runs.cluster import IDLE_SECONDS, Cluster, EngineError, worker_count
from rnnviz.runs.control import LEASE_SECONDS, Order
from rnnviz.runs.owner import owner_lives, owner_name
from rnnviz.runs.run import (
    DEFAULT_WORKSPACE,
    FULL_SPEED,
    RESUMABLE,
    Checkpoint,
    Run,
    Status,
    check_pace,
)
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.runs.task import TASK_NAME, train_on_worker

__all__ = ["Engine", "EngineError"]

CLOSE_SECONDS = 3.0
_BY_HAND = "Stopped by hand"


class Engine:
    """Starts, pauses, resumes and stops runs. Methods may be called from any thread.

    Parameters
    ----------
    store
        Where runs are kept.
    scheduler
        Address of a Dask scheduler; without one the engine starts worker processes of its own
        with the first run.
    lease_seconds, idle_seconds
        When the app is gone, its runs end after the first, and its workers after the second.
    """

    def __init__(
        self,
        store: RunStore,
        scheduler: str | None = None,
        *,
        lease_seconds: float = LEASE_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._store = store
        self._owner = owner_name()
        self._lease = lease_seconds
        self._lock = threading.RLock()
        self._cluster = Cluster(store.path.parent, scheduler, idle_seconds)
        self._care = Care(store, self._cluster, self._lock)
        if not self._cluster.may_hold_runs():
            for run in self._orphans():
                self._care.interrupt(run.id, "The app was closed while this run was training.")
        self._care.start()

    @property
    def problem(self) -> str:
        """What keeps reports from being written right now, in words, or nothing."""
        return self._care.problem

    def start(self) -> None:
        """Start the workers, or connect to the scheduler, unless that is done.

        Runs of an app that is gone are asked for; those that nobody trains are interrupted.

        Raises
        ------
        EngineError
            If the scheduler does not answer or the workers do not start.
        """
        with self._lock:
            if self._cluster.connected:
                return
            self._care.give_up_all("The connection to its worker was lost.")
            orphans = self._orphans()
            try:
                self._cluster.connect()
            except EngineError:
                for run in orphans:
                    self._care.interrupt(run.id, "Its scheduler stopped answering.")
                raise
            self._care.listen()
            for run in orphans:
                self._care.charges[run.id] = Charge(self._first_order(run))
                # Who looks after it matters to an app that starts later; this one does.
                with suppress(StoreError):
                    self._store.set_owner(run.id, self._owner)
            self._care.beat()

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
            If training cannot start; the run is then not kept.
        StoreError
            If the run cannot be written down.
        """
        self.start()
        with self._lock:
            run = self._store.create(
                spec, owner=self._owner, workspace=workspace, run_id=run_id, name=name, pace=pace
            )
            self._hand_over(run, None)
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
        self.start()
        with self._lock:
            # Read first: what fails here leaves the run as it was.
            checkpoint = self._store.checkpoint(run_id)
            run = self._store.take_up(run_id, self._owner)
            self._hand_over(run, checkpoint)
        return run

    def pause(self, run_id: str) -> None:
        """Ask a run to leave its worker, in a way that it can go on later."""
        self._end(run_id, "paused", "Paused by hand")

    def stop(self, run_id: str) -> None:
        """Ask a run to end for good; what it has learnt stays.

        That is measured; of a run that no worker trains only where one is free.
        """
        with self._lock:
            status = self._store.run(run_id).status
            if status not in RESUMABLE:
                self._end(run_id, "stopped", _BY_HAND)
            elif status == "failed" or not self._measure(run_id):
                self._store.set_status(run_id, "stopped", f"{_BY_HAND}.", before=RESUMABLE)

    def delete(self, run_id: str) -> None:
        """Take a run away with all it had; its worker leaves off."""
        with self._lock:
            # If it cannot be taken away it goes on.
            self._store.delete(run_id)
            self._care.abandon(run_id)

    def set_pace(self, run_id: str, pace: float) -> None:
        """Set how many epochs a second a run may train; infinity is as fast as it can.

        Raises
        ------
        ValueError
            If that is no pace.
        """
        self._store.set_pace(run_id, check_pace(pace))
        self._tell(run_id, lambda charge: charge.tell(pace=float(pace)))

    def step(self, run_id: str) -> None:
        """Let a run whose pace is one epoch per click train one more."""
        self._tell(run_id, lambda charge: charge.tell(clicks=charge.order.clicks + 1))

    def close(self) -> None:
        """Let runs leave a checkpoint, stop the workers and finish writing."""
        with self._lock:
            for charge in self._care.charges.values():
                charge.tell(
                    command="end",
                    ending="interrupted",
                    why="The app was closed while this run was training,",
                )
            self._care.beat()
        deadline = time.monotonic() + CLOSE_SECONDS
        while self._care.any_trains() and time.monotonic() < deadline:
            time.sleep(0.02)
        with self._lock:
            self._care.give_up_all("The app was closed while this run was training.")
            self._cluster.close()
        self._care.finish()

    def _measure(self, run_id: str) -> bool:
        """Have a worker end a run that is on none; say whether that can be, and at once."""
        if not self._cluster.connected and not self._cluster.own:
            return False  # somebody else's scheduler may be waited for in vain
        if self._cluster.own and len(self._care.charges) >= worker_count():
            return False
        try:
            checkpoint = self._store.checkpoint(run_id)
            # Behind a checkpoint, epochs would have to be trained again.
            if checkpoint is None or len(self._store.epochs(run_id, after=checkpoint.epoch)):
                return False
            self.start()
        except (EngineError, StoreError):
            return False
        run = self._store.take_up(run_id, self._owner, keep_result=True)
        self._hand_over(run, checkpoint, command="end", ending="stopped", why=_BY_HAND)
        return True

    def _orphans(self) -> list[Run]:
        return [run for run in self._store.active_runs() if not owner_lives(run.owner)]

    def _first_order(self, run: Run) -> Order:
        return Order(self._care.topic, attempt=run.attempt, pace=run.pace, lease=self._lease)

    def _hand_over(self, run: Run, checkpoint: Checkpoint | None, **orders: Any) -> None:
        client = self._cluster.client
        assert client is not None
        order = replace(self._first_order(run), **orders)
        # A checkpoint goes along on purpose, once, however large.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "2GB"}):
            future = client.submit(
                train_on_worker,
                run.id,
                run.spec.to_json(),
                order.to_dict(),
                checkpoint,
                pure=False,
                retries=0,
                key=(TASK_NAME, f"{run.id}-{run.attempt}-{secrets.token_hex(4)}"),
            )
        self._care.charges[run.id] = Charge(order, future)

    def _end(self, run_id: str, status: Status, why: str) -> None:
        with self._lock:
            charge = self._care.charges.get(run_id)
            if charge is None:
                # Somebody else's, or nobody's.
                if not owner_lives(self._store.run(run_id).owner):
                    self._care.interrupt(run_id, "Its worker has disappeared.")
                return
            queued = self._store.run(run_id).status == "queued"
            if charge.future is not None and not charge.heard and queued:
                # Written first: if that fails it waits on, and not for nobody.
                before = "began" if self._store.checkpoint(run_id) is None else "resumed"
                self._store.set_status(run_id, status, f"{why} before it {before}.")
                charge.future.cancel()
                self._care.abandon(run_id)
                return
            charge.tell(command="end", ending=status, why=why)
            self._care.beat()

    def _tell(self, run_id: str, change: Callable[[Charge], None]) -> None:
        with self._lock, suppress(KeyError):
            change(self._care.charges[run_id])
            self._care.beat()
