"""What a worker does: claim a run, train it, report, and claim the next."""

import logging
import time
from collections.abc import Callable

from rnnviz.runs.limits import Limits
from rnnviz.runs.store import Assignment, Ending, RunStore, StoreError
from rnnviz.runs.workers.control import Control
from rnnviz.runs.workers.memory_limit import exceeded, is_memory_error, watch_growth
from rnnviz.runs.workers.reporter import Leave, Reporter, go_on, stay

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
    give_up: Callable[[], None] = go_on,
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
    give_up
        Ends the process, where that can be: its run has ended, but PyTorch is in the middle of
        something long, and others may wait.
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
            _train(store, assignment, leave, prepare if not prepared else go_on, give_up)
            prepared, idle_since = True, time.monotonic()
        elif time.monotonic() - idle_since >= idle_seconds:
            return
        elif not prepared:
            prepare()
            prepared = True
        else:
            _sleep(again, leave)


def _train(
    store: RunStore,
    assignment: Assignment,
    leave: Leave,
    prepare: Callable[[], None],
    give_up: Callable[[], None],
) -> None:
    control, limits = Control(assignment.orders), Limits.of_a_worker()
    too_large = watch_growth(limits.memory)
    with Reporter(store, assignment, control, leave, too_large) as reporter:
        try:
            prepare()
            reporter.give_up = give_up  # what was loaded is not to be loaded again
            # Imported here: a run is claimed, and beats, before PyTorch is loaded for it.
            from rnnviz.runs.train_run import train_run

            train_run(
                assignment.run.spec,
                reporter,
                control,
                assignment.checkpoint,
                most_seconds=60 * limits.minutes,
            )
        except Exception as error:
            logger.exception("run %s has failed", assignment.run.id)
            why = f"{type(error).__name__}: {error}"
            if is_memory_error(error):
                why = exceeded(limits.memory)
            reporter.end(Ending("failed", why))


def _sleep(seconds: float, leave: Leave) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not leave():
        time.sleep(CLAIM_SECONDS)
