"""Processes that a test starts, and all that these start in turn."""

import os
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE_SECONDS = 90


def environment(**more: str) -> dict[str, str]:
    """Return an environment that knows nothing of rnnviz but lends a new one its dependencies.

    To install PyTorch anew would take gigabytes; `pip` finds these packages and leaves them be.
    """
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    pip = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
    lent = {"PYTHONPATH": sysconfig.get_path("purelib"), "NO_PROXY": "*"}
    return kept | pip | lent | more


def shell(script: str, folder: Path, log: Path, **more: str) -> subprocess.Popen[bytes]:
    """Run shell lines as somebody types them; the first that fails is the last."""
    with log.open("ab") as out:
        return subprocess.Popen(
            ["sh", "-e", "-c", script],
            cwd=folder,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def end(*started: subprocess.Popen[bytes]) -> None:
    """End processes and all that they started, as a system does: asked first, then killed."""
    found = []
    for process in started:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            found += [parent, *parent.children(recursive=True)]
    end_these(found)
    for process in started:
        process.wait()


def end_these(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(processes, timeout=20)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=20)


def in_session(session: int) -> list[psutil.Process]:
    """Return the living processes of a session: also those whose parents are gone."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def wait_for(done, what: str, seconds: float = PATIENCE_SECONDS, every: float = 0.2):
    """Wait until something is true and return it."""
    deadline = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(every)
    return found


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
