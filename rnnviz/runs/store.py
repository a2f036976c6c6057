"""The runs on disk: one SQLite file in WAL mode, read by every page, written by one process.

Nothing is pickled: settings and results are JSON, weights are safetensors, pictures are
packets of ``rnnviz.packet``.
"""

import json
import math
import os
import secrets
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import platformdirs

from rnnviz.runs.database import StoreError
from rnnviz.runs.owner import owner_name
from rnnviz.runs.run import (
    ACTIVE,
    DEFAULT_WORKSPACE,
    EPOCH_COLUMNS,
    FULL_SPEED,
    RESUMABLE,
    SCHEDULED,
    Checkpoint,
    Kept,
    Run,
    Snapshot,
    Status,
    check_pace,
)
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store_reading import StoreReading

__all__ = [
    "DEFAULT_WORKSPACE",
    "EPOCH_COLUMNS",
    "Checkpoint",
    "Run",
    "RunStore",
    "Snapshot",
    "StoreError",
    "home_folder",
]

_ACTIVE = "status IN ('queued', 'running')"
_BOTH = "id = :run AND attempt = coalesce(:attempt, attempt)"


def home_folder() -> Path:
    """Return where runs are kept: ``RNNVIZ_HOME``, or the platform's folder for user data."""
    named = os.environ.get("RNNVIZ_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("rnnviz", appauthor=False))


class RunStore(StoreReading):
    """Runs, their epochs, snapshots and checkpoints. For any thread.

    Methods that write for a worker take the ``attempt`` that it works on: what a worker says
    that was given up since changes nothing. All that write raise `StoreError` if the file
    cannot be written, and then nothing of the call is kept.

    Parameters
    ----------
    path
        The SQLite file; made with its folder if it is not there.

    Raises
    ------
    StoreError
        If the file cannot be made or opened, or is of a newer version.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._hidden_here: dict[str, float] = {}

    @classmethod
    def default(cls) -> "RunStore":
        """Open the store in :func:`home_folder`."""
        return cls(home_folder() / "runs.sqlite3")

    # What a person does

    def create(
        self,
        spec: RunSpec,
        *,
        owner: str = "",
        workspace: str = DEFAULT_WORKSPACE,
        run_id: str | None = None,
        name: str = "",
        pace: float = FULL_SPEED,
    ) -> Run:
        """Add a queued run. A run of the same id, if there is one, is replaced with all it had.

        It belongs to the process that calls this unless an owner is named. Without any owner an
        app that starts would take it for the run of an app that is gone, and interrupt it.
        """
        run_id, owner = run_id or secrets.token_hex(4), owner or owner_name()
        with self._transaction() as connection:
            connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))
            connection.execute(
                "INSERT INTO runs (id, workspace, spec, status, created, owner, name, pace)"
                " VALUES (?, ?, ?, 'queued', ?, ?, ?, ?)",
                (run_id, workspace, spec.to_json(), time.time(), owner, name, check_pace(pace)),
            )
            # Within: a run that was written down but could not be read would wait for ever.
            return self._run_within(connection, run_id)

    def take_up(self, run_id: str, owner: str = "", *, keep_result: bool = False) -> Run:
        """Queue a run again that ended before its end.

        What lies behind its checkpoint is taken away: it will be trained again. What came of it so
        far is, too, unless it is to be kept until there is more. Its owner is as in :meth:`create`.

        Raises
        ------
        KeyError
            If there is no such run.
        ValueError
            If it is not paused, interrupted or failed.
        """
        result = "result" if keep_result else "'{}'"
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE runs SET status = 'queued', reason = '', owner = ?, attempt = attempt + 1,"
                f" result = {result} WHERE id = ? AND status IN ({_listed(RESUMABLE)})",
                (owner or owner_name(), run_id),
            ).rowcount
            if changed:
                row = connection.execute(
                    "SELECT epoch FROM checkpoints WHERE run = ?", (run_id,)
                ).fetchone()
                last = row[0] if row else -1
                for table in ("epochs", "snapshots"):
                    connection.execute(
                        f"DELETE FROM {table} WHERE run = ? AND epoch > ?", (run_id, last)
                    )
            run = self._run_within(connection, run_id)
            if not changed:
                raise ValueError(f"a run that is {run.status} cannot be resumed")
            return run

    def delete(self, run_id: str) -> None:
        """Take a run away with all it had; one that is not there is no error."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))

    def hide(self, run_ids: Sequence[str]) -> None:
        """Put runs out of sight all at once; :meth:`unhide` brings them back as they were."""
        now = time.time()  # the same for all: they come back together
        rows = [(now, run_id) for run_id in run_ids]
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE runs SET hidden = ? WHERE id = ? AND hidden IS NULL", rows
            )
        self._hidden_here.update(dict.fromkeys(run_ids, time.monotonic()))

    def unhide(self, run_ids: Sequence[str]) -> None:
        """Bring hidden runs back; one that is not there is no error."""
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE runs SET hidden = NULL WHERE id = ?", [(run_id,) for run_id in run_ids]
            )

    def purge(self, older_than_seconds: float) -> None:
        """Take runs away for good that were hidden longer ago than this.

        A clock that was set takes nothing away too soon that was hidden by this process, and
        what was hidden in what is now the future counts from now on.
        """
        now, elapsed = time.time(), time.monotonic()
        # Most of the time there is none, and a page that only looks need not wait to write.
        found = self._rows("SELECT id, hidden FROM runs WHERE typeof(hidden) = 'real'")
        # Each with its time of hiding: it may have been brought back meanwhile.
        ahead = [(now, run_id, hidden) for run_id, hidden in found if hidden > now]
        gone = [
            (run_id, hidden)
            for run_id, hidden in found
            if now - hidden > older_than_seconds
            and elapsed - self._hidden_here.get(run_id, -math.inf) > older_than_seconds
        ]
        if ahead or gone:
            with self._transaction() as connection:
                connection.executemany(
                    "UPDATE runs SET hidden = ? WHERE id = ? AND hidden = ?", ahead
                )
                connection.executemany("DELETE FROM runs WHERE id = ? AND hidden = ?", gone)

    def rename(self, run_id: str, name: str) -> None:
        """Give a run a name of at most 80 letters; an empty one takes it away."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE runs SET name = ? WHERE id = ?", (" ".join(name.split())[:80], run_id)
            )

    def set_pace(self, run_id: str, pace: float) -> None:
        """Set how many epochs a second a run may train."""
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET pace = ? WHERE id = ?", (check_pace(pace), run_id))

    # What a worker reports

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
        values = {
            "status": status,
            "reason": reason,
            "result": json.dumps(result) if result is not None else None,
            "run": run_id,
            "attempt": attempt,
        }
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE runs SET status = :status, reason = :reason,"
                " result = coalesce(:result, result)"
                f" WHERE {_BOTH} AND status IN ({_listed(before)})",
                values,
            ).rowcount
            if changed and case_scores is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO case_scores (run, packet) VALUES (?, ?)",
                    (run_id, case_scores),
                )
            if changed and status not in (*ACTIVE, *RESUMABLE):
                connection.execute("DELETE FROM checkpoints WHERE run = ?", (run_id,))

    def set_owner(self, run_id: str, owner: str) -> None:
        """Say which engine runs a run from now on."""
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET owner = ? WHERE id = ?", (owner, run_id))

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
        columns = ", ".join(EPOCH_COLUMNS)
        marks = ", ".join(f":{name}" for name in EPOCH_COLUMNS)
        with self._transaction() as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO epochs (run, {columns}) SELECT :run, {marks}"
                f" WHERE EXISTS (SELECT 1 FROM runs WHERE {_BOTH})",
                [
                    dict(zip(EPOCH_COLUMNS, row, strict=True)) | {"run": run_id, "attempt": attempt}
                    for row in rows
                ],
            )
            if checkpoint is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO checkpoints (run, epoch, tensors, numbers)"
                    " SELECT :run, :epoch, :tensors, :numbers"
                    f" WHERE EXISTS (SELECT 1 FROM runs WHERE {_BOTH} AND {_ACTIVE})",
                    {
                        "run": run_id,
                        "attempt": attempt,
                        "epoch": checkpoint.epoch,
                        "tensors": checkpoint.tensors,
                        "numbers": json.dumps(checkpoint.numbers),
                    },
                )

    def put_snapshot(
        self, run_id: str, snapshot: Snapshot, kept: Kept, *, attempt: int | None = None
    ) -> None:
        """Add a snapshot. Scheduled ones stay; of the passing and of the best there is one."""
        with self._transaction() as connection:
            connection.execute(
                "DELETE FROM snapshots WHERE run = :run AND kept = :kept"
                f" AND :kept != {SCHEDULED} AND EXISTS (SELECT 1 FROM runs WHERE {_BOTH})",
                {"run": run_id, "attempt": attempt, "kept": int(kept)},
            )
            connection.execute(
                "INSERT INTO snapshots (run, epoch, weights, picture, kept)"
                " SELECT :run, :epoch, :weights, :picture, :kept"
                f" WHERE EXISTS (SELECT 1 FROM runs WHERE {_BOTH})"
                " ON CONFLICT DO UPDATE SET weights = excluded.weights,"
                " picture = excluded.picture,"
                f" kept = CASE {SCHEDULED} WHEN kept THEN kept WHEN excluded.kept THEN"
                " excluded.kept ELSE max(kept, excluded.kept) END",
                {
                    "run": run_id,
                    "attempt": attempt,
                    "epoch": snapshot.epoch,
                    "weights": snapshot.weights,
                    "picture": snapshot.picture,
                    "kept": int(kept),
                },
            )


def _listed(statuses: Sequence[Status]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)
