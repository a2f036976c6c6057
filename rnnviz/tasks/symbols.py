"""Sequences of symbols as arrays: padding, next-symbol examples, one score for all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rnnviz.tasks.examples import Examples
from rnnviz.tasks.metrics import classification_metrics


def padded(
    sequences: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Turn symbols into numbers: each is its place in the vocabulary.

    Returns
    -------
    symbols
        Shape (sequences, longest), zero behind the end.
    lengths
        Shape (sequences,).

    Raises
    ------
    KeyError
        If a symbol is not in the vocabulary.
    """
    place = {symbol: k for k, symbol in enumerate(vocabulary)}
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    symbols = np.zeros((len(sequences), int(lengths.max())), dtype=np.int64)
    for row, sequence in zip(symbols, sequences, strict=True):
        row[: len(sequence)] = [place[symbol] for symbol in sequence]
    return symbols, lengths


def next_symbols(symbols: NDArray[np.int64], lengths: NDArray[np.int64]) -> Examples:
    """Make examples of which every step but the last asks for the symbol that follows."""
    steps = np.arange(symbols.shape[1] - 1)
    counted = steps < lengths[:, None] - 1
    targets = np.where(counted, symbols[:, 1:], 0)
    return Examples(np.where(counted, symbols[:, :-1], 0), lengths - 1, targets, counted)


def judged(
    examples: Examples, outputs: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.int64]]:
    """Return scores (judged, classes) and right classes (judged,) of the judged steps."""
    return outputs[examples.counted], examples.targets[examples.counted].astype(np.int64)


def class_score(examples: Examples, outputs: NDArray[np.floating]) -> dict[str, float]:
    """Return ``accuracy`` and ``cross_entropy`` over the judged steps."""
    return classification_metrics(*judged(examples, outputs))
