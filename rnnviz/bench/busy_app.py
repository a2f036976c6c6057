"""The app as a process with some networks in training, for measurements of its pages.

The runs are started inside the app's own process, by the engine that its pages use:
``python -m rnnviz.bench.busy_app PORT RUNS``; -1 is a replica that starts none.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rnnviz.bench.served import served
from rnnviz.runs.shared import shared_engine
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import load_task

_WARM_SECONDS = 90.0
_POLL_SECONDS = 0.1
# Longer than any measurement takes: it is never seen to end.
_EPOCHS = 100_000
_CELLS = ("lstm", "gru", "rnn_tanh")
_READY = "busy.txt"
# Of a replica that leaves the networks to the first.
_NONE = -1


@dataclass(frozen=True)
class BusyApp:
    """A served app, perhaps as several replicas on one store.

    Attributes
    ----------
    urls
        Where each replica listens, without a page.
    run_ids
        The networks in training, in the order of their start.
    """

    urls: tuple[str, ...]
    run_ids: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where the first replica listens."""
        return self.urls[0]


def store_of(home: Path, store: str | None) -> RunStore:
    """Open the store of an app that was started so."""
    return RunStore(store or home / "runs.sqlite3")


@contextmanager
def busy_app(
    home: Path,
    runs: int,
    *,
    store: str | None = None,
    replicas: int = 1,
    environment: Mapping[str, str] | None = None,
) -> Iterator[BusyApp]:
    """Serve the app from a folder of its own while networks train, then end it.

    Parameters
    ----------
    home
        An empty folder.
    runs
        How many networks train.
    store
        Address of a database; a file in the folder if there is none. Its runs are deleted.
    replicas
        How many apps serve the same runs.
    environment
        Variables besides.

    Raises
    ------
    RuntimeError
        If it does not serve or train in time.
    """
    variables = {"RNNVIZ_STORE": store or "", **(environment or {})}
    with ExitStack() as stack:
        urls = []
        for count in (runs, *[_NONE] * (replicas - 1)):
            module = ("rnnviz.bench.busy_app", "{port}", str(count))
            urls.append(stack.enter_context(served(home, *module, environment=variables)))
        run_ids: tuple[str, ...] = ()
        try:
            run_ids = _wait_until_busy(home, store)
            yield BusyApp(tuple(urls), run_ids)
        finally:
            found = store_of(home, store)
            for run_id in run_ids:
                found.delete(run_id)
            found.close()


def _wait_until_busy(home: Path, place: str | None) -> tuple[str, ...]:
    deadline = time.monotonic() + 2 * _WARM_SECONDS
    while time.monotonic() < deadline:
        if (home / _READY).exists():
            ids = tuple((home / _READY).read_text().split())
            store = store_of(home, place)
            try:
                if all(len(store.epochs(run_id, after=0)) for run_id in ids):
                    return ids
            finally:
                store.close()
        time.sleep(_POLL_SECONDS)
    raise RuntimeError("the app's networks did not start training")


def _start_runs(home: Path, count: int) -> None:
    """Start the networks when all else is done, and write down which they are."""
    if count == _NONE:
        return
    from rnnviz.ui.startup import wait_until_warm

    wait_until_warm(_WARM_SECONDS)
    defaults = load_task("sine").defaults
    specs = [
        RunSpec(
            "sine",
            _CELLS[k % len(_CELLS)],
            defaults.architecture,
            replace(defaults.training, epochs=_EPOCHS, patience=0, seed=k),
        )
        for k in range(count)
    ]
    runs = [shared_engine().submit(spec) for spec in specs]
    written = home / f"{_READY}.new"
    written.write_text(" ".join(run.id for run in runs))
    written.replace(home / _READY)


def _main() -> None:
    from rnnviz.ui.server import serve

    port, count = map(int, sys.argv[1:])
    home = Path(os.environ["RNNVIZ_HOME"])
    threading.Thread(target=_start_runs, args=(home, count), daemon=True).start()
    serve(port)


if __name__ == "__main__":
    _main()
