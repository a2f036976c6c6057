"""What an engine hands to Dask: a call that a worker can make, and that loads nothing here."""

from typing import Any

from rnnviz.runs.run import Checkpoint

# What Dask calls all trainings together.
TASK_NAME = "rnnviz-run"


def train_on_worker(
    run_id: str, spec_json: str, order: dict[str, Any], checkpoint: Checkpoint | None
) -> None:
    """Train a run on the worker that calls this."""
    # Imported there, not here: the app's process can do without PyTorch until it records.
    from rnnviz.runs.worker import run_on_worker

    run_on_worker(run_id, spec_json, order, checkpoint)
