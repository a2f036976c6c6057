"""The app as a process of its own, for measurements."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS = 90.0
_END_SECONDS = 30.0
_POLL_SECONDS = 0.1
_PORT = "{port}"


@contextmanager
def served(home: Path, *module: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a Python module that serves the app from a folder; give the address, then end it.

    Parameters
    ----------
    home
        Its ``RNNVIZ_HOME``.
    module
        Name and arguments of the module, ``{port}`` standing for a free port.
    environment
        Variables besides.

    Raises
    ------
    RuntimeError
        If it does not answer in time; the message holds the end of its log.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    log = home / f"app-{port}.log"
    with log.open("wb") as writing:
        process = subprocess.Popen(
            [sys.executable, "-m", *(part.replace(_PORT, port) for part in module)],
            env=os.environ | {"RNNVIZ_HOME": str(home), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the app did not start: {log.read_text()[-2000:]}")
            time.sleep(_POLL_SECONDS)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
