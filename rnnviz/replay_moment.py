"""What travels of one network after one epoch, and of which epochs it does."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from torch import nn

from rnnviz.packets.player import PlayerLayerHeader
from rnnviz.replay_arrays import Arrays, describe_layer, layer_arrays, state_paths
from rnnviz.replay_cache import RECORDINGS
from rnnviz.replay_epochs import PACKET_BYTES, epochs_that_fit, snapshot_at
from rnnviz.replay_pass import read_probe
from rnnviz.replay_window import affine_parts, cut, lighten
from rnnviz.tasks import Probe, Task

_STATES = {
    "hidden": ("hidden", "initial_hidden"),
    "cell_state": ("cell_state", "initial_cell"),
}


@dataclass(frozen=True, eq=False)
class ReplayedRun:
    """A network to play: its model at one epoch, and what to call it.

    Attributes
    ----------
    id, label
        Which run, and its name on screen.
    model, epoch
        The network as it is shown first, and the epoch after which it was so.
    epochs
        Epochs of the whole training.
    snapshots
        Epochs at which :attr:`model_at` can be asked; empty where there is only this one.
    model_at
        Gives the network after one of them.
    best
        The epoch of its lowest validation loss; by default the one shown.
    code
        Python that prints a moment's numbers, with ``{{step}}``, ``{{unit}}``, ``{{epoch}}``,
        ``{{path}}`` and ``{{layer}}`` in the moment's places; empty where there is none.
    """

    id: str
    label: str
    model: nn.Module
    epoch: int
    epochs: int
    snapshots: tuple[int, ...] = ()
    model_at: Callable[[int], nn.Module] | None = None
    best: int | None = None
    code: str = ""


@dataclass(frozen=True, eq=False)
class Moment:
    """One run after one epoch: what travels of it.

    ``largest`` is the largest finite magnitude of ``hidden`` and ``cell_state`` over the whole
    sequence, 0 where a cell has no such state.
    """

    arrays: Arrays
    described: PlayerLayerHeader
    parity: float
    largest: dict[str, float]


def record_moment(task: Task, probe: Probe, model: nn.Module, layer: str) -> Moment:
    """Let a network read a sequence, and take what the player needs of one layer."""
    found = read_probe(model, probe, RECORDINGS)
    name = found.choose(layer)
    arrays = layer_arrays(task, probe, model, found, name)
    return Moment(
        arrays,
        describe_layer(task, probe, found, name),
        found.layers[name][0].parity,
        {state: _largest(arrays, names) for state, names in _STATES.items()},
    )


def _largest(arrays: Arrays, names: Sequence[str]) -> float:
    """Return the largest finite magnitude in some of the arrays, those there are."""
    found = [arrays[name] for name in names if name in arrays]
    return max((float(np.abs(a[np.isfinite(a)]).max(initial=0)) for a in found), default=0.0)


def cut_moment(moment: Moment, *, window: slice, unit: int | None) -> Moment:
    """Return a moment of some steps only, light enough to travel: see ``rnnviz.replay_window``."""
    reverse = moment.described["reverse"]
    blocks = moment.described["blocks"]
    arrays = cut(moment.arrays, window, reverse=reverse)
    if unit is None or unit >= arrays["hidden"].shape[1]:
        unit = int(np.abs(arrays["hidden"]).mean(axis=0).argmax())
    light = lighten(arrays, len(blocks), unit)
    if light is not arrays and len(blocks) == 1:
        light |= affine_parts(arrays, reverse=reverse)
    told: PlayerLayerHeader = {
        **moment.described,
        "products_of": unit if light is not arrays else None,
    }
    return Moment(light | state_paths(arrays), told, moment.parity, moment.largest)


def after_epoch(run: ReplayedRun, epoch: int) -> ReplayedRun:
    """Return a run as it was at its last snapshot before or at an epoch."""
    if run.model_at is None or epoch < run.snapshots[0]:
        return run
    kept = snapshot_at(run.snapshots, epoch)
    best = run.epoch if run.best is None else run.best
    return replace(run, model=run.model_at(kept), epoch=kept, best=best)


def other_epochs(
    runs: Sequence[ReplayedRun],
    moment_of: Callable[[nn.Module], Moment],
    wanted: int | None,
    spent: int,
) -> list[dict[int, Moment]]:
    """Record each run after as many other epochs as the packet has room for."""
    every = sorted({epoch for run in runs for epoch in run.snapshots})
    if len(every) < 2:
        return [{} for _ in runs]
    # The best epochs travel in any case; an epoch costs about what the shown one does.
    room = max(0, PACKET_BYTES - spent) // max(1, spent)
    if room < 1:
        return [{} for _ in runs]
    # An epoch that no network has a snapshot of is asked for by an old link, or a wrong one.
    centre = snapshot_at(every, max(every[0], runs[0].epoch if wanted is None else wanted))
    chosen = epochs_that_fit(every, centre, max(1, room - 1))
    moments: list[dict[int, Moment]] = []
    for run in runs:
        mine = {snapshot_at(run.snapshots, epoch) for epoch in chosen if epoch >= run.snapshots[0]}
        if run.best is not None:
            mine.add(run.best)
        moments.append({})
        recall = run.model_at
        if recall is None:
            continue
        for epoch in sorted(mine - {run.epoch}):
            # The newest snapshot of a run that trains is replaced by the next one meanwhile.
            with suppress(KeyError):
                moments[-1][epoch] = moment_of(recall(epoch))
    return moments
