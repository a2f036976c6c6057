"""Select and match: the places elsewhere in the data at which the selected units are on."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from rnnviz.analysis.matching import Place, matching_places, units_on
from rnnviz.replay_pass import read_probe
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import SplitName
from rnnviz.ui.moment import go_to_moment

MOST_READ = 200
_MOST_FOUND = 8


def show_matches(
    store: RunStore,
    runs: Sequence[Run],
    sequence: tuple[SplitName, int],
    layer: str,
    selection: Mapping[str, Any] | None,
) -> None:
    """List the places that match what was selected in the player, each with a way to it."""
    run = next((run for run in runs if selection and run.id == selection.get("id")), None)
    if run is None or not selection:
        return
    start, stop = int(selection["from"]), int(selection["to"]) + 1
    threshold, epoch = float(selection["threshold"]), int(selection["epoch"])
    key = (run.id, run.created, epoch)
    try:
        units, places, read = _search(store, key, sequence, layer, (start, stop), threshold)
    except ValueError:
        return  # the selection is of another sequence than the one now shown
    where = f"in {read:,} sequences" if read > 1 else "in this sequence"
    if not places:
        st.caption(f"Nowhere else {where} are half of these {units} units on for so long.")
        return
    st.caption(f"Where else {where} most of the {units} units are on for {stop - start} steps:")
    for k, place in enumerate(places):
        if st.button(_name(place, units), key=f"match_{k}", type="tertiary"):
            if place.sequence != sequence[1]:
                st.session_state["sample"] = place.sequence
            go_to_moment(place.start)
            st.rerun()


def _name(place: Place, units: int) -> str:
    steps = f"steps {place.start} to {place.stop - 1}"
    return f"sequence {place.sequence}, {steps}: {place.shared} of {units} units"


@st.cache_data(max_entries=32, show_spinner="Looking through the data ...")
def _search(
    _store: RunStore,
    key: tuple[str, float, int],
    sequence: tuple[SplitName, int],
    layer: str,
    steps: tuple[int, int],
    threshold: float,
) -> tuple[int, list[Place], int]:
    """Return how many units are on, the places found and the number of sequences read.

    Raises
    ------
    ValueError
        If the steps are none of the sequence, or no unit is on throughout.
    """
    run = _store.run(key[0])
    task = restore_task(run)
    model = restore_model(_store, run, key[2])
    split, index = sequence

    def states(number: int) -> Any:
        found = read_probe(model, task.probe(split, number))
        return found.layers[found.choose(layer)][0].hidden[0]

    selected = units_on(states(index), *steps, threshold)
    numbers = sorted({index, *range(min(MOST_READ, task.probe_count(split)))})
    places = matching_places(
        ((number, states(number)) for number in numbers),
        selected,
        steps[1] - steps[0],
        threshold,
        most=_MOST_FOUND,
        apart_from=(index, *steps),
    )
    return len(selected), places, len(numbers)
