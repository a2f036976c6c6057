"""Networks of the past: a run's model as it was at one of its snapshots."""

from collections.abc import Sequence

from safetensors import SafetensorError
from safetensors.torch import load

from rnnviz.models import SequenceModel
from rnnviz.runs.build import build_model
from rnnviz.runs.store import Run, RunStore, StoreError
from rnnviz.tasks import Task


def with_networks(store: RunStore, runs: Sequence[Run]) -> list[Run]:
    """Return those runs of which a network is kept and that share the first one's data."""
    kept = [run for run in runs if store.snapshot_epochs(run.id)]
    return [run for run in kept if run.spec.same_data(kept[0].spec)]


def best_epoch(store: RunStore, run: Run) -> int:
    """Return the epoch whose network stands for a run on every page.

    The one that it was judged by, which is that of its lowest validation loss; its newest while
    it trains.

    Raises
    ------
    StoreError
        If none is kept, as of a run whose worker died before its first checkpoint.
    """
    epochs = store.snapshot_epochs(run.id)
    if not epochs:
        raise StoreError(
            f"No network of run {run.id} is kept: its training begins again. Load the "
            "page again in a moment."
        )
    judged = run.judged_epoch if run.result else epochs[-1]
    return judged if judged in epochs else epochs[-1]


def restore_task(run: Run) -> Task:
    """Load the task of a run with the data it was trained on."""
    return run.spec.load_task()


def restore_model(store: RunStore, run: Run, epoch: int) -> SequenceModel:
    """Load the network of a run as it was after an epoch; 0 is before training.

    Raises
    ------
    KeyError
        If the run has no snapshot of this epoch.
    StoreError
        If the weights that are kept are damaged, or of another network.
    """
    model = build_model(run.spec, restore_task(run))
    weights = store.snapshot(run.id, epoch).weights
    try:
        model.load_state_dict(load(weights))
    except (SafetensorError, RuntimeError, TypeError, ValueError, KeyError) as error:
        told = str(error).strip().splitlines() or [type(error).__name__]
        raise StoreError(
            f"The network of run {run.id} after epoch {epoch} is damaged ({told[0][:120]}). "
            "Choose another epoch, or train it again."
        ) from error
    return model.eval()
