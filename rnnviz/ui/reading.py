"""How a sequence is read: a series in one pass or in windows as in training, and what that means.

The player says it in a line of its own, which travels with it, so that a saved replay says it too.
"""

import math
from collections.abc import Sequence

import numpy as np
import streamlit as st

from rnnviz.replay_reading import FIRST_STEPS, ReadingErrors, reading_errors
from rnnviz.runs.restore import restore_model
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import Probe, SeriesTask, SplitName, Task
from rnnviz.ui.kept import KEPT

_WAYS = ("one pass", "windows as in training")
_BY_PLACE = "window_by_place"


def reads_windows(task: Task) -> bool:
    """Offer both ways of reading a series, and say whether windows were chosen."""
    if not isinstance(task, SeriesTask):
        return False
    chosen: str | None = st.segmented_control(
        "Reading",
        _WAYS,
        default=_WAYS[0],
        required=True,
        key="reading",
        bind="query-params",
        help=(
            "One pass: all steps in order, with a zero state only before the first. Windows as in "
            f"training: {task.window} steps each, every window starting from a zero state."
        ),
    )
    return chosen == _WAYS[1]


def window_choice(task: SeriesTask, split: SplitName) -> int:
    """Offer the windows of a split by number, and by where the value stands that they predict."""
    count = task.window_count(split)
    with st.container(horizontal=True, gap="small"):
        chosen = st.number_input(
            "Window",
            min_value=0,
            max_value=count - 1,
            value=0,
            key="sample",
            bind="query-params",
            help=f"One of {count:,} windows, counted from 0 in order of time.",
        )
        number = min(int(chosen), count - 1)
        st.session_state[_BY_PLACE] = number
        targets = task.targets_of(split)
        st.selectbox(
            f"Predicts {task.step_name}",
            range(count),
            format_func=lambda k: task.place_label(targets[k]),
            key=_BY_PLACE,
            on_change=_take_place,
        )
    return number


def _take_place() -> None:
    st.session_state["sample"] = st.session_state[_BY_PLACE]


def reading_note(
    store: RunStore,
    told: Sequence[tuple[str, float, int]],
    labels: dict[str, str],
    task: Task,
    split: SplitName,
    window: bool,
) -> str:
    """Say how a sequence of the data is read, where training read it in another way.

    Parameters
    ----------
    told
        Of each network its run, when that was made, and the epoch.
    labels
        The names of the runs.
    """
    if not isinstance(task, SeriesTask):
        return ""
    if window:
        return (
            f"A window of {task.window} steps from a zero state, as in training, where only "
            "the prediction after the last step had a target."
        )
    found = [(labels[one[0]], _errors(store, *one, split)) for one in told]
    unit = f" in {task.unit}" if task.unit else ""
    # Of one network the name stands beside the picture.
    each = "; ".join(
        f"{f'{label} ' if len(found) > 1 else ''}{_pair(errors.one_pass, errors.windows)} (first "
        f"{FIRST_STEPS} steps: {_pair(errors.first_one_pass, errors.first_windows)})"
        for label, errors in found
    )
    return (
        "Read in one pass. Training used windows, each of "
        f"{task.window} steps, starting from a zero state. RMSE{unit} in one pass against windows: "
        f"{each}."
    )


def _pair(one_pass: float, windows: float) -> str:
    """Write two errors with as many decimals as give the smaller one three digits."""
    smaller = min(one_pass, windows)
    decimals = 2 - math.floor(math.log10(smaller)) if 0 < smaller < math.inf else 3
    decimals = min(9, max(0, decimals))
    return f"{one_pass:.{decimals}f} against {windows:.{decimals}f}"


def _errors(
    store: RunStore, run_id: str, created: float, epoch: int, split: SplitName
) -> ReadingErrors:
    # A run may be made anew under its id; then it was created later.
    found: ReadingErrors = KEPT.find_or_make(
        ("reading", run_id, created, epoch, split),
        lambda: _new_errors(store, store.run(run_id), epoch, split),
    )
    return found


def _new_errors(store: RunStore, run: Run, epoch: int, split: SplitName) -> ReadingErrors:
    task = run.spec.load_task()
    assert isinstance(task, SeriesTask)
    return reading_errors(restore_model(store, run, epoch), task, split)


def typed_note(task: Task, probe: Probe) -> str:
    """Say what training had instead, where it had nothing of the length that was typed."""
    steps = len(probe.labels) if not task.source_length else task.source_length
    if isinstance(task, SeriesTask):
        return (
            f"Read in one pass of {_steps(steps)}. Training used windows, each of {task.window} "
            "steps, starting from a zero state; only the prediction after the last step had a "
            "target."
        )
    if context := getattr(task, "context", 0):
        return (
            f"In training the network read only {context} letters at a time, from a zero state; "
            "here it reads on without a reset and may be less certain."
        )
    if task.source_length:
        return ""
    trained = task.examples("train")
    shortest, longest = int(np.min(trained.lengths)), int(np.max(trained.lengths))
    # Where the first steps are judged, each beginning of a sequence was asked about, too.
    if (trained.counted[:, 0].any() or shortest <= steps) and steps <= longest:
        return ""
    had = f"{longest}" if shortest == longest else f"{shortest} to {longest}"
    return (
        f"This has {_steps(steps)}; sequences in training had {had}. No network was trained on "
        "this length."
    )


def _steps(count: int) -> str:
    return f"{count} {'step' if count == 1 else 'steps'}"
