"""What a series must be before a network or a baseline may learn from it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Series(Protocol):
    """What is checked: the fields of a ``SeriesTask`` that its caller gives."""

    @property
    def name(self) -> str:
        """Key of the task."""

    @property
    def table(self) -> NDArray[np.float64]:
        """Every input, shape (n, inputs)."""

    @property
    def positions(self) -> NDArray[np.float64]:
        """Shape (n,)."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for each column, or none."""

    @property
    def step_labels(self) -> tuple[str, ...]:
        """A label for each row, or none."""

    @property
    def validation_start(self) -> int:
        """First row behind the training range."""


def check_series(task: Series) -> None:
    """Check that a table and its positions belong together and hold finite numbers.

    Raises
    ------
    ValueError
        If they do not; the message names the column and the row.
    """
    table, positions = task.table, task.positions
    if table.ndim != 2 or table.shape[1] == 0:
        raise ValueError(
            f"task {task.name!r}: the table must have the shape (rows, inputs), not {table.shape}"
        )
    if positions.shape != (len(table),):
        raise ValueError(
            f"task {task.name!r}: the table has {len(table)} rows and {positions.size} positions; "
            "there must be one position for each row"
        )
    check_finite(positions[:, None], f"task {task.name!r}: ", ("the time axis",))
    names = tuple(_column(task, k) for k in range(table.shape[1]))
    check_finite(table, f"task {task.name!r}: ", names, task.step_labels)


def check_finite(
    table: NDArray[np.float64],
    where: str,
    columns: tuple[str, ...],
    labels: tuple[str, ...] = (),
) -> None:
    """Check that a table holds finite numbers only.

    Parameters
    ----------
    table
        Shape (rows, columns).
    where
        What the message begins with.
    columns
        What each column is called in the message.
    labels
        What stands at each row, such as a date; may be empty.

    Raises
    ------
    ValueError
        If one value is not; the message names the first, by rows, and counts the others.
    """
    found = np.argwhere(~np.isfinite(table))
    if not len(found):
        return
    row, column = (int(k) for k in found[0])
    label = f" ({labels[row]})" if row < len(labels) else ""
    others = len(found) - 1
    more = f", and {others} more value{'s are' if others > 1 else ' is'} not finite" * (others > 0)
    raise ValueError(
        f"{where}{columns[column]} holds {table[row, column]} in row {row}{label}{more}; "
        "every value of a series must be a finite number"
    )


def training_scale(task: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and deviation of each column in the training range, both (inputs,).

    The deviation of an input that is constant there counts as 1.

    Raises
    ------
    ValueError
        If the first column, which is to be forecast, is constant there, or a column is too large
        to have a deviation.
    """
    seen = task.table[: task.validation_start]
    with np.errstate(over="ignore", invalid="ignore"):
        means, stds = seen.mean(axis=0), seen.std(axis=0)
    too_large = np.flatnonzero(~np.isfinite(means + stds))
    if len(too_large):
        name = _column(task, int(too_large[0]))
        raise ValueError(f"task {task.name!r}: {name} holds values too large to be scaled")
    constant = _constant(task)
    if constant[0]:
        raise ValueError(
            f"task {task.name!r}: {_column(task, 0)}, which is to be forecast, is "
            f"{seen[0, 0]:g} throughout the training range; there is nothing to learn from it"
        )
    # Rounding would leave the mean of equal values a little beside them.
    means[constant], stds[constant] = seen[0, constant], 1.0
    return means, stds


def constant_inputs(task: Series) -> tuple[str, ...]:
    """Return a sentence for each input that is constant in the training range."""
    return tuple(
        f"Input {_quoted(task, int(k))} does not change in the training range: networks read 0 for "
        "it there and can learn nothing from it."
        for k in np.flatnonzero(_constant(task))
    )


def _constant(task: Series) -> NDArray[np.bool_]:
    seen = task.table[: task.validation_start]
    same: NDArray[np.bool_] = (seen == seen[0]).all(axis=0)
    return same


def _column(task: Series, k: int) -> str:
    return f"column {_quoted(task, k)}"


def _quoted(task: Series, k: int) -> str:
    return repr(task.input_names[k]) if k < len(task.input_names) else str(k)
