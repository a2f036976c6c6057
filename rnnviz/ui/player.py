"""Step through: which runs, which sequence, which layer, and the player itself."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.replay import ReplayedRun, layer_names, replay_probe
from rnnviz.runs.build import build_model
from rnnviz.runs.restore import best_epoch, restore_model, restore_task
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import Task
from rnnviz.ui.kept import KEPT
from rnnviz.ui.labels import short_labels, size_in_words
from rnnviz.ui.live import live
from rnnviz.ui.matches import show_matches
from rnnviz.ui.moment import player_start, remember_moment, shown_moment, write_moment
from rnnviz.ui.moment_code import moment_code
from rnnviz.ui.reading import reading_note, typed_note
from rnnviz.ui.sequence_choice import ShownSequence
from rnnviz.ui.standalone import standalone_page
from rnnviz.ui.web_components import web_component

MOST_PLAYED = 4
_KEY = "player"
_CHOSEN_OF = "networks_of"

_component = web_component("player")


def network_choice(runs: Sequence[Run]) -> list[Run]:
    """Offer the networks to play under one cursor."""
    labels = short_labels(runs)
    first = [run.id for run in runs[:MOST_PLAYED]]
    offered = [run.id for run in runs]
    # A choice among other networks is none among these, although their names may be alike.
    if st.session_state.get(_CHOSEN_OF, offered) != offered and "networks" in st.session_state:
        st.session_state["networks"] = first
    st.session_state[_CHOSEN_OF] = offered
    chosen = st.pills(
        "Networks",
        offered,
        selection_mode="multi",
        default=first,
        format_func=labels.__getitem__,
        key="networks",
        bind="query-params",
    )
    played = [run for run in runs if run.id in chosen]
    if not played:
        st.caption(f"Choose a network; until then {labels[runs[0].id]} is shown.")
        return [runs[0]]
    if len(played) > MOST_PLAYED:
        st.caption(
            f"The first {MOST_PLAYED} are shown: no more can be stepped through at the same time."
        )
    return played[:MOST_PLAYED]


def layer_choice(run: Run, task: Task) -> str:
    """Offer the layers and directions of a network, where it has more than one."""
    names = layer_names(build_model(run.spec, task))
    if len(names) < 2:
        return names[-1]
    chosen: str = st.selectbox(
        "Layer",
        names,
        index=len(names) - 1,
        key="layer",
        bind="query-params",
        help=(
            "As PyTorch names them, counted from 0: l0 is the first layer and reads the input, l1 "
            "reads the output of l0. Layers that end in _reverse read from right to left."
        ),
    )
    return chosen


@st.fragment
@live
def show_player(
    store: RunStore,
    runs: Sequence[Run],
    sequence: ShownSequence,
    layer: str,
) -> None:
    """Mount the player on some runs; it opens on the moment that the address names."""
    start = player_start()
    told = tuple((run.id, run.created, best_epoch(store, run)) for run in runs)
    kept = tuple(tuple(store.snapshot_epochs(run.id)) for run in runs)
    wanted = (st.session_state.get(_KEY) or {}).get("wanted") or {}
    if wanted.get("token") != start.get("token"):
        wanted = {}  # asked for before the player was sent elsewhere
    epoch = wanted.get("epoch", start.get("epoch"))
    asked = (_whole(epoch), _whole(wanted.get("at")), _whole(wanted.get("unit")))
    # The notice has a place of its own: what is below must stay mounted.
    with st.container(key="player_wait"):
        packet = _packet(store, told, kept, sequence, layer, tuple(start.items()), asked)
    _component(
        key=_KEY,
        data=packet,
        on_moment_change=_remember_moment,
        on_wanted_change=_do_nothing,
        on_selection_change=_do_nothing,
    )
    write_moment()
    moment = shown_moment()
    found = st.container(key="matches")
    with found:
        show_matches(
            store, runs, sequence, layer, (st.session_state.get(_KEY) or {}).get("selection")
        )
    title = restore_task(runs[0]).title
    with st.container(key="replay_file"):  # the frame's style puts it beside the options
        st.download_button(
            "Save as HTML",
            # Made when it is asked for, and not at every step.
            lambda: standalone_page(packet, f"{title}: step through", moment),
            file_name=f"rnnviz_{runs[0].spec.task}.html",
            mime="text/html",
            on_click="ignore",
            help="The replay as one file: plays in any browser, without this app or the internet.",
        )


# The creation time is part of the key, for a run may be trained anew under its id; and the epochs
# kept, for it may still be in training.
def _packet(
    store: RunStore,
    told: tuple[tuple[str, float, int], ...],
    kept: tuple[tuple[int, ...], ...],
    *asked: Any,
) -> bytes:
    found: bytes | None = KEPT.get(key := ("player", repr((told, kept, asked))))
    if found is None:
        with st.spinner("Reading the sequence…"):
            found = KEPT.find_or_make(key, lambda: _new_packet(store, told, kept, *asked))
    return found


def _new_packet(
    store: RunStore,
    told: tuple[tuple[str, float, int], ...],
    kept: tuple[tuple[int, ...], ...],
    sequence: ShownSequence,
    layer: str,
    start: tuple[tuple[str, Any], ...],
    asked: tuple[int | None, int | None, int | None],
) -> bytes:
    runs = [store.run(run_id) for run_id, _, _ in told]
    labels = short_labels(runs)
    replayed = [
        ReplayedRun(
            id=run.id,
            label=f"{labels[run.id]} · {size_in_words(run.spec.architecture)}",
            model=restore_model(store, run, best),
            epoch=best,
            epochs=run.spec.training.epochs,
            snapshots=snapshots,
            model_at=partial(restore_model, store, run),
            code=moment_code(run, sequence),
        )
        for run, (_, _, best), snapshots in zip(runs, told, kept, strict=True)
    ]
    task = restore_task(runs[0])
    probe = sequence.probe(task)
    if sequence.typed:
        note = typed_note(task, probe)
    else:
        note = reading_note(store, told, labels, task, sequence.split, sequence.window)
    return replay_probe(
        task,
        probe,
        replayed,
        layer=layer,
        start=dict(start),
        wanted=asked[0],
        at=asked[1],
        products_of=asked[2],
        typed=bool(sequence.typed),
        note=note,
    )


def _whole(value: object) -> int | None:
    """Return a whole number; what else a browser may send asks for nothing."""
    return value if type(value) is int and abs(value) < 2**31 else None


def _remember_moment() -> None:
    remember_moment(st.session_state[_KEY].get("moment"))


def _do_nothing() -> None:
    """Leave it at that: what the player asks for is read when the page runs again, now."""
