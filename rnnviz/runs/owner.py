"""Which process runs a run, and whether it still lives."""

import socket

import psutil


def owner_name() -> str:
    """Name this process so that a later one can tell whether it still lives."""
    return f"{socket.gethostname()}/{psutil.Process().pid}/{psutil.Process().create_time():.0f}"


def owner_lives(owner: str) -> bool:
    """Say whether the process of a name lives; of one on another machine nothing is known."""
    try:
        host, pid, created = owner.rsplit("/", 2)
        if host != socket.gethostname():
            return True
        process = psutil.Process(int(pid))
        # A killed child that its parent has not asked after is still in the list.
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return f"{process.create_time():.0f}" == created
    except (OverflowError, ValueError, psutil.NoSuchProcess):
        return False
