"""How much memory there is, and how much of it a run may have where nobody says otherwise."""

import os
from pathlib import Path

import psutil

_GROUPS = Path("/sys/fs/cgroup")
# Runs that train at once on one machine: one a core, at most four.
MOST_WORKERS = 4
# What all workers together may have; the app, the database and the system need the rest.
_OF_WORKERS = 0.5


def worker_count() -> int:
    """Return how many runs this machine trains at once."""
    return max(1, min(MOST_WORKERS, os.cpu_count() or 1))


def machine_memory(groups: Path = _GROUPS) -> int:
    """Return the bytes that processes here can have: the machine's, or what a container has."""
    total = int(psutil.virtual_memory().total)
    # The second file is that of the first version of control groups.
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            said = (groups / name).read_text().strip()
        except OSError:
            continue
        if said.isdigit():  # otherwise "max"
            total = min(total, int(said))
    return total


def run_share() -> float:
    """Return the bytes that a run may have: an equal share of half the memory."""
    return _OF_WORKERS * machine_memory() / worker_count()
