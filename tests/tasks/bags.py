"""A classifier without memory: logistic regression on bags of words and pairs of words."""

import numpy as np
from scipy.optimize import minimize


def bags(task, split):
    """Count each symbol of each sequence, and mark each pair of neighbours: (sequences, features).

    Columns that the training split never shows are 0 throughout.
    """
    examples, size = task.examples(split), len(task.vocabulary)
    counts = np.zeros((len(examples), size))
    pairs = np.zeros((len(examples), size * size), dtype=np.bool_)
    for row, (read, steps) in enumerate(zip(examples.inputs, examples.lengths, strict=True)):
        symbols = np.asarray(read[:steps])
        counts[row] = np.bincount(symbols, minlength=size)
        pairs[row, symbols[:-1] * size + symbols[1:]] = True
    return np.hstack([counts, pairs])


def answers(task, split):
    """Return the class asked at the end of each sequence, shape (sequences,)."""
    examples = task.examples(split)
    return np.asarray(examples.targets[np.arange(len(examples)), examples.lengths - 1])


def fit_and_answer(task, split="test", penalty=100.0):
    """Fit a logistic regression to the training split; return its answers for another split."""
    train, judged = bags(task, "train"), bags(task, split)
    seen = train.any(axis=0)
    train, judged = train[:, seen], judged[:, seen]
    mean, width = train.mean(axis=0), train.std(axis=0) + 1e-9
    train, judged = (train - mean) / width, (judged - mean) / width
    sign = 2.0 * answers(task, "train") - 1

    def loss(weights):
        margin = sign * (train @ weights[1:] + weights[0])
        wrong = -sign / (1 + np.exp(np.clip(margin, -500, 500)))
        value = np.logaddexp(0, -margin).sum() + 0.5 * penalty * weights[1:] @ weights[1:]
        slope = train.T @ wrong + penalty * weights[1:]
        return value, np.concatenate([[wrong.sum()], slope])

    start = np.zeros(train.shape[1] + 1)
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return judged @ weights[1:] + weights[0] > 0
