"""Whether there is room for more: quotas of workspaces, and what is free of the disk."""

import math
from pathlib import Path

from sqlalchemy import Connection

from rnnviz.runs.store.changes import change_status, stands
from rnnviz.runs.store.errors import StoreError, StoreFullError
from rnnviz.runs.store.orders import Report
from rnnviz.runs.store.quota import Quota, Quotas, Usage, megabytes
from rnnviz.runs.store.reading import CHECKPOINT, StoreReading
from rnnviz.runs.store.usage import USAGE, WHOLE, bytes_of, usage_of

_OWN_ROOM = "Delete some on the Runs page"
_ITS_DISK = "Free some disk space"


class StoreRoom(StoreReading):
    """The part of :class:`rnnviz.runs.store.RunStore` that keeps it within its bounds."""

    def __init__(self, place: Path | str, *, check: bool = True) -> None:
        try:
            self.quotas = Quotas.from_environment()
        except ValueError as error:
            raise StoreError(f"{error}.") from error
        super().__init__(place, check=check)

    def usage(self, workspace: str) -> Usage:
        """Return what the runs of a workspace occupy."""
        (row,) = self._rows(USAGE, {"workspace": workspace})
        return Usage(*map(int, row))

    def quota(self, workspace: str) -> Quota:
        """Return what the runs of a workspace may occupy."""
        return self.quotas.of(workspace)

    @property
    def disk_problem(self) -> str:
        """Why nothing may start, in words: the disk is nearly full. Mostly nothing."""
        short = self._short_of_disk()
        return f"Nothing is trained at present: {short}. {_ITS_DISK}." if short else ""

    def _short_of_disk(self, more: int = 0) -> str:
        free = self._kind.free_bytes()
        if free - more >= self.quotas.free_bytes:
            return ""
        return (
            f"the disk that holds the runs has {megabytes(free)} left, and at least "
            f"{megabytes(self.quotas.free_bytes)} of it stay free"
        )

    def _check_start(self, connection: Connection, workspace: str, runs: int) -> None:
        """Raise a `StoreFullError` if nothing can be stored for a run that is to start.

        Parameters
        ----------
        connection, workspace
            Of the transaction, and whose run it is.
        runs
            How many runs there will be more: a new one, or none.
        """
        if not self._bounded(workspace):
            return
        found = usage_of(connection, workspace)
        after = Usage(found.bytes + 1, found.runs + runs, found.epochs + 1)
        if passed := self._passed(connection, workspace, after, more=1):
            raise StoreFullError(f"{passed[0].upper()}{passed[1:]}.")

    def _check_growth(self, connection: Connection, run_id: str, before: int) -> None:
        """Raise a `StoreFullError` if a run has grown beyond what its workspace may store."""
        after, workspace = bytes_of(connection, run_id)
        if after > before and self._bounded(workspace):
            self._kind.wait_for_workspace(connection, workspace)
            used = usage_of(connection, workspace)
            if passed := self._passed(connection, workspace, used):
                raise StoreFullError(passed)

    def _bounded(self, workspace: str) -> bool:
        return self.quotas.of(workspace).bounded or self.quotas.whole_bytes < math.inf

    def _passed(self, connection: Connection, workspace: str, usage: Usage, more: int = 0) -> str:
        """Return which limit would be passed and what to do, in words; nothing if none."""
        quota = self.quotas.of(workspace)
        if passed := quota.passed(usage):
            return f"{passed}. {_OWN_ROOM}"
        whole = self.quotas.whole_bytes
        if whole < math.inf and connection.execute(WHOLE).scalar_one() + more > whole:
            return f"all runs together may take at most {megabytes(whole)} here. {_OWN_ROOM}"
        return ""

    def _check_disk(self, report: Report) -> None:
        """Raise a `StoreFullError` if what is reported would leave too little of the disk."""
        size = sum(len(one.weights) + len(one.picture) for one, _ in report.snapshots)
        size += len(report.checkpoint.tensors) if report.checkpoint else 0
        if short := self._short_of_disk(size):
            raise StoreFullError(f"{short}. {_ITS_DISK}")

    def _pause_for_room(self, run_id: str, attempt: int, why: str) -> None:
        """Pause a run whose report there was no room for; it goes on from its checkpoint."""
        with self._transaction() as connection:
            if stands(connection, run_id, attempt) != "running":
                return
            row = connection.execute(CHECKPOINT, {"run": run_id}).first()
            where = "before its first checkpoint" if row is None else f"after epoch {row.epoch}"
            change_status(connection, run_id, "paused", f"Paused {where}: {why}, then resume it.")
