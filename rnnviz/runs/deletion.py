"""Deleting runs in a way that can be taken back."""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from rnnviz.runs.run import RESUMABLE, Run
from rnnviz.runs.store import RunStore

# So long a deleted run can be brought back.
UNDO_SECONDS = 600.0
# So long its worker may take to leave it, once it was told to.
LEAVE_SECONDS = 3.0


class Trains(Protocol):
    """The part of an engine that deleting needs."""

    def pause(self, run_id: str) -> None:
        """Ask a run to leave its worker."""

    def resume(self, run_id: str) -> Run:
        """Queue a run again."""


def delete_for_now(store: RunStore, engine: Trains, runs: Sequence[Run]) -> list[str]:
    """Put runs out of sight; those that train are paused, so that nothing of them is lost.

    Returns
    -------
    The ids of those that were paused for it.
    """
    paused = [run.id for run in runs if run.active]
    for run_id in paused:
        engine.pause(run_id)
    store.hide([run.id for run in runs])
    return paused


def bring_back(
    store: RunStore, engine: Trains, run_ids: Sequence[str], resume: Sequence[str] = ()
) -> None:
    """Bring deleted runs back as they were, and train on those that trained.

    One whose worker has not left it in time comes back paused.

    Raises
    ------
    EngineError
        If training cannot start; the runs are back nevertheless.
    """
    store.unhide(run_ids)
    for run_id in set(resume) & set(run_ids):
        deadline = time.monotonic() + LEAVE_SECONDS
        with suppress(KeyError):
            while store.run(run_id).active and time.monotonic() < deadline:
                time.sleep(0.02)
            if store.run(run_id).status in RESUMABLE:
                engine.resume(run_id)
