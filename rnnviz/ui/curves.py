"""Learning curves as a page reads them: only what is new, and no more than a screen can show."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from rnnviz.runs.store import EPOCH_COLUMNS, Run, RunStore

LIVE_POINTS = 300
OVERLAP = 4


class CurveReader:
    """Reads the epochs of runs as they come, each once.

    One for every browser session: it remembers what it has read.
    """

    def __init__(self) -> None:
        self._tables: dict[tuple[str, float, int], NDArray[np.float64]] = {}
        self._read_before: dict[str, deque[int]] = {}

    def read(self, store: RunStore, run: Run) -> NDArray[np.float64]:
        """Return all epochs of a run so far: (epochs, ``EPOCH_COLUMNS``)."""
        # A run may be trained anew under its id, and in part when it is resumed.
        key = (run.id, run.created, run.attempt)
        table = self._tables.get(key, np.empty((0, len(EPOCH_COLUMNS))))
        newest = int(table[-1, 0]) if len(table) else -1
        new = store.epochs(run.id, after=newest)
        if len(new):
            self._tables[key] = table = np.concatenate([table, new])
        self._read_before.setdefault(run.id, deque(maxlen=OVERLAP)).append(newest)
        return table

    def is_recent(self, run: Run, epochs: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which epochs were first read in the last few readings.

        A message to the browser may be overtaken by the next: what is new is told a few times.
        """
        found: NDArray[np.bool_] = epochs > self._read_before[run.id][0]
        return found


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
