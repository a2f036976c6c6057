"""What the units of a network may go along with: all that there is in a sequence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rnnviz.analysis.correlation import pearson_matrix, phase_correlations
from rnnviz.packets.player import CorrelateName, PlayerSequenceHeader
from rnnviz.replay_symbols import quoted_symbol

Floats = NDArray[np.floating]

# A unit that follows one of so many symbols is found by its heatmap.
MOST_SYMBOLS = 60


@dataclass(frozen=True, eq=False)
class Candidates:
    """What a unit may go along with; the same for every network that reads the sequence.

    Attributes
    ----------
    series
        Name to its values, shape (steps,); NaN where nothing is known.
    season
        In steps; up to 2 there is none to go along with.
    """

    series: dict[str, Floats]
    season: int

    @cached_property
    def names(self) -> list[CorrelateName]:
        """What each column of :meth:`correlations` is about."""
        found: list[CorrelateName] = [{"name": name, "unsigned": False} for name in self.series]
        if self.season > 2:
            name = f"phase of the season ({self.season} steps)"
            found.append({"name": name, "unsigned": True})
        return found

    def correlations(self, traces: Floats) -> NDArray[np.float64]:
        """Return Pearson's r of units with each candidate, and R with the phase of the season.

        Parameters
        ----------
        traces
            Shape (steps, units).

        Returns
        -------
        ndarray
            Shape (units, candidates); NaN where it cannot be computed.
        """
        found = pearson_matrix(traces, self._columns)
        if self.season > 2:
            phase = phase_correlations(traces, self.season)
            found = np.concatenate([found, phase[:, None]], axis=1)
        return found

    @cached_property
    def _columns(self) -> NDArray[np.float64]:
        return np.stack([np.asarray(v, dtype=np.float64) for v in self.series.values()], axis=1)


def candidates_of(
    sequence: PlayerSequenceHeader, value: Floats, target: Floats, features: Floats | None
) -> Candidates:
    """Name all that a unit may go along with, in a fixed order.

    Parameters
    ----------
    sequence
        What the player is told of the sequence, or of a window of it.
    value, target
        Shape (steps,).
    features
        Shape (steps, features), or None.
    """
    steps, symbols = len(value), sequence["kind"] == "symbols"
    # The zeros and ones that spell symbols say nothing more than the symbols.
    named = {}
    if features is not None and not symbols:
        named = dict(zip(sequence["features"], features.T, strict=True))
    next_asked = sequence["target_is_next"]
    found: dict[str, Floats] = {"position": np.arange(steps, dtype=np.float64)}
    if symbols:
        found |= _named_steps(sequence["step_labels"], "reading")
    elif not named or next_asked:
        name = sequence["value_name"]
        found[f"input {name}" if name not in ("", "value") else "input"] = value
    found |= {f"input {name}": values for name, values in named.items()}
    if next_asked:
        found["next value"] = _next_values(value, target)
    elif not sequence["classes"]:
        found["target"] = target
    else:
        found |= _named_steps(sequence["answers"], "right answer")
    return Candidates(found, sequence["season"])


def target_is_next_value(
    sequence: PlayerSequenceHeader, value: Floats, target: Floats, has_features: bool
) -> bool:
    """Say whether the truth is simply the next input, so that one line says both.

    A sequence that is judged at its end alone says nothing about it: one series is then being
    continued, several are not.
    """
    if sequence["continues"]:
        return True
    if sequence["kind"] == "symbols" or sequence["classes"]:
        return False
    asked, follows = target[:-1], value[1:]
    known = np.isfinite(asked) & np.isfinite(follows)
    if not known.any():
        return not has_features
    tolerance = 1e-4 * (np.abs(value[np.isfinite(value)]).max(initial=0) + 1e-9)
    return bool((np.abs(asked - follows)[known] <= tolerance).all())


def _next_values(value: Floats, target: Floats) -> Floats:
    """Return the values that follow: of a window only the last is asked for, all are known."""
    known = np.isfinite(target)
    known[-1] = True
    return np.where(known, target, np.roll(value, -1))


def _named_steps(names: Sequence[str], prefix: str) -> dict[str, Floats]:
    distinct = [name for name in dict.fromkeys(names) if name]
    if not 2 <= len(distinct) <= MOST_SYMBOLS:
        return {}
    every = np.array(names, dtype=object)
    return {
        f"{prefix} {quoted_symbol(name)}": (every == name).astype(np.float64) for name in distinct
    }
