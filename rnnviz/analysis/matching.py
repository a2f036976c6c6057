"""Select and match: which units are on throughout some steps, and where else the same ones are.

After LSTMVis: Strobelt, H., Gehrmann, S., Pfister, H. and Rush, A. M. (2018). LSTMVis: a tool for
visual analysis of hidden state dynamics in recurrent neural networks. IEEE TVCG 24(1), 667-676.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnviz.recorded import LayerRecording

States = NDArray[np.floating]


@dataclass(frozen=True)
class Place:
    """Some steps of a sequence.

    Attributes
    ----------
    sequence
        Its number.
    start, stop
        The first step and the one behind the last.
    shared
        How many of the selected units are on throughout.
    others
        How many units besides are on throughout; the fewer, the more alike.
    """

    sequence: int
    start: int
    stop: int
    shared: int
    others: int


def vector_of(layer: LayerRecording, source: str) -> States:
    """Return a state or a gate of the only sequence of a recording, shape (time, unit).

    Parameters
    ----------
    layer
        Of one sequence.
    source
        ``hidden``, ``cell_state`` or the name of a gate.

    Raises
    ------
    ValueError
        If the layer has none of this name; the message lists those it has.
    """
    # Not from all arrays by name: a gate is called input, and so is what the layer reads.
    named = {"hidden": layer.hidden, **layer.gates}
    if layer.cell_state is not None:
        named["cell_state"] = layer.cell_state
    if source not in named:
        raise ValueError(f"this layer has {', '.join(named)}, but no {source[:40]!r}")
    found: States = named[source][0]
    return found


def units_on(states: States, start: int, stop: int, threshold: float) -> NDArray[np.int64]:
    """Return the units whose state or gate is at least a threshold at every step of a range.

    For those that are at most a threshold, give both with the sign changed.

    Parameters
    ----------
    states
        Shape (time, unit).
    start, stop
        The first step and the one behind the last.
    threshold
        In the states' own scale.

    Raises
    ------
    ValueError
        If the range is empty or reaches beyond the sequence.
    """
    if not 0 <= start < stop <= len(states):
        raise ValueError(f"steps {start} to {stop} are not a range within {len(states)} steps")
    return np.flatnonzero((states[start:stop] >= threshold).all(axis=0))


def matching_places(
    sequences: Iterable[tuple[int, States]],
    units: NDArray[np.integer],
    length: int,
    threshold: float,
    *,
    most: int = 10,
    apart_from: tuple[int, int, int] | None = None,
) -> list[Place]:
    """Find the places at which most of some units are on for a number of steps.

    Parameters
    ----------
    sequences
        Number and states, (time, unit), of every sequence to look through.
    units
        Those that were selected.
    length
        Steps of a place.
    threshold
        As for :func:`units_on`.
    most
        How many places to return.
    apart_from
        Sequence, start and stop of the selection: what overlaps it is left out.

    Returns
    -------
    list of Place
        The most alike first, at least half of the units in each; of equally alike ones, those of
        different sequences first. Places of one sequence do not overlap.

    Raises
    ------
    ValueError
        If no unit is selected or the length is below 1.
    """
    if len(units) == 0 or length < 1:
        raise ValueError("a match needs at least one unit and one step")
    found: list[tuple[tuple[int, ...], Place]] = []
    for number, states in sequences:
        taken = [apart_from[1:]] if apart_from and apart_from[0] == number else []
        places = _places(number, states, units, length, threshold, most, taken)
        # Of equally good ones, the best of every sequence before the second of any.
        found += [
            ((-place.shared, place.others, rank, number), place)
            for rank, place in enumerate(places)
            if 2 * place.shared >= len(units)
        ]
    return [place for _, place in sorted(found, key=lambda one: one[0])[:most]]


def _places(
    number: int,
    states: States,
    units: NDArray[np.integer],
    length: int,
    threshold: float,
    most: int,
    taken: list[tuple[int, int]],
) -> list[Place]:
    if len(states) < length:
        return []
    # Steps on within a window, by differences of running sums: shape (windows, unit).
    running = np.cumsum(np.pad(states >= threshold, ((1, 0), (0, 0))), axis=0)
    throughout: NDArray[np.bool_] = running[length:] - running[:-length] == length
    shared: NDArray[np.int64] = throughout[:, units].sum(axis=1)
    others = throughout.sum(axis=1) - shared
    places: list[Place] = []
    for start in np.lexsort((np.arange(len(shared)), others, -shared)):
        stop = int(start) + length
        if len(places) == most or shared[start] == 0:
            break
        if any(start < end and begin < stop for begin, end in taken):
            continue
        taken.append((int(start), stop))
        places.append(Place(number, int(start), stop, int(shared[start]), int(others[start])))
    return places
