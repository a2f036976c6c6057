"""What the server process does once, before or with its first visitor."""

import gc
import logging
import threading
from importlib import import_module

from rnnviz.runs.deletion import UNDO_SECONDS
from rnnviz.runs.demonstration import ensure_demonstration
from rnnviz.runs.engine import EngineError
from rnnviz.runs.shared import shared_engine, shared_store
from rnnviz.runs.store import StoreError
from rnnviz.tasks import TASKS, outline_task

logger = logging.getLogger(__name__)

# What some page needs and takes long to load: PyTorch, pandas and Plotly, statsmodels.
_HEAVY = (
    "rnnviz.replay",
    "rnnviz.figures",
    "rnnviz.forecast_outlook",
    "rnnviz.ui.results",
    "statsmodels.tsa.ar_model",
    "statsmodels.tsa.exponential_smoothing.ets",
)

_started = threading.Event()
_warm = threading.Event()
_lock = threading.Lock()


def start_in_background() -> None:
    """Go on with what waits, train the demonstration if need be, load PyTorch: all off the page.

    Safe to call at every page run: only the first call does something.
    """
    with _lock:
        if _started.is_set():
            return
        _started.set()
    threading.Thread(target=_start, name="rnnviz-startup", daemon=True).start()


def wait_until_warm(seconds: float) -> bool:
    """Wait for all that starts in the background; say whether it is done."""
    return _warm.wait(seconds)


def _start() -> None:
    try:
        if warning := shared_store().warning:
            logger.warning("%s", warning)
        shared_store().purge(UNDO_SECONDS)
        engine = shared_engine()
        engine.start()
        ensure_demonstration(shared_store(), engine)
    except (EngineError, StoreError) as error:
        # The page says the same where a person sees it.
        logger.warning("%s", error)
    for name in TASKS:  # the Lab names them all
        outline_task(name)
    for name in _HEAVY:
        import_module(name)
    # Streamlit collects garbage after every script run. Frozen, the million objects of the
    # heavy imports are not walked each time: tens of milliseconds a run less. What is imported
    # later is walked for ever, so nothing large is left to be.
    gc.collect()
    gc.freeze()
    _warm.set()
