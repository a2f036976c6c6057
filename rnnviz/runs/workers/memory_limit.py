"""What a run may have of its worker's memory, and what it says when that is not enough."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from rnnviz.runs.memory import in_gb

# A limit below what a worker has before its first run would let none be trained.
_LEAST_LEFT = 100 * 10**6
# What PyTorch says where NumPy and Python raise a MemoryError.
_SAID = ("can't allocate memory", "not enough memory", "std::bad_alloc", "out of memory")


def limit_this_process(most: float) -> None:
    """Refuse this process more bytes of its own than it may have, where the system can: on Linux.

    What asks for more gets an error then, and not the machine's last page. Should memory become
    scarce nevertheless, the system ends such a process first.
    """
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = min(max(most, _data_size() + _LEAST_LEFT), sys.maxsize)
    with suppress(ValueError, OSError):  # a lower hard limit holds already
        resource.setrlimit(resource.RLIMIT_DATA, (int(most), hard))


def watch_growth(most: float) -> Callable[[], str]:
    """Return what says a sentence once this process has grown by more than that."""
    process = psutil.Process()
    before = process.memory_info().rss

    def too_large() -> str:
        grown = process.memory_info().rss - before
        return exceeded(most) if grown > most else ""

    return too_large


def is_memory_error(error: BaseException) -> bool:
    """Say whether an error is that there was not enough memory."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(said in str(error) for said in _SAID)


def exceeded(most: float) -> str:
    """Say that a run needed more memory than it may have, and what to do."""
    return (
        f"It needed more memory than the {in_gb(most)} that this server gives a run. A smaller "
        "batch, fewer units or shorter sequences need less."
    )


def _data_size() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return 1024 * int(line.split()[1])
    return 0
