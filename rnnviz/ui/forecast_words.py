"""What the Forecast page says in words about errors by horizon."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.horizon import Floats, behind_at
from rnnviz.runs.verdict import TIE
from rnnviz.tasks import SeriesTask

PERSISTENCE, MEAN = "persistence", "the training mean"


@dataclass(frozen=True)
class Behind:
    """Where a network does worse than what needs no network, by more than a tie.

    Attributes
    ----------
    persistence, mean
        Horizons at which its error is larger than that of persistence and of the training mean.
    known
        Horizons at which errors are known.
    """

    persistence: tuple[int, ...]
    mean: tuple[int, ...]
    known: int

    @classmethod
    def of(cls, error: Floats, persistence: Floats, mean: Floats) -> "Behind":
        """Compare errors by horizon, each of shape (horizon,)."""
        return cls(
            tuple(int(k) for k in behind_at(error, persistence, TIE)),
            tuple(int(k) for k in behind_at(error, mean, TIE)),
            known_horizons(persistence),
        )

    @property
    def first(self) -> int:
        """The first horizon at which it is behind persistence; 0 if there is none."""
        return self.persistence[0] if self.persistence else 0

    def in_words(self) -> str:
        """Say it in a table's cell: ``at 12 steps``, ``never``."""
        return f"at {steps_in_words(self.first)}" if self.first else "never"


def steps_in_words(count: int) -> str:
    """Write a number of steps: ``1 step``, ``12 steps``."""
    return "1 step" if count == 1 else f"{count} steps"


def horizon_sentence(label: str, behind: Behind) -> str:
    """Say how far ahead a network does better than what needs no network."""
    lost = {PERSISTENCE: behind.persistence, MEAN: behind.mean}
    if not any(lost.values()):
        return (
            f"{label} is never behind persistence or the training mean, "
            f"up to {steps_in_words(behind.known)} ahead."
        )
    parts = []
    for name, horizons in sorted(lost.items(), key=lambda item: item[1] or (behind.known + 1,)):
        if not horizons:
            parts.append(f"never behind {name}")
        elif len(horizons) == behind.known:
            parts.append(f"behind {name} at every horizon")
        else:
            parts.append(
                f"behind {name} first at {steps_in_words(horizons[0])} ahead "
                f"({len(horizons)} of {behind.known} horizons)"
            )
    return f"{label} is {' and '.join(parts)}."


def other_inputs_sentence(task: SeriesTask) -> str:
    """Say what becomes of inputs that nobody forecasts; nothing where there is none."""
    others = task.input_names[1:]
    if not others:
        return ""
    listed = f"{', '.join(others[:-1])} and {others[-1]}" if len(others) > 1 else others[0]
    return (
        f"Nobody forecasts the other inputs ({listed}): in a free run they stay at their newest "
        "true value and grow stale."
    )


def known_horizons(error: Floats) -> int:
    """Return at how many horizons an error is known."""
    return int((~np.isnan(error)).sum())


def not_shown_sentence(labels: Sequence[str]) -> str:
    """Say which of the chosen networks cannot forecast yet."""
    verb = "is" if len(labels) == 1 else "are"
    return f"{', '.join(labels)} {verb} not shown: no epoch is done yet."


def broken_sentence(labels: Sequence[str]) -> str:
    """Say which networks give no numbers, and what to do."""
    verb = "gives" if len(labels) == 1 else "give"
    return (
        f"{', '.join(labels)} {verb} no numbers: the training diverged. "
        "Train again in the Lab with a smaller learning rate, or clip the gradient."
    )
