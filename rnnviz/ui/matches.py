"""Select and match: the places elsewhere in the data at which the selected units are on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.analysis.matching import Place, States, matching_places, units_on, vector_of
from rnnviz.replay_pass import read_probe
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.store import Run, RunStore
from rnnviz.ui.kept import KEPT
from rnnviz.ui.moment import go_to_moment
from rnnviz.ui.sequence_choice import ShownSequence

MOST_READ = 200
_MOST_FOUND = 8


@dataclass(frozen=True)
class _Selected:
    """What was selected in the player.

    Attributes
    ----------
    source
        The vector that was looked at: ``hidden``, ``cell_state`` or a gate.
    start, stop
        The first step and the one behind the last.
    threshold
        Units count that are on: at least this; or at most, where ``below``.
    """

    source: str
    start: int
    stop: int
    threshold: float
    below: bool

    def on(self, states: States) -> States:
        """Return states of which those that count are at least :attr:`least`."""
        return -states if self.below else states

    @property
    def least(self) -> float:
        """The threshold for what :meth:`on` returns."""
        return -self.threshold if self.below else self.threshold


def show_matches(
    store: RunStore,
    runs: Sequence[Run],
    sequence: ShownSequence,
    layer: str,
    selection: Mapping[str, Any] | None,
) -> None:
    """List the places that match what was selected in the player, each with a way to it."""
    run = next((run for run in runs if selection and run.id == selection.get("id")), None)
    if run is None or not selection:
        return
    selected = _Selected(
        source=str(selection["source"]),
        start=int(selection["from"]),
        stop=int(selection["to"]) + 1,
        threshold=float(selection["threshold"]),
        below=bool(selection["below"]),
    )
    key = (run.id, run.created, int(selection["epoch"]))
    try:
        units, places, read = _search(store, key, sequence, layer, selected)
    except ValueError:
        return  # the selection is of another sequence or layer than the one now shown
    what = "windows" if sequence.window else "sequences"
    where = f"elsewhere in {read:,} {what}" if read > 1 else "elsewhere in this sequence"
    if sequence.typed:
        where = f"in the {'first ' if read == MOST_READ else ''}{read:,} test sequences"
        where = where if read > 1 else "in the test data"
    steps = _count(selected.stop - selected.start, "step")
    selected_units = f"the {_count(units, 'selected unit')}" if units > 1 else "the selected unit"
    so = "on" if not selected.below else "off"
    most = f"at least half of {selected_units} are" if units > 1 else f"{selected_units} is"
    if not places:
        st.caption(f"There is no place {where} where {most} {so} for {steps}.")
        return
    st.caption(f"Places {where} where {most} {so} for {steps}:")
    with st.container(horizontal=True):
        for k, place in enumerate(places):
            one = "window" if sequence.window else "sequence"
            if st.button(f"{one} {_name(place, units)}", key=f"match_{k}", type="tertiary"):
                if sequence.typed:
                    st.session_state["data"] = sequence.split
                if sequence.typed or place.sequence != sequence.index:
                    st.session_state["sample"] = place.sequence
                go_to_moment(place.start)
                st.rerun()


def _name(place: Place, units: int) -> str:
    last = place.stop - 1
    steps = f"step {last}" if last == place.start else f"steps {place.start} to {last}"
    return f"{place.sequence}, {steps}: {place.shared} of {_count(units, 'unit')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _search(
    store: RunStore, key: tuple[str, float, int], *asked: Any
) -> tuple[int, list[Place], int]:
    found: tuple[int, list[Place], int] | None = KEPT.get(name := ("matches", repr((key, asked))))
    if found is None:
        with st.spinner("Searching the data…"):
            found = KEPT.find_or_make(name, lambda: _new_search(store, key, *asked))
    return found


def _new_search(
    store: RunStore,
    key: tuple[str, float, int],
    sequence: ShownSequence,
    layer: str,
    selected: _Selected,
) -> tuple[int, list[Place], int]:
    """Return how many units are on, the places found and the number of sequences read.

    Raises
    ------
    ValueError
        If the layer has no such vector, the steps are none of the sequence, or no unit is on
        throughout.
    """
    run = store.run(key[0])
    task = restore_task(run)
    model = restore_model(store, run, key[2])

    def states(one: ShownSequence) -> States:
        found = read_probe(model, one.probe(task))
        recorded = found.layers[found.choose(layer)][0]
        return selected.on(vector_of(recorded, selected.source))

    units = units_on(states(sequence), selected.start, selected.stop, selected.least)
    numbers = set(range(min(MOST_READ, sequence.at(0).count(task))))
    if not sequence.typed:
        numbers.add(sequence.index)
    places = matching_places(
        ((number, states(sequence.at(number))) for number in sorted(numbers)),
        units,
        selected.stop - selected.start,
        selected.least,
        most=_MOST_FOUND,
        apart_from=None if sequence.typed else (sequence.index, selected.start, selected.stop),
    )
    return len(units), places, len(numbers)
