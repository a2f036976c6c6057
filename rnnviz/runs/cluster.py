"""The Dask processes that train: the app's own scheduler and workers, or an external scheduler.

Own processes are named in a file beside the store. They live on for a while when the app is
killed outright; an app that starts within that time finds them there and takes them over.
"""

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dask
from distributed import Client
from distributed.deploy.subprocess import SubprocessCluster

from rnnviz.runs.owner import owner_lives, owner_name
from rnnviz.runs.task import TASK_NAME
from rnnviz.runs.watch import listens

SCHEDULER_VARIABLE = "RNNVIZ_SCHEDULER"
# Own processes end by themselves after this long without work ...
IDLE_SECONDS = 30
CONNECT_SECONDS = 10
# ... and those of an app that is gone answer sooner than that, or not at all.
_ADOPT_SECONDS = 3
MOST_WORKERS = 4
# What a scheduler needs to know, in its environment. Every event stays in its log, so that is
# short: the events carry snapshots and the store keeps them. A worker takes a waiting task
# from another only if the task is known to be long. And a worker that hangs is given up, with
# its run, after half a minute to a minute: its nanny kills it and starts another.
SCHEDULER_SETTINGS = {
    "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "16",
    "DASK_DISTRIBUTED__SCHEDULER__DEFAULT_TASK_DURATIONS": "{'" + TASK_NAME + "': '60s'}",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "30s",
}
# Workers of another number do not understand this app.
_PROTOCOL = 1
_UNDISTURBED = "rnnviz.runs.undisturbed"
_OWN_ADDRESS = re.compile(r"tcp://127\.0\.0\.1:[0-9]{1,5}")


class EngineError(Exception):
    """Training cannot be started; the message says why and what to do."""


def worker_count() -> int:
    """Return how many runs train at once: one a core, at most four."""
    return max(1, min(MOST_WORKERS, os.cpu_count() or 1))


class Cluster:
    """The way to the workers.

    Parameters
    ----------
    home
        Folder of the file that names own processes.
    scheduler
        Address of an external scheduler; without one, the app starts its own processes.
    idle_seconds
        After so long without work own processes end.
    """

    def __init__(
        self, home: Path, scheduler: str | None = None, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        self._scheduler = scheduler
        self.idle_seconds = idle_seconds
        self._file = home / "cluster.json"
        self._processes: Any = None
        self.client: Client | None = None

    @property
    def own(self) -> bool:
        """Whether the processes are this app's to end."""
        return self._scheduler is None

    @property
    def connected(self) -> bool:
        """Whether there is a scheduler that listens."""
        return self.client is not None and self.client.status == "running"

    def may_hold_runs(self) -> bool:
        """Say whether workers may be at work that an app before this one has started."""
        return not self.own or self._orphan() is not None

    def connect(self) -> Client:
        """Connect to the scheduler: the given one, that of an app that is gone, or a new one.

        Raises
        ------
        EngineError
            If the scheduler does not answer or the processes do not start.
        """
        self.close()
        try:
            self.client = self._connect()
        except (OSError, RuntimeError, ValueError) as error:
            self.close()
            where = self._scheduler or "the worker processes"
            raise EngineError(
                f"Training cannot start: {where} did not answer ({error}). "
                + (
                    f"Check {SCHEDULER_VARIABLE}, or unset it to train on this machine."
                    if self._scheduler
                    else "Restart the app."
                )
            ) from error
        return self.client

    def close(self) -> None:
        """End own processes; leave other people's alone."""
        client, processes = self.client, self._processes
        self.client = self._processes = None
        if self.own and client is not None and client.status != "running":
            # Their scheduler is dead. Dask would try for half a minute to reach it; the nannies
            # end by themselves.
            threading.Thread(target=_close, args=(client, processes), daemon=True).start()
        else:
            if self.own and processes is None and client is not None:
                with suppress(OSError, RuntimeError, TimeoutError):
                    client.shutdown()
            _close(client, processes)
        if self._named().get("owner") == owner_name():
            self._file.unlink(missing_ok=True)

    def _connect(self) -> Client:
        if self._scheduler:
            return Client(self._scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        orphan = self._orphan()
        if orphan is not None:
            with suppress(OSError, RuntimeError, ValueError):
                client = Client(orphan, timeout=_ADOPT_SECONDS, set_as_default=False)
                if client.scheduler_info(n_workers=-1)["workers"]:
                    self._write_file(orphan)
                    return client
                client.close()
        self._processes = self._start_processes()
        client = Client(self._processes, timeout=CONNECT_SECONDS, set_as_default=False)
        # A second app on the same runs has workers of its own, and leaves the file to the first.
        if not owner_lives(str(self._named().get("owner", ""))):
            self._write_file(self._processes.scheduler_address)
        return client

    def _start_processes(self) -> Any:
        # The subprocesses inherit these.
        project = str(Path(__file__).parents[2])
        inherited = {
            **SCHEDULER_SETTINGS,
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            # When the cluster is closed its processes complain of each other at length. What
            # goes wrong with a run is in the run.
            "DASK_LOGGING__DISTRIBUTED": "critical",
            "OMP_NUM_THREADS": "1",
            # Dask has a worker give memory back to the system after every batch and ask for it
            # again, and looks a hundred times a second where a task is. Without both, training
            # is up to 1.5 times as fast.
            "MALLOC_TRIM_THRESHOLD_": str(256 * 1024 * 1024),
            "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
            "PYTHONPATH": os.pathsep.join(filter(None, [project, os.environ.get("PYTHONPATH")])),
        }
        # How the scheduler tells its address; it is not needed again.
        told = self._file.with_name(f"scheduler-{os.getpid()}.json")
        with (
            _environment(inherited),
            dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS}),
        ):
            processes = SubprocessCluster(
                n_workers=worker_count(),
                threads_per_worker=1,
                dashboard_address=None,  # type: ignore[arg-type]
                scheduler_kwargs={
                    "idle_timeout": f"{self.idle_seconds:.0f}s",
                    "scheduler_file": str(told),
                    "preload": [_UNDISTURBED],
                },
                worker_kwargs={
                    "preload": ["rnnviz.runs.worker", _UNDISTURBED, "rnnviz.runs.yielding"],
                    "preload_nanny": ["rnnviz.runs.watch", _UNDISTURBED],
                    "dashboard": False,
                    "memory_limit": 0,
                },
            )
        told.unlink(missing_ok=True)
        return processes

    def _orphan(self) -> str | None:
        """Return the address of own processes that an app left behind when it was killed."""
        named = self._named()
        if named.get("protocol") != _PROTOCOL or owner_lives(str(named.get("owner", ""))):
            return None
        address = str(named.get("address", ""))
        # Own processes are on this machine. A scheduler elsewhere, whoever wrote it there, could
        # run code here: it is connected to only where RNNVIZ_SCHEDULER names it.
        if not _OWN_ADDRESS.fullmatch(address):
            return None
        return address if listens(address) else None

    def _named(self) -> Mapping[str, Any]:
        try:
            named = json.loads(self._file.read_text())
        except (OSError, RecursionError, ValueError):
            return {}
        return named if isinstance(named, dict) else {}

    def _write_file(self, address: str) -> None:
        # Without the file the processes are found by nobody, and end by themselves.
        with suppress(OSError):
            written = self._file.with_suffix(f".{os.getpid()}")
            written.write_text(
                json.dumps({"address": address, "owner": owner_name(), "protocol": _PROTOCOL})
            )
            written.replace(self._file)


def _close(*resources: Any) -> None:
    for resource in resources:
        if resource is not None:
            with suppress(OSError, RuntimeError, TimeoutError):
                resource.close()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
