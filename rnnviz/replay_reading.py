"""How far a series network errs in one pass over a split, and in windows as in training."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.evaluation import split_outputs
from rnnviz.models import SequenceModel
from rnnviz.replay_cache import RECORDINGS
from rnnviz.replay_pass import read_probe
from rnnviz.tasks import SeriesTask, SplitName

FIRST_STEPS = 10


@dataclass(frozen=True)
class ReadingErrors:
    """Root of the mean squared error of the next value, in the data's units.

    Attributes
    ----------
    one_pass, windows
        Over all targets of a split: its steps read one after the other from one zero state, or
        for every target the window before it, from a zero state of its own.
    first_one_pass, first_windows
        The same over the first :data:`FIRST_STEPS` targets.
    """

    one_pass: float
    windows: float
    first_one_pass: float
    first_windows: float


def reading_errors(model: SequenceModel, task: SeriesTask, split: SplitName) -> ReadingErrors:
    """Measure both ways of reading a split with one network, in evaluation mode."""
    index = np.array(task.targets_of(split))
    newest, truth = task.series[index - 1], task.series[index]
    passed = read_probe(model, task.probe(split), RECORDINGS).outputs[:, 0]
    windowed = split_outputs(model, task, split)[:, -1, 0]
    one_pass, windows = (task.to_units(each, newest) - truth for each in (passed, windowed))
    return ReadingErrors(
        one_pass=_rms(one_pass),
        windows=_rms(windows),
        first_one_pass=_rms(one_pass[:FIRST_STEPS]),
        first_windows=_rms(windows[:FIRST_STEPS]),
    )


def _rms(errors: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(errors**2)))
