"""What a metric is the mean of: one value a test case.

A mean alone does not say how sure it is. Every comparison needs what both sides made of the same
cases, and so each task says for its headline what a case is and what it scored.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.examples import Examples
from rnnviz.tasks.metrics import log_probabilities

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CaseScores:
    """What each case of a test part contributes to a metric.

    Attributes
    ----------
    values
        Shape (cases,): a squared error where the metric is the root of a mean square; else the
        metric of the case by itself.
    weights
        How much each case counts, shape (cases,): the answers judged in it. Ones by default.
    overlap
        0 where cases are drawn independently of each other. Else they follow one another in
        time, and each shares data with this many in a row (1: with none but its own).
    """

    values: Floats
    weights: Floats = field(default_factory=lambda: np.empty(0))
    overlap: int = 0

    def __post_init__(self) -> None:
        if not self.weights.size:
            object.__setattr__(self, "weights", np.ones(len(self.values)))
        if self.values.ndim != 1 or self.values.shape != self.weights.shape:
            raise ValueError(
                f"values {self.values.shape} and weights {self.weights.shape} must both have "
                "the shape (cases,)"
            )

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"CaseScores({len(self)} cases, mean {self.mean:.4g}, overlap {self.overlap})"

    @property
    def mean(self) -> float:
        """The weighted mean of the values."""
        return float(np.average(self.values, weights=self.weights))


ScoreCases = Callable[[Examples, NDArray[np.floating]], CaseScores]


def squared_errors(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
    """Return the mean squared error of each sequence over its judged steps."""
    error = np.asarray(outputs[..., 0], dtype=np.float64) - examples.targets[..., 0]
    return per_sequence(error**2, examples.counted)


def right_answers(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
    """Return, by sequence, the share of judged steps whose most probable class is right."""
    return per_sequence(outputs.argmax(axis=-1) == examples.targets, examples.counted)


def all_right(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
    """Return 1 for each sequence that is right at all of its judged steps, else 0."""
    right = (outputs.argmax(axis=-1) == examples.targets) | ~examples.counted
    return CaseScores(right.all(axis=1).astype(np.float64))


def surprises(examples: Examples, outputs: NDArray[np.floating]) -> CaseScores:
    """Return the mean cross-entropy in nats of each sequence over its judged steps."""
    truth = examples.targets.astype(np.int64)[..., None]
    chosen = np.take_along_axis(log_probabilities(outputs), truth, axis=-1)[..., 0]
    return per_sequence(-chosen, examples.counted)


def per_sequence(values: NDArray[np.generic], judged: NDArray[np.bool_]) -> CaseScores:
    """Average values of shape (sequences, time) over the judged steps of each sequence.

    Sequences of which nothing is judged are left out; the others weigh as many as are.
    """
    asked = judged.any(axis=1)
    counts = judged[asked].sum(axis=1).astype(np.float64)
    sums = np.where(judged[asked], values[asked], 0).sum(axis=1, dtype=np.float64)
    return CaseScores(sums / counts, counts)
