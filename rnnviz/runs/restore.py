"""Networks of the past: a run's model as it was at one of its snapshots."""

from safetensors.torch import load

from rnnviz.models import SequenceModel
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import Task, load_task


def restore_task(run: Run) -> Task:
    """Load the task of a run with the data it was trained on."""
    return load_task(run.spec.task, seed=run.spec.training.seed)


def restore_model(store: RunStore, run: Run, epoch: int) -> SequenceModel:
    """Load the network of a run as it was after an epoch; 0 is before training.

    Raises
    ------
    KeyError
        If the run has no snapshot of this epoch.
    """
    model = SequenceModel.for_task(
        restore_task(run), cell=run.spec.cell, hidden_size=run.spec.hidden_size
    )
    model.load_state_dict(load(store.snapshot(run.id, epoch).weights))
    return model.eval()
