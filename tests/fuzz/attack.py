"""Runs one place's cases, and watches meanwhile that nothing is executed or written elsewhere."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.plan import CASES, FACTOR

LONGEST_MESSAGE = 500
# Python reports these to every audit hook, whoever the caller is.
_EXECUTES = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "subprocess.Popen", "pty.spawn")
_UNPICKLES = ("pickle.find_class",)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_watching: list[tuple[tuple[str, ...], list[str]]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    forbidden, seen = _watching[-1]
    if event in forbidden:
        seen.append(f"{event} {arguments!r}"[:300])
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES:
        path = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes) else ""
        if path and not path.startswith((tempfile.gettempdir(), "/dev/")) and ".pyc" not in path:
            seen.append(f"wrote {path}")


sys.addaudithook(_hook)


@contextmanager
def nothing_executed(*, unpickles: bool = False) -> Iterator[None]:
    """Fail if something is executed, unpickled or written outside the temporary folder.

    Parameters
    ----------
    unpickles
        Whether unpickling is allowed: Streamlit's caches in memory do it.
    """
    seen: list[str] = []
    _watching.append((_EXECUTES if unpickles else _EXECUTES + _UNPICKLES, seen))
    try:
        yield
    finally:
        _watching.pop()
    assert not seen, seen


def attack(
    place: str,
    strategy: SearchStrategy[Any],
    check: Callable[[Any], None],
    *,
    unpickles: bool = False,
) -> None:
    """Check every generated case of a place, and that there were as many as planned."""
    planned, done = CASES[place] * FACTOR, 0

    @settings(
        max_examples=planned,
        database=None,
        deadline=None,
        derandomize=FACTOR == 1,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def each(value: Any) -> None:
        nonlocal done
        done += 1
        with nothing_executed(unpickles=unpickles):
            check(value)

    each()
    assert done >= planned, f"{place}: {done} cases of {planned}"


def is_a_sentence(error: BaseException | str, longest: int = LONGEST_MESSAGE) -> bool:
    """Say whether a message can stand on a page: one line, not too long, with no inner names."""
    text = str(error)
    return bool(
        text.strip()
        and "\n" not in text
        and len(text) <= longest
        and "Traceback" not in text
        and "object at 0x" not in text
    )
