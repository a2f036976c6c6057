"""What people and workers write about one run, each call whole or not at all."""

import math
import secrets
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Integer,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from rnnviz.runs.names import as_name
from rnnviz.runs.run import (
    ACTIVE,
    DEFAULT_WORKSPACE,
    FULL_SPEED,
    RESUMABLE,
    Checkpoint,
    Kept,
    Run,
    Snapshot,
    Status,
    check_pace,
)
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store.changes import (
    STANDS,
    add_checkpoint,
    add_epochs,
    add_snapshot,
    change_status,
    forget_what_is_behind,
    stands,
)
from rnnviz.runs.store.orders import Command
from rnnviz.runs.store.reading import run_within
from rnnviz.runs.store.room import StoreRoom
from rnnviz.runs.store.tables import runs, snapshots
from rnnviz.runs.store.usage import RUN_BYTES, measure

_ID = bindparam("run", type_=Text)
_ONE = runs.c.id == _ID
_CREATE = insert(runs).values(
    number=select(func.coalesce(func.max(runs.c.number), 0) + literal_column("1")).scalar_subquery()
)
_DELETE = delete(runs).where(_ONE)
_TAKE_UP = (
    update(runs)
    .where(_ONE, runs.c.status.in_(RESUMABLE))
    .values(status="queued", reason="", worker="", crashes=0, attempt=runs.c.attempt + 1)
    .values(command=bindparam("command"))
)
_FORGET_RESULT = update(runs).where(_ONE).values(result="{}")
_HIDE = update(runs).where(_ONE, runs.c.hidden.is_(None)).values(hidden=bindparam("now"))
_UNHIDE = update(runs).where(_ONE, runs.c.workspace != "").values(hidden=None)
_HIDDEN = select(runs.c.id, runs.c.hidden).where(runs.c.hidden.is_not(None)).order_by(runs.c.id)
_WHEN = runs.c.hidden == bindparam("when")
_HIDE_NOW = update(runs).where(_ONE, _WHEN).values(hidden=bindparam("now"))
# Nobody's any more: while it is taken away, it counts for nobody and cannot be brought back.
_NOBODY = ""
_DISOWN = update(runs).where(_ONE, _WHEN).values(workspace=_NOBODY, hidden=0.0)
_TAKE_SNAPSHOT = delete(snapshots).where(
    snapshots.c.run == _ID, snapshots.c.epoch == bindparam("gone", type_=Integer)
)
_RENAME = update(runs).where(_ONE).values(name=bindparam("called"))
_SET_PACE = update(runs).where(_ONE).values(pace=bindparam("epochs_a_second"))


class StoreWriting(StoreRoom):
    """The writing part of :class:`rnnviz.runs.store.RunStore`.

    Every method raises `StoreError` if the database cannot be written, and then nothing of the
    call is kept.
    """

    def __init__(self, place: Path | str, *, check: bool = True) -> None:
        super().__init__(place, check=check)
        self._hidden_here: dict[str, float] = {}

    # What a person does

    def create(
        self,
        spec: RunSpec,
        *,
        workspace: str = DEFAULT_WORKSPACE,
        run_id: str | None = None,
        name: str = "",
        pace: float = FULL_SPEED,
        worker: str = "",
    ) -> Run:
        """Add a queued run, or one that a worker has claimed already.

        A run of the same id, if there is one, is replaced with all it had.

        Raises
        ------
        StoreFullError
            If its workspace, or the store, may hold no more.
        """
        named, run_id = run_id, run_id or secrets.token_hex(4)
        values = {
            "id": run_id,
            "attempt": 0,
            "workspace": workspace,
            "spec": spec.to_json(),
            "status": "running" if worker else "queued",
            "worker": worker,
            "name": as_name(name),
            "pace": check_pace(pace),
            "bytes": RUN_BYTES,
        }
        with self._transaction() as connection:
            if named:
                before = connection.execute(STANDS, {"run": named}).one_or_none()
                if before is not None:
                    # Who still trains the one before is not to report to this one.
                    values["attempt"] = before.attempt + 1
                    connection.execute(_DELETE, {"run": named})
            self._kind.wait_for_workspace(connection, workspace)
            self._check_start(connection, workspace, 1)
            connection.execute(_CREATE, values | {"created": self._now(connection)})
            # Within: a run that was written down but could not be read would wait for ever.
            return run_within(connection, run_id)

    def take_up(self, run_id: str, *, keep_result: bool = False, command: Command = "") -> Run:
        """Queue a run again that ended before its end.

        What lies behind its checkpoint is taken away: it will be trained again. What came of it so
        far is, too, unless it is to be kept until there is more. With the command 'stop' its
        worker only measures what it has learnt.

        Raises
        ------
        KeyError
            If there is no such run.
        ValueError
            If it is not paused, interrupted or failed.
        StoreFullError
            If its workspace, or the store, may hold no more; to be stopped it needs no room.
        """
        with self._transaction() as connection:
            changed = connection.execute(_TAKE_UP, {"run": run_id, "command": command}).rowcount
            if changed:
                forget_what_is_behind(connection, run_id)
                if not keep_result:
                    connection.execute(_FORGET_RESULT, {"run": run_id})
            run = run_within(connection, run_id)
            if not changed:
                raise ValueError(f"a run that is {run.status} cannot be resumed")
            if command != "stop":
                self._check_start(connection, run.workspace, 0)
            return run

    def delete(self, run_id: str) -> None:
        """Take a run away with all it had; one that is not there is no error."""
        with self._transaction() as connection:
            connection.execute(_DELETE, {"run": run_id})

    def hide(self, run_ids: Sequence[str]) -> None:
        """Put runs out of sight all at once; :meth:`unhide` brings them back as they were."""
        if not run_ids:
            return
        with self._transaction() as connection:
            now = self._now(connection)  # the same for all: they come back together
            connection.execute(_HIDE, [{"run": one, "now": now} for one in sorted(run_ids)])
        self._hidden_here.update(dict.fromkeys(run_ids, time.monotonic()))

    def unhide(self, run_ids: Sequence[str]) -> None:
        """Bring hidden runs back; one that is not there is no error."""
        if not run_ids:
            return
        with self._transaction() as connection:
            connection.execute(_UNHIDE, [{"run": one} for one in sorted(run_ids)])

    def purge(self, older_than_seconds: float) -> None:
        """Take runs away for good that were hidden longer ago than this.

        A clock that was set takes nothing away too soon that was hidden by this process, and
        what was hidden in what is now the future counts from now on.
        """
        # Most of the time there is none, and a page that only looks need not wait to write.
        found = [(key, when) for key, when in self._rows(_HIDDEN) if isinstance(when, float)]
        if not found:
            return
        now, elapsed = self.database_time(), time.monotonic()
        # Each with its time of hiding: it may have been brought back meanwhile.
        ahead = [{"run": key, "when": when, "now": now} for key, when in found if when > now]
        gone = [
            {"run": key, "when": when}
            for key, when in found
            if now - when > older_than_seconds
            and elapsed - self._hidden_here.get(key, -math.inf) > older_than_seconds
        ]
        if ahead:
            with self._transaction() as connection:
                connection.execute(_HIDE_NOW, ahead)
        for one in gone:
            self._take_away(one["run"], one["when"])

    def discard(self, run_ids: Sequence[str]) -> None:
        """Take hidden runs away for good now; of one that is not hidden nothing is taken."""
        for run_id in run_ids:
            when = self.hidden_since(run_id)
            if when is not None:
                self._hidden_here.pop(run_id, None)
                self._take_away(run_id, when)

    def _take_away(self, run_id: str, when: float) -> None:
        """Take a run away that was hidden then, a network at a time: others write in between.

        What a fault leaves of it is nobody's, and the next :meth:`purge` takes it away.
        """
        with self._transaction() as connection:
            if not connection.execute(_DISOWN, {"run": run_id, "when": when}).rowcount:
                return
        for epoch in self.snapshot_epochs(run_id):
            with self._transaction() as connection:
                connection.execute(_TAKE_SNAPSHOT, {"run": run_id, "gone": epoch})
        self.delete(run_id)

    def rename(self, run_id: str, name: str) -> None:
        """Give a run a name of at most 80 letters; an empty one takes it away."""
        with self._transaction() as connection:
            connection.execute(_RENAME, {"run": run_id, "called": as_name(name)})

    def set_pace(self, run_id: str, pace: float) -> None:
        """Set how many epochs a second a run may train."""
        values = {"run": run_id, "epochs_a_second": check_pace(pace)}
        with self._transaction() as connection:
            connection.execute(_SET_PACE, values)

    # What comes of a run

    def set_status(
        self,
        run_id: str,
        status: Status,
        reason: str = "",
        result: dict[str, Any] | None = None,
        *,
        case_scores: bytes | None = None,
        attempt: int | None = None,
        before: Sequence[Status] = ACTIVE,
    ) -> None:
        """Say where a run stands, if it stands at one of ``before``: an end stays an end.

        A run that cannot be taken up again needs its checkpoint no more, and loses it. What it
        and its baselines scored on each test case comes with its result
        (``rnnviz.runs.case_scores``).
        """
        with self._transaction() as connection:
            if stands(connection, run_id, attempt) in before:
                change_status(connection, run_id, status, reason, result, case_scores)
                measure(connection, run_id)

    def append_epochs(
        self,
        run_id: str,
        rows: Iterable[Sequence[float | None]],
        checkpoint: Checkpoint | None = None,
        *,
        attempt: int | None = None,
    ) -> None:
        """Add rows in the order of ``EPOCH_COLUMNS``; NaN and None are kept as no value.

        A checkpoint that comes with them replaces the one before, in the same transaction.
        """
        with self._transaction() as connection:
            status = stands(connection, run_id, attempt)
            if status is not None:
                add_epochs(connection, run_id, rows)
                if checkpoint is not None and status in ACTIVE:
                    add_checkpoint(connection, run_id, checkpoint)
                measure(connection, run_id)

    def put_snapshot(
        self, run_id: str, snapshot: Snapshot, kept: Kept, *, attempt: int | None = None
    ) -> None:
        """Add a snapshot. Scheduled ones stay; of the passing and of the best there is one."""
        with self._transaction() as connection:
            if stands(connection, run_id, attempt) is not None:
                add_snapshot(connection, run_id, snapshot, kept)
                measure(connection, run_id)
