"""The one store and the one engine of a process, which all its pages share.

Module-level objects on purpose: Streamlit drops what its caches hold, and would leave the workers
behind.
"""

import atexit
import os
import threading

from rnnviz.runs.engine import Engine
from rnnviz.runs.store import RunStore
from rnnviz.runs.workers.cluster import SCHEDULER_VARIABLE

_shared: Engine | None = None
_shared_store: RunStore | None = None
_shared_lock = threading.Lock()


def shared_store() -> RunStore:
    """Return this process's store, opened on first use."""
    global _shared_store
    with _shared_lock:
        if _shared_store is None:
            _shared_store = RunStore.default()
        return _shared_store


def shared_engine() -> Engine:
    """Return this process's engine, made on first use and closed when the process ends."""
    global _shared
    store = shared_store()
    with _shared_lock:
        if _shared is None:
            _shared = Engine(store, scheduler=os.environ.get(SCHEDULER_VARIABLE) or None)
            atexit.register(close_shared_engine)
        return _shared


def close_shared_engine() -> None:
    """Close this process's engine, if it has one; a later call of `shared_engine` makes another."""
    global _shared
    with _shared_lock:
        engine, _shared = _shared, None
    if engine is not None:
        atexit.unregister(close_shared_engine)
        engine.close()


def engine_problem() -> str:
    """Return what keeps this process's engine from writing, in words; mostly nothing."""
    return _shared.problem if _shared is not None else ""
