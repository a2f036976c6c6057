"""Runs on Dask workers, their reports into the store.

The engine owns a small cluster of worker processes (or uses the scheduler that
``RNNVIZ_SCHEDULER`` names), hands runs to it and writes what the workers report. One engine a
process, see :func:`shared_engine`; pages only read the store.

Handlers of Dask events run on its network thread, so they only put messages into a queue; a
writer thread of the engine's own takes them from there into the store.
"""

import atexit
import logging
import os
import queue
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import dask
import psutil
from distributed import Client, Event
from distributed.deploy.subprocess import SubprocessCluster

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import DEFAULT_WORKSPACE, Run, RunStore, Snapshot

logger = logging.getLogger(__name__)

SCHEDULER_VARIABLE = "RNNVIZ_SCHEDULER"
# If the app is killed outright, its cluster ends by itself after this long without work ...
IDLE_TIMEOUT_SECONDS = 60
# ... and as long as the app lives, a little work this often keeps it.
KEEP_ALIVE_SECONDS = 15
CHECK_SECONDS = 1.0
CONNECT_SECONDS = 10
MOST_WORKERS = 4


class EngineError(Exception):
    """Training cannot be started; the message says why and what to do."""


def worker_count() -> int:
    """Return how many runs train at once: one a core, at most four."""
    return max(1, min(MOST_WORKERS, os.cpu_count() or 1))


def _owner_name() -> str:
    """Name this process so that a later one can tell whether it still lives."""
    return f"{socket.gethostname()}/{os.getpid()}/{psutil.Process().create_time():.0f}"


def _owner_lives(owner: str) -> bool:
    try:
        host, pid, created = owner.rsplit("/", 2)
        # Of a process on another machine nothing is known: it keeps its runs.
        if host != socket.gethostname():
            return True
        return f"{psutil.Process(int(pid)).create_time():.0f}" == created
    except (ValueError, psutil.NoSuchProcess):
        return False


class Engine:
    """Starts and stops runs. Methods may be called from any thread.

    Parameters
    ----------
    store
        Where runs are kept.
    scheduler
        Address of a Dask scheduler; without one the engine starts worker processes of its own
        with the first run.
    """

    def __init__(self, store: RunStore, scheduler: str | None = None) -> None:
        self._store = store
        self._scheduler = scheduler
        self._owner = _owner_name()
        self._topic = f"rnnviz-{self._owner}"
        self._lock = threading.RLock()
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._cluster: Any = None
        self._client: Client | None = None
        self._futures: dict[str, Any] = {}
        self._writer = threading.Thread(target=self._write, name="rnnviz-writer", daemon=True)
        self._writer.start()
        self._interrupt_orphans()

    def start(self) -> None:
        """Start the workers, or connect to the scheduler, unless that is done.

        Raises
        ------
        EngineError
            If the scheduler does not answer or the workers do not start.
        """
        with self._lock:
            if self._client is not None and self._client.status == "running":
                return
            self._disconnect()
            try:
                self._client = self._connect()
            except (OSError, RuntimeError, ValueError) as error:
                self._disconnect()
                where = self._scheduler or "the worker processes"
                raise EngineError(
                    f"Training cannot start: {where} did not answer ({error}). "
                    + (
                        f"Check {SCHEDULER_VARIABLE}, or unset it to train on this machine."
                        if self._scheduler
                        else "Start the app again."
                    )
                ) from error
            self._client.subscribe_topic(self._topic, self._receive)

    def submit(
        self, spec: RunSpec, *, workspace: str = DEFAULT_WORKSPACE, run_id: str | None = None
    ) -> Run:
        """Queue a run; it starts when a worker is free.

        Raises
        ------
        EngineError
            If training cannot start; the run is then not kept.
        """
        self.start()
        with self._lock:
            run = self._store.create(spec, owner=self._owner, workspace=workspace, run_id=run_id)
            assert self._client is not None
            self._futures[run.id] = self._client.submit(
                _call_worker,
                run.id,
                spec.to_json(),
                self._topic,
                pure=False,
                retries=0,
                key=f"rnnviz-{run.id}-{time.time_ns()}",
            )
        return run

    def stop(self, run_id: str) -> None:
        """Ask a run to stop; a run that still waits in the queue never starts."""
        with self._lock:
            future = self._futures.get(run_id)
            if self._client is None or future is None:
                self._store.set_status(run_id, "interrupted", "Its worker is gone.")
                return
            Event(f"rnnviz-stop-{run_id}", client=self._client).set()
            if self._store.run(run_id).status == "queued":
                future.cancel()
                self._put_end(run_id, "stopped", "Stopped by hand before it began.")

    def close(self) -> None:
        """Stop the workers and finish writing. Runs that still trained are interrupted."""
        with self._lock:
            running = list(self._futures)
            self._disconnect()
        for run_id in running:
            self._put_end(run_id, "interrupted", "The app was closed while this run trained.")
        self._messages.put(None)
        self._writer.join(timeout=10)

    def _connect(self) -> Client:
        if self._scheduler:
            return Client(self._scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        # The subprocesses inherit these. Every event stays in the scheduler's log: it is short,
        # because the events carry snapshots and the store keeps them.
        project = str(Path(__file__).parents[2])
        inherited = {
            "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "16",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            # When the cluster is closed its processes complain of each other at length. What
            # goes wrong with a run is in the run.
            "DASK_LOGGING__DISTRIBUTED": "critical",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, [project, os.environ.get("PYTHONPATH")])),
        }
        before = {name: os.environ.get(name) for name in inherited}
        os.environ.update(inherited)
        try:
            with dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS}):
                self._cluster = SubprocessCluster(
                    n_workers=worker_count(),
                    threads_per_worker=1,
                    dashboard_address=None,  # type: ignore[arg-type]
                    scheduler_kwargs={"idle_timeout": f"{IDLE_TIMEOUT_SECONDS}s"},
                    worker_kwargs={
                        "preload": ["rnnviz.runs.worker"],
                        "dashboard": False,
                        "memory_limit": 0,
                    },
                )
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        return Client(self._cluster, timeout=CONNECT_SECONDS, set_as_default=False)

    def _disconnect(self) -> None:
        for resource in (self._client, self._cluster):
            if resource is not None:
                with suppress(OSError, RuntimeError, TimeoutError):
                    resource.close()
        self._client = self._cluster = None
        self._futures.clear()

    def _receive(self, event: tuple[float, dict[str, Any]]) -> None:
        self._messages.put(event[1])

    def _put_end(self, run_id: str, status: str, reason: str) -> None:
        self._messages.put(
            {"run": run_id, "kind": "ended", "status": status, "reason": reason, "result": None}
        )

    def _end_broken_runs(self) -> None:
        """End the runs whose worker could not say so itself."""
        with self._lock:
            futures = dict(self._futures)
        for run_id, future in futures.items():
            if future.status == "error":
                error = future.exception()
                if type(error).__name__ == "KilledWorker":
                    self._put_end(run_id, "interrupted", "The process that trained it died.")
                else:
                    self._put_end(run_id, "failed", f"{type(error).__name__}: {error}")
            elif future.status in ("lost", "cancelled"):
                self._put_end(run_id, "interrupted", "The connection to its worker was lost.")

    def _interrupt_orphans(self) -> None:
        for run in self._store.active_runs():
            if not _owner_lives(run.owner):
                self._store.set_status(
                    run.id, "interrupted", "The app was closed while this run trained."
                )

    def _write(self) -> None:
        checked = kept_alive = time.monotonic()
        while True:
            with suppress(queue.Empty):
                message = self._messages.get(timeout=CHECK_SECONDS)
                if message is None:
                    return
                self._apply_safely(message)
            now = time.monotonic()
            if now - checked > CHECK_SECONDS:
                self._end_broken_runs()
                checked = now
            if now - kept_alive > KEEP_ALIVE_SECONDS:
                self._keep_alive()
                kept_alive = now

    def _apply_safely(self, message: dict[str, Any]) -> None:
        try:
            self._apply(message)
        except Exception:
            # One message that cannot be written must not end the writing of all others.
            logger.exception("could not store a %s message", message.get("kind"))

    def _apply(self, message: dict[str, Any]) -> None:
        run_id, kind = message["run"], message["kind"]
        if kind == "started":
            self._store.set_status(run_id, "running")
        elif kind == "epochs":
            self._store.append_epochs(run_id, message["rows"])
        elif kind == "snapshot":
            snapshot = Snapshot(message["epoch"], message["weights"], message["picture"])
            self._store.put_snapshot(run_id, snapshot, kept=message["kept"])
        elif kind == "ended":
            self._store.set_status(run_id, message["status"], message["reason"], message["result"])
            with self._lock:
                self._futures.pop(run_id, None)

    def _keep_alive(self) -> None:
        with self._lock:
            if self._cluster is not None and self._client is not None:
                with suppress(RuntimeError):  # a closed client is started anew when needed
                    self._client.submit(time.time, pure=False)


def _call_worker(run_id: str, spec_json: str, topic: str) -> None:
    # Imported there, not here: the app's process can do without PyTorch until it records.
    from rnnviz.runs.worker import run_on_worker

    run_on_worker(run_id, spec_json, topic)


_shared: Engine | None = None
_shared_store: RunStore | None = None
_shared_lock = threading.Lock()


def shared_store() -> RunStore:
    """Return this process's store, opened on first use."""
    global _shared_store
    with _shared_lock:
        if _shared_store is None:
            _shared_store = RunStore.default()
        return _shared_store


def shared_engine() -> Engine:
    """Return this process's engine, made on first use and closed when the process ends.

    A module-level object on purpose: Streamlit drops what its caches hold, and would leave the
    workers behind.
    """
    global _shared
    store = shared_store()
    with _shared_lock:
        if _shared is None:
            _shared = Engine(store, scheduler=os.environ.get(SCHEDULER_VARIABLE) or None)
            atexit.register(_shared.close)
        return _shared
