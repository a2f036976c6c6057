"""What a Dask worker is asked to do."""

import os
from collections.abc import Callable
from typing import Any

import rnnviz

# What Dask calls all trainings together.
TASK_NAME = "rnnviz-train"


def version() -> str:
    """Return the version of rnnviz where this is called."""
    return rnnviz.__version__


def _give_up(worker: Any) -> Callable[[], None]:
    """Return what ends a worker's process: only where another takes its place, and it is alone."""
    from rnnviz.runs.workers.reporter import go_on

    if worker.nanny is None or worker.state.nthreads > 1:
        return go_on
    return lambda: os._exit(1)


def train(address: str) -> None:
    """Train what is queued in a store, until nothing is.

    Parameters
    ----------
    address
        Of the store, as this machine reaches it.

    Raises
    ------
    StoreError
        If it cannot be opened from here.
    """
    from distributed import Status, get_worker

    # Imported there, not here: the app can do without PyTorch until it records.
    from rnnviz.runs.store import STORE_VARIABLE, RunStore, StoreError
    from rnnviz.runs.store.address import address_of
    from rnnviz.runs.workers.loading import load_training
    from rnnviz.runs.workers.worker import work

    place = address_of(address)
    if place.path is not None and not place.path.exists():
        # Opened, it would be made, and nothing ever be found in it.
        raise StoreError(
            f"{place.name} is not on the worker's machine. Set {STORE_VARIABLE} to a PostgreSQL "
            "database that the app and all workers reach."
        )
    here = get_worker()
    store = RunStore(address, check=False)
    try:
        work(
            store,
            f"{here.address}/{here.get_current_task()}",
            idle_seconds=0,
            prepare=load_training,
            give_up=_give_up(here),
            leave=lambda: (
                ""
                if here.status in (Status.running, Status.paused)
                else "Its worker was shut down; it continues from epoch {epoch} on another one."
            ),
        )
    finally:
        store.close()
