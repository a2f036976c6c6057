"""Keeping other accounts of the machine away from the file of the runs."""

import os
import stat
from pathlib import Path

_OTHERS = 0o077


def make_closed(path: Path) -> None:
    """Make an empty file that its owner alone can open, unless something is there.

    SQLite gives the files that it makes beside it the same permissions.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def close_to_others(path: Path) -> None:
    """Take permissions of others from a store and its folder, as far as both are ours.

    Of a folder that holds something else as well, or that all accounts write to, nothing is
    changed: see :func:`open_to_others`.
    """
    files = [path.with_name(path.name + more) for more in ("", "-wal", "-shm", "-journal")]
    try:
        if {one.name for one in path.parent.iterdir()} <= {one.name for one in files}:
            files.append(path.parent)
    except OSError:
        pass
    for one in files:
        try:
            found = one.stat()
            if found.st_mode & _OTHERS and _is_ours(found):
                one.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
        except OSError:
            pass  # not there, or on a disk that knows no permissions


def open_to_others(path: Path) -> str:
    """Return a warning if other accounts can look into the folder of a store; mostly nothing."""
    try:
        found = path.parent.stat()
    except OSError:
        return ""
    if os.name != "posix" or not found.st_mode & _OTHERS:
        return ""
    return (
        f"Other accounts of this machine can open the folder {path.parent} (mode "
        f"{stat.S_IMODE(found.st_mode):o}); only its owner can read the runs in it. Close it with "
        "chmod 700, or set RNNVIZ_HOME to a folder of its own."
    )


def _is_ours(found: os.stat_result) -> bool:
    return os.name == "posix" and found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX
