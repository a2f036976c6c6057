"""A run's network before training."""

from dataclasses import asdict

from rnnviz.models import SequenceModel
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Task


def build_model(spec: RunSpec, task: Task) -> SequenceModel:
    """Make the network that a spec describes, with the initial weights that its seed gives."""
    return SequenceModel.for_task(
        task, cell=spec.cell, seed=spec.training.seed, **asdict(spec.architecture)
    )
