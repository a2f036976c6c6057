"""Real processes, started and killed by tests; each is known by its RNNVIZ_HOME."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def start(home, *command, cwd=ROOT, **environment):
    log = (home / "processes.log").open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", *map(str, command)],
            cwd=cwd,
            env=os.environ | {"RNNVIZ_HOME": str(home), "PYTHONPATH": str(ROOT)} | environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )


def of(home, role=""):
    """Return the processes that belong to a home: app, worker, scheduler, dask worker or all."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            mine = process.environ().get("RNNVIZ_HOME") == str(home)
            if mine and (not role or _role(" ".join(process.cmdline())) == role):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def _role(command):
    if "app_process" in command:
        return "app"
    if "rnnviz.runs.workers.process" in command:
        return "worker"
    if "dask_scheduler" in command:
        return "scheduler"
    if "spawn_main" in command or ("dask_worker" in command and "--no-nanny" in command):
        return "dask worker"
    return "other"


def kill(processes):
    """Kill processes outright and wait until they are gone."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=20)


class Cluster:
    """A scheduler and two workers from Dask's own command line, as a class uses them.

    A scheduler that is replaced keeps its address; its workers find it by themselves.
    """

    def __init__(self, home, environment, cwd=ROOT):
        self._home, self._environment, self._cwd = home, environment, cwd
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._workers = []
        self._scheduler = self._start_scheduler()
        for _ in range(2):
            self.add_worker()

    def _start_scheduler(self):
        return self._start(
            *("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", self._port),
            *("--no-dashboard", "--no-show"),
        )

    def add_worker(self):
        self._workers.append(
            self._start(
                *("distributed.cli.dask_worker", self.address, "--nthreads", 1, "--no-nanny"),
                *("--no-dashboard", "--local-directory", self._home),
            )
        )

    def replace_scheduler(self):
        """Kill it, with the workers that belong to it, and start all anew."""
        kill([psutil.Process(self._scheduler.pid)])
        self._scheduler.wait()
        self._scheduler = self._start_scheduler()
        for worker in self._workers:
            worker.kill()  # without a nanny a worker ends with its scheduler, sooner or later
            worker.wait()
        self._workers.clear()
        for _ in range(2):
            self.add_worker()

    def replace_worker(self, chance):
        """Kill one, and start another."""
        worker = self._workers.pop(chance.randrange(len(self._workers)))
        worker.kill()
        worker.wait()
        self.add_worker()

    def close(self):
        for process in [self._scheduler, *self._workers]:
            process.kill()
            process.wait()

    def _start(self, *command):
        return start(self._home, *command, cwd=self._cwd, **self._environment)
