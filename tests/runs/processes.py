"""Real processes, started and killed by tests; each is known by its RNNVIZ_HOME."""

import os
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
    """Return the processes that belong to a home: app, scheduler, nanny, worker or all."""
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
    if "distributed.Scheduler" in command or "dask scheduler" in command:
        return "scheduler"
    if "spawn_main" in command:
        return "worker"
    return "other"


def kill(processes):
    """Kill processes outright and wait until they are gone."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=20)
