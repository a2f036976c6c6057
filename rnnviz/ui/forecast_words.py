"""What the Forecast page says about errors by horizon."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.gain import Gain
from rnnviz.analysis.horizon import Floats
from rnnviz.tasks import SeriesTask

# More ranges than these are no sentence any more.
MOST_RANGES = 3


@dataclass(frozen=True)
class Horizons:
    """At which horizons a network is better or worse than a reference, counted from 1.

    At the others the 95% interval of the difference contains zero.

    Attributes
    ----------
    better, worse
        Steps ahead, ascending.
    known
        Horizons at which errors are known.
    """

    better: tuple[int, ...]
    worse: tuple[int, ...]
    known: int

    @classmethod
    def of(cls, gains: Sequence[Gain | None]) -> "Horizons":
        """Sort the gains by horizon, beginning with one step ahead."""
        known = [(step, gain) for step, gain in enumerate(gains, 1) if gain is not None]
        return cls(
            tuple(step for step, gain in known if gain.better),
            tuple(step for step, gain in known if gain.worse),
            len(known),
        )

    @property
    def first_worse(self) -> int:
        """The first horizon at which it is worse; 0 if there is none."""
        return self.worse[0] if self.worse else 0

    def in_words(self) -> str:
        """Say it in a table's cell: ``1 to 12 steps ahead``, ``nowhere``."""
        return f"{ranges_in_words(self.better)} ahead" if self.better else "nowhere"


def steps_in_words(count: int) -> str:
    """Write a number of steps: ``1 step``, ``12 steps``."""
    return "1 step" if count == 1 else f"{count} steps"


def ranges_in_words(steps: Sequence[int]) -> str:
    """Write ascending numbers of steps as ranges: ``1 to 12 and 15 steps``."""
    ranges: list[tuple[int, int]] = []
    for step in steps:
        if ranges and ranges[-1][1] == step - 1:
            ranges[-1] = (ranges[-1][0], step)
        else:
            ranges.append((step, step))
    if len(ranges) > MOST_RANGES:
        return f"{len(steps)} of the horizons from {steps[0]} to {steps[-1]} steps"
    told = [f"{low}" if low == high else f"{low} to {high}" for low, high in ranges]
    listed = " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
    return f"{listed} step{'' if steps[-1] == 1 else 's'}"


def horizon_sentence(label: str, persistence: Horizons, mean: Horizons) -> str:
    """Say how far ahead a network does better than what needs no network."""
    against = {"persistence": persistence, "the training mean": mean}
    return " ".join(_standing(label, name, found) for name, found in against.items())


def _standing(label: str, name: str, found: Horizons) -> str:
    apart = len(found.better) + len(found.worse)
    if not apart:
        return (
            f"{label} cannot be told apart from {name} "
            f"{'one step ahead' if found.known == 1 else f'at any of the {found.known} horizons'}."
        )
    parts = [
        f"{word} than {name} {_where(steps, found.known)}"
        for word, steps in (("better", found.better), ("worse", found.worse))
        if steps
    ]
    rest = "" if apart == found.known else "; at the other horizons they cannot be told apart"
    return f"{label} is {' and '.join(parts)}{rest}."


def _where(steps: Sequence[int], known: int) -> str:
    return "at every horizon" if len(steps) == known else f"{ranges_in_words(steps)} ahead"


def other_inputs_sentence(task: SeriesTask) -> str:
    """Say what becomes of inputs that nobody forecasts; nothing where there is none."""
    others = task.input_names[1:]
    if not others:
        return ""
    listed = f"{', '.join(others[:-1])} and {others[-1]}" if len(others) > 1 else others[0]
    return (
        f"The other inputs ({listed}) are not forecast: in a free run they keep their newest true "
        "value."
    )


def known_horizons(error: Floats) -> int:
    """Return at how many horizons an error is known."""
    return int((~np.isnan(error)).sum())


def not_shown_sentence(labels: Sequence[str]) -> str:
    """Say which of the chosen networks cannot forecast yet."""
    verb = "is" if len(labels) == 1 else "are"
    return f"{', '.join(labels)} {verb} not shown: no epoch has finished yet."


def broken_sentence(labels: Sequence[str]) -> str:
    """Say which networks give no numbers, and what to do."""
    verb = "gives" if len(labels) == 1 else "give"
    return (
        f"{', '.join(labels)} {verb} no numbers: the training diverged. "
        "Train again in the Lab with a smaller learning rate, or clip the gradient."
    )
