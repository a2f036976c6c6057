"""The queue: who trains which run, what is asked of him, and what he reports.

A run that waits is claimed by a worker, which reports until the run has ended. The attempt is
what keeps workers apart: it is raised whenever a run is queued again, and what is written for an
older attempt changes nothing.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    func,
    select,
    update,
)

from rnnviz.runs.run import ACTIVE, Status
from rnnviz.runs.store.changes import (
    add_checkpoint,
    add_epochs,
    add_snapshot,
    change_status,
    forget_what_is_behind,
    stands,
)
from rnnviz.runs.store.errors import StoreError, StoreFullError
from rnnviz.runs.store.orders import Assignment, Command, Ending, Held, Orders, Report
from rnnviz.runs.store.reading import CHECKPOINT, checkpoint_of, run_within
from rnnviz.runs.store.tables import runs
from rnnviz.runs.store.usage import bytes_of, measure
from rnnviz.runs.store.writing import StoreWriting

# A run whose worker vanishes so often in a row, without a new checkpoint, is the cause itself.
MOST_CRASHES = 3
_CRASHED = (
    f"The process that trained it died {MOST_CRASHES} times at the same place; resume it to try "
    "again."
)
_UNREADABLE = "Its settings cannot be read by this version of rnnviz."
# What a run becomes that waits when this is asked, and who asked.
_ENDINGS: dict[str, tuple[Status, str]] = {
    "pause": ("paused", "Paused by hand"),
    "stop": ("stopped", "Stopped by hand"),
}

_ID, _ATTEMPT = bindparam("run", type_=Text), bindparam("holds", type_=Integer)
_ONE = runs.c.id == _ID
_HOLDS = and_(_ONE, runs.c.attempt == _ATTEMPT, runs.c.status == "running")
_ORDERS = select(runs.c.command, runs.c.pace, runs.c.clicks)

_WAITING = and_(runs.c.status == "queued", runs.c.hidden.is_(None))
_ANY_WAITS = select(runs.c.id).where(_WAITING).limit(1)
_others = runs.alias("others")
_training = (
    select(func.count())
    .where(_others.c.workspace == runs.c.workspace, _others.c.status == "running")
    .scalar_subquery()
)
_last_turn = (
    select(func.max(_others.c.claimed))
    .where(_others.c.workspace == runs.c.workspace)
    .scalar_subquery()
)
_NEXT = (
    select(runs.c.id)
    .where(_WAITING)
    # One that is only to be measured takes a worker for a moment.
    .order_by(case((runs.c.command == "stop", 0), else_=1), _training)
    # Whoever has many waiting gets no more turns than who has one.
    .order_by(_last_turn)
    # One that had its turn goes behind those that had none.
    .order_by(runs.c.attempt, runs.c.number, runs.c.created)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(runs)
    .where(_ONE)
    .values(status="running", reason="", worker=bindparam("who"), beat=runs.c.beat + 1)
    .values(command=case((runs.c.command == "stop", "stop"), else_=""))
    .values(claimed=select(func.max(_others.c.claimed) + 1).scalar_subquery())
)
_ORDERS_OF_ONE = _ORDERS.where(_ONE)
_ORDERS_OF_HOLDER = _ORDERS.where(_HOLDS)
_BEAT = (
    update(runs)
    .where(_HOLDS)
    .values(beat=runs.c.beat + 1)
    .values(crashes=case((bindparam("moved_on", type_=Boolean), 0), else_=runs.c.crashes))
)
_HELD = (
    select(runs.c.id, runs.c.workspace, runs.c.status, runs.c.attempt, runs.c.beat)
    .add_columns(runs.c.worker, runs.c.command, runs.c.number, runs.c.pace, runs.c.clicks)
    .where(runs.c.status.in_(ACTIVE), runs.c.hidden.is_(None) | (runs.c.status == "running"))
    .order_by(runs.c.number, runs.c.created)
)
_LEASE = select(runs.c.command, runs.c.crashes).with_for_update()
_LEASE_OF_ONE = _LEASE.where(_HOLDS, runs.c.beat == bindparam("seen"))
_OF_WORKER = select(runs.c.id, runs.c.attempt, runs.c.beat).where(
    runs.c.worker == bindparam("who"), runs.c.status == "running"
)
_NEXT_ATTEMPT = (
    update(runs)
    .where(_ONE)
    .values(worker="", attempt=runs.c.attempt + 1, crashes=bindparam("times"))
    .values(command=case((runs.c.command == "stop", "stop"), else_=""))
)
_ASK = update(runs).where(_ONE, runs.c.status == "running").values(command=bindparam("asked"))
_ASK_TO_YIELD = _ASK.where(runs.c.command == "")
_TOUCH = update(runs).where(_ONE).values(beat=runs.c.beat)
_CLICK = update(runs).where(_ONE).values(clicks=runs.c.clicks + 1)


class StoreQueue(StoreWriting):
    """The part of :class:`rnnviz.runs.store.RunStore` that workers and supervisors use."""

    def claim(self, worker: str) -> Assignment | None:
        """Give a worker the next run: it trains from now on, from its checkpoint.

        Runs that are only to be stopped come first, then those of the workspace that has the
        fewest in training, of these that whose last turn is the longest ago; of its runs the one
        that had the fewest turns, then the oldest. Returns None if none waits, or the disk is
        nearly full.

        Parameters
        ----------
        worker
            A name that no other worker has.
        """
        # Workers ask all the time; most of the time this is all.
        if not self._rows(_ANY_WAITS) or self.disk_problem:
            return None
        while True:
            with self._transaction() as connection:
                # One after the other: two at once would each see the other's visitor with none.
                self._kind.wait_for_others(connection)
                run_id = connection.execute(_NEXT).scalar_one_or_none()
                if run_id is None:
                    return None
                one = {"run": run_id}
                connection.execute(_CLAIM, one | {"who": worker})
                try:
                    run = run_within(connection, run_id)
                    checkpoint = checkpoint_of(connection.execute(CHECKPOINT, one).all(), run_id)
                except (KeyError, StoreError) as error:
                    # It would be the next one for ever.
                    why = str(error) if isinstance(error, StoreError) else _UNREADABLE
                    change_status(connection, run_id, "failed", why)
                    continue
                forget_what_is_behind(connection, run_id)
                orders = _orders(connection.execute(_ORDERS_OF_ONE, one).one())
                return Assignment(run, checkpoint, orders)

    def orders(self, run_id: str, attempt: int) -> Orders | None:
        """Return what is asked of who trains a run; None if that is another by now."""
        rows = self._rows(_ORDERS_OF_HOLDER, {"run": run_id, "holds": attempt})
        return _orders(rows[0]) if rows else None

    def report(self, run_id: str, attempt: int, report: Report) -> Orders | None:
        """Write all that a report holds, in one transaction, and return what is asked now.

        None if another attempt trains the run by now, or none: then nothing is written. The same
        report twice changes nothing more. A report for which there is no room is not written
        either: the run is paused, and goes on from its checkpoint when there is.
        """
        try:
            return self._report(run_id, attempt, report)
        except StoreFullError as full:
            self._pause_for_room(run_id, attempt, str(full))
            return None

    def _report(self, run_id: str, attempt: int, report: Report) -> Orders | None:
        held = {"run": run_id, "holds": attempt}
        with self._transaction() as connection:
            moved_on = report.checkpoint is not None
            if not connection.execute(_BEAT, held | {"moved_on": moved_on}).rowcount:
                return None
            if report.says_something:
                self._check_disk(report)
            before, _ = bytes_of(connection, run_id)
            add_epochs(connection, run_id, report.rows)
            for snapshot, kept in report.snapshots:
                add_snapshot(connection, run_id, snapshot, kept)
            if report.checkpoint is not None:
                add_checkpoint(connection, run_id, report.checkpoint)
            orders = _orders(connection.execute(_ORDERS_OF_ONE, {"run": run_id}).one())
            if report.ending is not None:
                self._end(connection, run_id, report.ending, orders.command)
            if report.says_something or report.ending is not None:
                measure(connection, run_id)
                self._check_growth(connection, run_id, before)
            return orders

    def _end(self, connection: Connection, run_id: str, ending: Ending, command: Command) -> None:
        if ending.status == "queued":
            # Its worker leaves it as it is; that is no crash.
            _queue_again(connection, run_id, command, 0, ending.reason)
        else:
            found = ending.result, ending.case_scores
            change_status(connection, run_id, ending.status, ending.reason, *found)

    def held(self) -> list[Held]:
        """Return the runs that wait or train, the oldest first; of hidden ones those that train."""
        return [Held(*row) for row in self._rows(_HELD)]

    def requeue(self, run_id: str, attempt: int, beat: int, reason: str) -> bool:
        """Take a run from a worker that is gone; False if it has moved on since it was seen.

        It is queued again, or paused if that was asked. After three crashes in a row without a
        new checkpoint it has failed.
        """
        seen = {"run": run_id, "holds": attempt, "seen": beat}
        with self._transaction() as connection:
            row = connection.execute(_LEASE_OF_ONE, seen).one_or_none()
            if row is not None:
                _queue_again(connection, run_id, row.command, row.crashes + 1, reason)
        return row is not None

    def requeue_worker(self, worker: str, reason: str) -> None:
        """Take all its runs from a worker that is known to be dead."""
        for run_id, attempt, beat in self._rows(_OF_WORKER, {"who": worker}):
            self.requeue(run_id, attempt, beat, reason)

    def ask(self, run_id: str, command: Command) -> bool:
        """Ask for a run to be paused, stopped or, with 'yield', queued again for another's sake.

        Who trains it hears of it. One that waits is paused or stopped at once. Returns whether
        there was something to ask; to yield is asked only of who is not asked anything else.
        """
        asked = {"run": run_id, "asked": command}
        with self._transaction() as connection:
            status = stands(connection, run_id)
            if status == "queued" and command in ("pause", "stop"):
                begun = connection.execute(CHECKPOINT, {"run": run_id}).first() is not None
                ending, by_hand = _ENDINGS[command]
                before = "resumed" if begun else "began"
                change_status(connection, run_id, ending, f"{by_hand} before it {before}.")
                return True
            ask = _ASK_TO_YIELD if command == "yield" else _ASK
            return connection.execute(ask, asked).rowcount > 0

    def touch(self, run_id: str) -> None:
        """Write a run's row as it is: raises a `StoreError` where nothing can be written."""
        with self._transaction() as connection:
            connection.execute(_TOUCH, {"run": run_id})

    def click(self, run_id: str) -> None:
        """Ask for one more epoch of a run whose pace is one epoch per click."""
        with self._transaction() as connection:
            connection.execute(_CLICK, {"run": run_id})


def _queue_again(
    connection: Connection, run_id: str, command: str, crashes: int, reason: str
) -> None:
    """Take a run from its worker, so that another trains it unless something else was asked."""
    connection.execute(_NEXT_ATTEMPT, {"run": run_id, "times": crashes})
    if command == "pause":
        change_status(connection, run_id, "paused", "Paused by hand.")
    elif crashes >= MOST_CRASHES:
        change_status(connection, run_id, "failed", f"{_CRASHED} {reason}".rstrip())
    else:
        change_status(connection, run_id, "queued", reason)


def _orders(row: Any) -> Orders:
    command, pace, clicks = row
    return Orders(command, pace, clicks)
