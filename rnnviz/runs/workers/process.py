"""The process of a local worker: ``python -m rnnviz.runs.workers.process NAME IDLE_SECONDS``.

``RNNVIZ_STORE`` names the store. Its standard input is a pipe that the app holds: when that
ends, also because the app was killed outright, the worker leaves.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable

_CLOSED = (
    "rnnviz was closed while it trained; it continues from epoch {epoch} when rnnviz runs again."
)
# What has not left by then is within one long computation, or its store does not answer.
_LEAVE_SECONDS = 2.8
# A page then gets about three quarters of a core that it shares with a training.
_NICENESS = 5


class _Notice:
    """Whether the worker is to leave, and why."""

    def __init__(self) -> None:
        self._sentence = ""

    def __call__(self) -> str:
        return self._sentence

    def give(self, sentence: str) -> None:
        """Have the worker leave, and see to it that it does."""
        if not self._sentence:
            self._sentence = sentence
            timer = threading.Timer(_LEAVE_SECONDS, os._exit, (1,))
            timer.daemon = True
            timer.start()


def main(name: str, idle_seconds: float) -> None:
    """Work until there is nothing to do, or the app is gone."""
    notice = _Notice()
    # Ctrl-C in a terminal goes to every process that was started from it: the app says what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):  # Windows has none
        # By a thread: a handler would wait until PyTorch has done what it does. Blocked before
        # any thread begins, so that it is blocked in all of them.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        _start(_wait_for_a_signal, notice)
    _start(_wait_for_the_end_of_input, notice)

    from rnnviz.runs.store import RunStore, StoreError
    from rnnviz.runs.store.address import default_place
    from rnnviz.runs.workers.worker import work

    try:
        store = RunStore(default_place(), check=False)
    except StoreError as error:
        sys.exit(str(error))
    try:
        work(
            store,
            name,
            idle_seconds=idle_seconds,
            leave=notice,
            prepare=_prepare,
            # The app starts another one for what waits.
            give_up=lambda: os._exit(0),
        )
    finally:
        store.close()
    if notice():
        # All is written; PyTorch would take its time to clear up.
        os._exit(0)


def _prepare() -> None:
    from rnnviz.runs.limits import Limits
    from rnnviz.runs.workers.loading import load_training
    from rnnviz.runs.workers.memory_limit import limit_this_process

    load_training()
    limit_this_process(Limits.of_a_worker().memory)
    # Afterwards, so that a training begins soon; on Linux it holds for the thread that trains,
    # and not for the one that reports.
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def _start(wait: Callable[[_Notice], None], notice: _Notice) -> None:
    threading.Thread(target=wait, args=(notice,), daemon=True).start()


def _wait_for_the_end_of_input(notice: _Notice) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass  # there is none
    notice.give(_CLOSED)


def _wait_for_a_signal(notice: _Notice) -> None:
    signal.sigwait({signal.SIGTERM})
    notice.give(_CLOSED)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
