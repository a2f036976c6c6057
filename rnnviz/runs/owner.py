"""Which process runs a run, and whether it still lives."""

import socket
import sys
from contextlib import suppress
from pathlib import Path

import psutil


def owner_name() -> str:
    """Name this process so that a later one can tell whether it still lives."""
    process = psutil.Process()
    return f"{socket.gethostname()}/{process.pid}/{_beginning(process)}"


def owner_lives(owner: str) -> bool:
    """Say whether the process of a name lives; of one on another machine nothing is known."""
    try:
        host, pid, beginning = owner.rsplit("/", 2)
        if host != socket.gethostname():
            return True
        process = psutil.Process(int(pid))
        # A killed child that its parent has not asked after is still in the list.
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if "-" not in beginning:
            # So an owner of an earlier version is called, or one elsewhere than on Linux. What
            # psutil works out may be another second each time.
            return bool(abs(process.create_time() - float(beginning)) <= 2)
        return _beginning(process) == beginning
    except (OSError, OverflowError, ValueError, psutil.NoSuchProcess):
        return False


def _beginning(process: psutil.Process) -> str:
    """Tell processes apart that had one number one after the other.

    Not by the time of day: psutil works that out from the clock as it is now, and when somebody
    sets the clock every living owner would seem to be dead.
    """
    if sys.platform != "linux":
        return f"{process.create_time():.0f}"
    # Field 22 of proc(5): clock ticks from the start of the system to that of the process. The
    # second field, the name in brackets, may itself hold spaces and brackets.
    status = Path(f"/proc/{process.pid}/stat").read_text(errors="replace")
    ticks = status.rpartition(")")[2].split()[19]
    system = ""
    with suppress(OSError):  # some sandboxes hide it
        system = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    return f"{system}-{ticks}"
