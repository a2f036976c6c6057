"""Ends a worker's nanny when its scheduler is gone.

Dask's own nanny starts a worker again and again that can never reach a scheduler, for ever.
"""

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import psutil

LOOK_SECONDS = 1.0
GONE_SECONDS = 5.0


def listens(address: str) -> bool:
    """Say at once whether an address answers; Dask would try again for seconds."""
    try:
        host, port = address.rpartition("/")[2].rsplit(":", 1)
        socket.create_connection((host, int(port)), timeout=1).close()
    except (OSError, ValueError):
        return False
    return True


def dask_setup(nanny: Any) -> None:
    """Begin to watch. Dask calls this when a nanny starts."""
    watch = threading.Thread(target=_watch, args=(nanny.scheduler_addr,), daemon=True)
    watch.start()


def _watch(address: str) -> None:
    heard = time.monotonic()
    while time.monotonic() - heard < GONE_SECONDS:
        time.sleep(LOOK_SECONDS)
        if listens(address):
            heard = time.monotonic()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    os._exit(0)
