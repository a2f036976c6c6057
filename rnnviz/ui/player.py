"""Step through: which runs, which epoch, which sequence, and the player itself."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.replay import ReplayedRun, layer_names, replay_packet
from rnnviz.runs.build import build_model
from rnnviz.runs.restore import best_epoch, restore_model, restore_task
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import SplitName, Task
from rnnviz.ui.frontend import PLAYER_FILES, bundle
from rnnviz.ui.labels import short_labels, size_in_words

MOST_PLAYED = 4
_KEY = "player"

_component = st.components.v2.component(
    "rnnviz_player", css=bundle("player/player.css"), js=bundle(*PLAYER_FILES)
)


def network_choice(runs: Sequence[Run]) -> list[Run]:
    """Offer the networks to play under one cursor."""
    labels = short_labels(runs)
    chosen = st.pills(
        "Networks",
        [run.id for run in runs],
        selection_mode="multi",
        default=[run.id for run in runs[:MOST_PLAYED]],
        format_func=labels.__getitem__,
        key=f"step_networks_{'.'.join(run.id for run in runs)}",
    )
    played = [run for run in runs if run.id in chosen]
    if not played:
        st.caption(f"Choose a network; meanwhile {labels[runs[0].id]} is shown.")
        return [runs[0]]
    if len(played) > MOST_PLAYED:
        st.caption(f"The first {MOST_PLAYED} are shown: more do not fit under one cursor.")
    return played[:MOST_PLAYED]


def epoch_choice(store: RunStore, runs: Sequence[Run]) -> int | None:
    """Offer moments of the training; None stands for each network's best epoch."""
    weights = st.segmented_control(
        "Weights",
        ["best", "last", "other"],
        default="best",
        required=True,
        format_func={"best": "best epoch", "last": "last epoch", "other": "any epoch"}.__getitem__,
        key="weights",
        bind="query-params",
        help=(
            "The networks as they were at a moment of their training. The best epoch is where "
            "the validation loss was lowest."
        ),
    )
    epochs = sorted({epoch for run in runs for epoch in store.snapshot_epochs(run.id)})
    if weights == "best":
        return None
    if weights == "last" or len(epochs) < 2:
        return epochs[-1]
    chosen: int = st.select_slider(
        "Training epoch",
        epochs,
        value=epochs[0],
        key="epoch",
        bind="query-params",
        help="0 is before training.",
    )
    return chosen


def split_choice() -> SplitName:
    """Offer the splits to read from."""
    return st.segmented_control(
        "Data",
        ["test", "validation", "train"],
        default="test",
        required=True,
        format_func={"test": "test", "validation": "validation", "train": "training"}.__getitem__,
        key="data",
        bind="query-params",
    )


def sample_choice(task: Task, split: SplitName) -> int:
    """Offer the sequences of a split, where it has more than one."""
    count = task.probe_count(split)
    if count < 2:
        return 0
    chosen = st.number_input(
        "Sequence",
        min_value=0,
        max_value=count - 1,
        value=0,
        key="sample",
        bind="query-params",
        help=f"One of {count:,} sequences, counted from 0.",
    )
    return min(int(chosen), count - 1)


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
        help="l0 reads the input; a layer that ends in _reverse reads from right to left.",
    )
    return chosen


@st.fragment
def show_player(
    store: RunStore,
    runs: Sequence[Run],
    epoch: int | None,
    sequence: tuple[SplitName, int],
    layer: str,
) -> None:
    """Mount the player on one moment of training of some runs; without an epoch, on their best."""
    moments = tuple((run.id, run.created, _snapshot_at(store, run, epoch)) for run in runs)
    step, unit = _start()
    _component(
        key=_KEY,
        data=_packet(store, moments, sequence, layer, step, unit),
        on_moment_change=_remember_moment,
    )
    _write_moment()


def _snapshot_at(store: RunStore, run: Run, epoch: int | None) -> int:
    """Return the last snapshot at or before an epoch: runs need not share all of theirs."""
    if epoch is None:
        return best_epoch(store, run)
    return max(e for e in store.snapshot_epochs(run.id) if e <= epoch)


# The creation time is part of the key: a run may be trained anew under its id.
@st.cache_data(max_entries=64, show_spinner=False)
def _packet(
    _store: RunStore,
    moments: tuple[tuple[str, float, int], ...],
    sequence: tuple[SplitName, int],
    layer: str,
    step: int,
    unit: int | None,
) -> bytes:
    runs = [_store.run(run_id) for run_id, _, _ in moments]
    labels = short_labels(runs)
    replayed = [
        ReplayedRun(
            id=run.id,
            label=f"{labels[run.id]} · {size_in_words(run.spec.architecture)}",
            model=restore_model(_store, run, epoch),
            epoch=epoch,
            epochs=run.spec.training.epochs,
        )
        for run, (_, _, epoch) in zip(runs, moments, strict=True)
    ]
    split, index = sequence
    return replay_packet(
        restore_task(runs[0]), split, replayed, step=step, unit=unit, index=index, layer=layer
    )


def _start() -> tuple[int, int | None]:
    """Return the step and unit at which the player opens.

    They stay the same for as long as the player is on screen: it moves by itself, and a new
    start would send it everything again.
    """
    if _KEY not in st.session_state or "player_start" not in st.session_state:
        kept = st.session_state.get("moment", {})
        step = _number("step", kept.get("step")) or 0
        st.session_state["player_start"] = (step, _number("unit", kept.get("unit")))
    start: tuple[int, int | None] = st.session_state["player_start"]
    return start


def _number(parameter: str, otherwise: int | None) -> int | None:
    """Read a number from the address; nonsense there counts as nothing."""
    text = st.query_params.get(parameter, "")
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]), 10**6)
    return otherwise


def _remember_moment() -> None:
    moment = st.session_state[_KEY].get("moment")
    if moment:
        st.session_state["moment"] = dict(moment)


def _write_moment() -> None:
    """Keep the address in step with the player, so that its link shows this moment."""
    for name, value in st.session_state.get("moment", {}).items():
        if name not in ("step", "unit"):
            continue
        if value is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
