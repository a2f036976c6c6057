"""What the server process does once, before or with its first visitor."""

import gc
import logging
import threading
from importlib import import_module

from rnnviz.runs.demonstration import ensure_demonstration
from rnnviz.runs.engine import EngineError, shared_engine, shared_store
from rnnviz.runs.store import StoreError

logger = logging.getLogger(__name__)

_started = threading.Event()
_lock = threading.Lock()


def start_in_background() -> None:
    """Start workers, train the demonstration if need be and load PyTorch, all off the page.

    Safe to call at every page run: only the first call does something.
    """
    with _lock:
        if _started.is_set():
            return
        _started.set()
    threading.Thread(target=_start, name="rnnviz-startup", daemon=True).start()


def _start() -> None:
    try:
        engine = shared_engine()
        engine.start()
        ensure_demonstration(shared_store(), engine)
    except (EngineError, StoreError) as error:
        # The page says the same where a person sees it.
        logger.warning("%s", error)
    import_module("rnnviz.replay")  # PyTorch, for the pages that record
    # Streamlit collects garbage after every script run. Frozen, the million objects of the
    # heavy imports are not walked each time: tens of milliseconds a run less.
    gc.collect()
    gc.freeze()
