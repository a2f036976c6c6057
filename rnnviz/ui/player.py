"""Step through: which runs, which epoch, which sequence, and the player itself."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.runs.restore import restore_model, restore_task
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import SplitName
from rnnviz.ui.frontend import PLAYER_FILES, bundle
from rnnviz.ui.labels import short_labels

MOST_PLAYED = 3
_KEY = "player"

_component = st.components.v2.component(
    "rnnviz_player", css=bundle("player/player.css"), js=bundle(*PLAYER_FILES)
)


def playable(store: RunStore, runs: Sequence[Run]) -> list[Run]:
    """Return the runs that have a snapshot, all of one task and seed, at most three."""
    with_snapshot = [run for run in runs if store.snapshot_epochs(run.id)]
    return [
        run
        for run in with_snapshot
        if (run.spec.task, run.spec.training.seed)
        == (with_snapshot[0].spec.task, with_snapshot[0].spec.training.seed)
    ][:MOST_PLAYED]


def epoch_choice(store: RunStore, runs: Sequence[Run]) -> int:
    """Offer the epochs of which there are snapshots; begin at the best of the first run."""
    epochs = sorted({epoch for run in runs for epoch in store.snapshot_epochs(run.id)})
    best = runs[0].result.get("best_epoch", epochs[-1])
    return st.select_slider(
        "Training epoch",
        epochs,
        value=best if best in epochs else epochs[-1],
        key=f"step_epoch_{'.'.join(run.id for run in runs)}",
        help="The network as it was at this moment of its training. 0 is before training.",
    )


def split_choice() -> SplitName:
    """Offer the sequences to read."""
    return st.segmented_control(
        "Sequence",
        ["test", "validation", "train"],
        default="test",
        required=True,
        format_func={
            "test": "test range",
            "validation": "validation range",
            "train": "training range",
        }.__getitem__,
        key="step_split",
        bind="query-params",
    )


@st.fragment
def show_player(store: RunStore, runs: Sequence[Run], epoch: int, split: SplitName) -> None:
    """Mount the player on one moment of training of some runs."""
    moments = tuple((run.id, _snapshot_at(store, run, epoch)) for run in runs)
    step, unit = _start()
    _component(
        key=_KEY,
        data=_packet(store, moments, split, step, unit),
        on_moment_change=_remember_moment,
    )
    _write_moment()


def _snapshot_at(store: RunStore, run: Run, epoch: int) -> int:
    """Return the last snapshot at or before an epoch: runs need not share all of theirs."""
    return max(e for e in store.snapshot_epochs(run.id) if e <= epoch)


@st.cache_data(max_entries=64, show_spinner=False)
def _packet(
    _store: RunStore,
    moments: tuple[tuple[str, int], ...],
    split: SplitName,
    step: int,
    unit: int | None,
) -> bytes:
    runs = [_store.run(run_id) for run_id, _ in moments]
    labels = short_labels(runs)
    replayed = [
        ReplayedRun(
            id=run.id,
            label=f"{labels[run.id]} · {run.spec.hidden_size} units",
            model=restore_model(_store, run, epoch),
            epoch=epoch,
            epochs=run.spec.training.epochs,
        )
        for run, (_, epoch) in zip(runs, moments, strict=True)
    ]
    return replay_packet(restore_task(runs[0]), split, replayed, step=step, unit=unit)


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
