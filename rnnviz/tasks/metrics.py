"""Errors and scores by the field's names."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def regression_metrics(predicted: Floats, truth: Floats, scale: float = np.nan) -> dict[str, float]:
    """Return ``rmse`` and ``mae`` in the units given, and ``mase`` where a scale is.

    Parameters
    ----------
    predicted, truth
        Same shape.
    scale
        Mean absolute error of the persistence forecast within the training range, by which
        MASE divides (Hyndman and Koehler 2006).
    """
    error = np.asarray(predicted, dtype=np.float64) - truth
    metrics = {
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(np.abs(error))),
    }
    if scale > 0:
        metrics["mase"] = metrics["mae"] / float(scale)
    return metrics


def log_probabilities(scores: Floats) -> Floats:
    """Turn scores of shape (..., classes) into natural logarithms of probabilities."""
    values = np.asarray(scores, dtype=np.float64)
    shifted = values - values.max(axis=-1, keepdims=True)
    logs: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


def classification_metrics(scores: Floats, truth: NDArray[np.int64]) -> dict[str, float]:
    """Return ``accuracy`` in 0..1 and ``cross_entropy`` in nats.

    Parameters
    ----------
    scores
        Shape (judged steps, classes), before the softmax.
    truth
        The right classes, shape (judged steps,).
    """
    chosen = np.take_along_axis(log_probabilities(scores), truth[:, None], axis=-1)
    return {
        "accuracy": float(np.mean(scores.argmax(axis=-1) == truth)),
        "cross_entropy": float(-np.mean(chosen)),
    }


@dataclass(frozen=True)
class Metric:
    """How a metric is read.

    Attributes
    ----------
    title
        Its name on screen.
    meaning
        One sentence that says what it measures.
    higher_is_better
        Whether more is better.
    in_units
        Whether it is in the data's own units.
    share
        Whether it lies in 0..1 and is shown in percent.
    root
        Whether it is the root of a mean.
    ratio
        Whether two of them are compared by their ratio; else by their difference.
    """

    title: str
    meaning: str
    higher_is_better: bool = False
    in_units: bool = False
    share: bool = False
    root: bool = False
    ratio: bool = False

    def write(self, value: float, unit: str = "") -> str:
        """Write a value as a person reads it: ``98.3%``, ``0.0731``, ``0.714 %``."""
        if self.share:
            return f"{value:.1%}"
        return f"{value:.4f} {unit}".rstrip() if self.in_units else f"{value:.4f}"


METRICS: dict[str, Metric] = {
    "rmse": Metric(
        "RMSE", "Root mean square error on the test split.", in_units=True, root=True, ratio=True
    ),
    "mae": Metric("MAE", "Mean absolute error on the test split.", in_units=True, ratio=True),
    "mase": Metric(
        "MASE",
        "Mean absolute error on the test split, divided by that of persistence ('the next value "
        "equals this one') on the training range. On the test split, persistence itself need not "
        "score 1: the series may vary less or more there than in the training range.",
    ),
    "mse": Metric("MSE", "Mean squared error on the test split.", ratio=True),
    "nrmse84": Metric(
        "NRMSE84",
        "Root mean square error 84 steps ahead, where each forecast builds on those before it, "
        "divided by the standard deviation of the series; always forecasting the mean gives about "
        "1.",
        root=True,
        ratio=True,
    ),
    "accuracy": Metric("accuracy", "Share of right answers.", higher_is_better=True, share=True),
    "cross_entropy": Metric(
        "cross-entropy",
        "Mean negative log probability of the right answer, in nats (natural logarithm).",
    ),
    "success": Metric(
        "success",
        "Share of strings in which every predicted symbol is legal.",
        higher_is_better=True,
        share=True,
    ),
    "pronoun_accuracy": Metric(
        "pronoun accuracy",
        "Share of pronouns predicted correctly.",
        higher_is_better=True,
        share=True,
    ),
    "exact_match": Metric(
        "exact match",
        "Share of sequences written correctly from the first symbol to the last.",
        higher_is_better=True,
        share=True,
    ),
    "long_accuracy": Metric(
        "accuracy, long",
        "Share of right answers on long sentences.",
        higher_is_better=True,
        share=True,
    ),
    "short_accuracy": Metric(
        "accuracy, short",
        "Share of right answers on short sentences.",
        higher_is_better=True,
        share=True,
    ),
    "legal": Metric(
        "legal steps",
        "Share of steps at which the most probable symbol is legal.",
        higher_is_better=True,
        share=True,
    ),
}
