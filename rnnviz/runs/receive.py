"""A worker's report, written into the store."""

from collections.abc import Mapping
from typing import Any

from rnnviz.runs.run import Checkpoint, Snapshot
from rnnviz.runs.store import RunStore


def receive(store: RunStore, message: Mapping[str, Any]) -> None:
    """Write one report, whole or not at all. The same report twice changes nothing more.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    run_id, kind, attempt = message["run"], message["kind"], message["attempt"]
    if kind == "started":
        store.set_status(run_id, "running", attempt=attempt)
    elif kind == "epochs":
        found = message["checkpoint"]
        checkpoint = Checkpoint(**found) if found else None
        store.append_epochs(run_id, message["rows"], checkpoint, attempt=attempt)
    elif kind == "snapshot":
        snapshot = Snapshot(message["epoch"], message["weights"], message["picture"])
        store.put_snapshot(run_id, snapshot, message["kept"], attempt=attempt)
    elif kind == "ended":
        store.set_status(
            run_id,
            message["status"],
            message["reason"],
            message["result"],
            case_scores=message.get("case_scores"),
            attempt=attempt,
        )
