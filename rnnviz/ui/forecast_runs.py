"""Which runs the Forecast page shows, their labels and their forecasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from rnnviz.forecast_outlook import Ground, Outlook, baseline_outlooks, network_outlook
from rnnviz.runs.groups import group_by_setting
from rnnviz.runs.restore import best_epoch, restore_model
from rnnviz.runs.store import Run, RunStore
from rnnviz.tasks import TASKS, SeriesTask, Task, load_task
from rnnviz.ui.advice import as_sentence
from rnnviz.ui.empty import nothing_to_show
from rnnviz.ui.kept import KEPT
from rnnviz.ui.labels import short_labels
from rnnviz.ui.links import runs_or_demonstration
from rnnviz.ui.selection import MOST_SELECTED, named_runs


@dataclass(frozen=True)
class Setting:
    """Runs of one setting that differ by their seed alone.

    Attributes
    ----------
    label
        What they are called together.
    cell
        The cell of their networks.
    variant
        How many settings before have the same cell, and so the same colour.
    runs
        One or more, the lowest seed first.
    """

    label: str
    cell: str
    variant: int
    runs: tuple[Run, ...]

    @property
    def labels(self) -> dict[str, str]:
        """What each run is called, by its id."""
        if len(self.runs) == 1:
            return {self.runs[0].id: self.label}
        name = self.label.rpartition(", ")[0]
        return {run.id: f"{name}, seed {run.spec.training.seed}" for run in self.runs}


@dataclass(frozen=True, eq=False)
class Foreseen:
    """A run with its outlook, and that of the same network before training.

    ``before`` is None where the run has no snapshot from before its training.
    """

    run: Run
    epoch: int
    after: Outlook
    before: Outlook | None


@dataclass(frozen=True)
class ChosenRuns:
    """The chosen runs, sorted by what the page can do with them.

    Attributes
    ----------
    ready
        About one and the same data, with a network; at most six.
    waiting
        About the same data, without a network yet.
    left_out
        About other data, or beyond the sixth.
    """

    ready: tuple[Run, ...]
    waiting: tuple[Run, ...]
    left_out: tuple[Run, ...]


def choose_runs(store: RunStore) -> ChosenRuns:
    """Sort the runs of the address, or the demonstration where it names none.

    Most series do not depend on the seed, so that runs of several seeds can stand together.
    """
    named = named_runs(store) or runs_or_demonstration(store)
    together = [run for run in named if _same_data(named[0], run)][:MOST_SELECTED]
    ready = [run for run in together if store.snapshot_epochs(run.id)]
    return ChosenRuns(
        tuple(ready),
        tuple(run for run in together if run not in ready),
        tuple(run for run in named if run not in together),
    )


def say_left_out(runs: Sequence[Run]) -> None:
    """Say that some of the chosen runs are not shown, and why."""
    with st.container():
        if runs:
            verb = "is" if len(runs) == 1 else "are"
            st.info(
                f"{len(runs)} more of the chosen runs {verb} not shown: one plot holds up to "
                f"{MOST_SELECTED} runs on the same data. Where a series is random, their data "
                "seeds must be equal, as in a sweep.",
                icon=":material/filter_alt:",
            )


def explain_missing(waiting: Sequence[Run]) -> None:
    """End the page with the reason why none of the chosen runs has a network, if none will come."""
    if waiting and not any(run.active or run.status == "paused" for run in waiting):
        names = ", ".join(short_labels(waiting).values())
        why = as_sentence(waiting[0].sentence)
        nothing_to_show(f"There is no network to show for {names}. {why}", waiting)


def _same_data(first: Run, other: Run) -> bool:
    if first.spec.same_data(other.spec):
        return True
    if (first.spec.task, first.spec.options) != (other.spec.task, other.spec.options):
        return False
    mine, theirs = first.spec.load_task(), other.spec.load_task()
    if not isinstance(mine, SeriesTask) or not isinstance(theirs, SeriesTask):
        return False
    return np.array_equal(mine.table, theirs.table)


def settings_of(runs: Sequence[Run]) -> list[Setting]:
    """Put runs of one setting together and name them."""
    groups = group_by_setting(runs)
    titles = short_labels([group.runs[0] for group in groups])
    settings: list[Setting] = []
    for group in groups:
        label, cell = titles[group.runs[0].id], group.spec.cell
        if len(group.runs) > 1:
            label = f"{label}, {len(group.runs)} seeds"
        variant = sum(other.cell == cell for other in settings)
        settings.append(Setting(label, cell, variant, group.runs))
    return settings


def foresee(store: RunStore, runs: Sequence[Run]) -> list[Foreseen]:
    """Return what every run's best network foresees, computed once a network."""
    found = []
    for run in runs:
        epoch = best_epoch(store, run)
        has_start = epoch != 0 and 0 in store.snapshot_epochs(run.id)
        found.append(
            Foreseen(
                run,
                epoch,
                after=_outlook(store, run, epoch),
                before=_outlook(store, run, 0) if has_start else None,
            )
        )
    return found


def _outlook(store: RunStore, run: Run, epoch: int) -> Outlook:
    # Kept as they are, for nobody changes them. When a run was created and how often it was taken
    # up are part of the key: it may be trained anew under its id.
    key = ("outlook", run.id, run.created, run.attempt, epoch)
    found: Outlook = KEPT.find_or_make(key, lambda: _new_outlook(store, run, epoch))
    return found


def _new_outlook(store: RunStore, run: Run, epoch: int) -> Outlook:
    task = run.spec.load_task()
    if not isinstance(task, SeriesTask):
        raise TypeError(f"{task.name} is not a forecasting task")
    return network_outlook(restore_model(store, run, epoch), task, Ground.of(task))


def baselines_of(run: Run) -> Mapping[str, Outlook]:
    """Return what the baselines of a run's task foresee, computed once a task."""
    spec = run.spec
    seed = spec.data_seed if TASKS[spec.task].drawn else 0
    key = ("baselines", spec.task, seed, tuple(spec.options.items()))
    found: Mapping[str, Outlook] = KEPT.find_or_make(
        key, lambda: _new_baselines(load_task(spec.task, seed, **spec.options))
    )
    return found


def _new_baselines(task: Task) -> dict[str, Outlook]:
    if not isinstance(task, SeriesTask):
        raise TypeError(f"{task.name} is not a forecasting task")
    return dict(baseline_outlooks(task, Ground.of(task)))


def strongest_of(task: SeriesTask, baselines: Mapping[str, Outlook]) -> str:
    """Return the name of the baseline whose one-step error is smallest."""
    truth = task.series[task.test_start :]
    return min(baselines, key=lambda name: float(np.mean((baselines[name].one_step - truth) ** 2)))
