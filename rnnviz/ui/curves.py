"""Learning curves as a page reads them: only what is new, and no more than a screen can show."""

import threading
from collections import OrderedDict, deque

import numpy as np
from numpy.typing import NDArray

from rnnviz.runs.store import EPOCH_COLUMNS, Run, RunStore

LIVE_POINTS = 300
OVERLAP = 4
# Runs whose epochs are kept for whoever looks next; each takes 56 bytes an epoch.
MOST_TABLES = 64
# File, run, when it was made, attempt.
_Key = tuple[str, str, float, int]


class CurveReader:
    """Reads the epochs of runs as they come, each once for all who look.

    One for every browser session: it remembers how far that one was told. The epochs themselves
    are kept once, or a hundred visitors of one run would keep them a hundred times.
    """

    def __init__(self) -> None:
        self._told: dict[_Key, int] = {}
        self._read_before: dict[str, deque[int]] = {}

    def read(self, store: RunStore, run: Run) -> NDArray[np.float64]:
        """Return all epochs of a run so far: (epochs, ``EPOCH_COLUMNS``)."""
        # A run may be trained anew under its id, and in part when it is resumed.
        key = (store.name, run.id, run.created, run.attempt)
        table = _read_on(store, key)
        before = self._told.get(key, -1)
        self._told[key] = int(table[-1, 0]) if len(table) else -1
        self._read_before.setdefault(run.id, deque(maxlen=OVERLAP)).append(before)
        return table

    def is_recent(self, run: Run, epochs: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which epochs were first read in the last few readings.

        A message to the browser may be overtaken by the next: what is new is told a few times.
        """
        found: NDArray[np.bool_] = epochs > self._read_before[run.id][0]
        return found


_tables: OrderedDict[_Key, NDArray[np.float64]] = OrderedDict()
_tables_lock = threading.Lock()


def _read_on(store: RunStore, key: _Key) -> NDArray[np.float64]:
    with _tables_lock:
        table = _tables.get(key, np.empty((0, len(EPOCH_COLUMNS))))
    newest = int(table[-1, 0]) if len(table) else -1
    # Outside the lock: a disk that is slow is not to hold up who looks at other runs.
    new = store.epochs(key[1], after=newest)
    if len(new):
        table = np.concatenate([table, new])
        table.setflags(write=False)
    with _tables_lock:
        there = _tables.get(key)
        if there is None or len(there) < len(table):
            _tables[key] = table
        _tables.move_to_end(key)
        while len(_tables) > MOST_TABLES:
            _tables.popitem(last=False)
    return table


def thin_out(table: NDArray[np.float64], most: int = LIVE_POINTS) -> NDArray[np.float64]:
    """Keep at most ``most`` rows, evenly spread, the first and the last among them."""
    if len(table) <= most:
        return table
    rows = np.unique(np.linspace(0, len(table) - 1, most).round().astype(np.int64))
    thinned: NDArray[np.float64] = table[rows]
    return thinned


def epochs_per_second(table: NDArray[np.float64], over: int = 20) -> float | None:
    """Return the rate of the newest epochs, or None before there are two."""
    recent = table[-over:]
    if len(recent) < 2:
        return None
    passed = recent[-1, EPOCH_COLUMNS.index("seconds")] - recent[0, EPOCH_COLUMNS.index("seconds")]
    return float((len(recent) - 1) / passed) if passed > 0 else None
