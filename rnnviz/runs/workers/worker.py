"""What a worker does: claim a run, train it, report, and claim the next."""

import logging
import time
from collections.abc import Callable

from rnnviz.runs.limits import Limits
from rnnviz.runs.store import Assignment, Ending, RunStore, StoreError
from rnnviz.runs.workers.control import Control
from rnnviz.runs.workers.reporter import Leave, Reporter, stay

logger = logging.getLogger(__name__)

CLAIM_SECONDS = 0.05
CLAIM_AGAIN_SECONDS = 1.0


def work(
    store: RunStore,
    name: str,
    *,
    idle_seconds: float,
    leave: Leave = stay,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Train what waits in a store, one run after the other, until nothing has waited for a while.

    Parameters
    ----------
    store
        Where runs are claimed and reported to.
    name
        What the worker is called in the row of its run; no other has that name.
    idle_seconds
        It ends when it has had nothing to do for so long; with 0, when nothing waits.
    leave
        Asked all the time; a sentence (see ``control.Departure``) is why it is to leave. It
        then returns within three seconds, and its run waits for another worker, unless PyTorch
        is in the middle of something longer: then the run does, but not this call.
    prepare
        Loads what training needs; called once, when there is a run or time for it.
    """
    prepared = False
    idle_since = time.monotonic()
    while not leave():
        again = CLAIM_SECONDS
        try:
            assignment = store.claim(name)
        except StoreError as error:
            logger.warning("no run can be claimed: %s", error)
            assignment, again = None, CLAIM_AGAIN_SECONDS
        if assignment is not None:
            _train(store, assignment, leave, prepare if not prepared else _nothing)
            prepared, idle_since = True, time.monotonic()
        elif time.monotonic() - idle_since >= idle_seconds:
            return
        elif not prepared:
            prepare()
            prepared = True
        else:
            _sleep(again, leave)


def _train(
    store: RunStore, assignment: Assignment, leave: Leave, prepare: Callable[[], None]
) -> None:
    control = Control(assignment.orders)
    with Reporter(store, assignment, control, leave) as reporter:
        try:
            prepare()
            # Imported here: a run is claimed, and beats, before PyTorch is loaded for it.
            from rnnviz.runs.train_run import train_run

            train_run(
                assignment.run.spec,
                reporter,
                control,
                assignment.checkpoint,
                most_seconds=60 * Limits.from_environment().minutes,
            )
        except Exception as error:
            logger.exception("run %s has failed", assignment.run.id)
            reporter.end(Ending("failed", f"{type(error).__name__}: {error}"))


def _sleep(seconds: float, leave: Leave) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not leave():
        time.sleep(CLAIM_SECONDS)


def _nothing() -> None:
    """Do nothing."""
