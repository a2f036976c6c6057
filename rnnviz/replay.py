"""A recording made ready for the player: everything one sequence needs, in one packet.

The player draws any cell from what is in the packet and asks the server again only for epochs
that did not fit. :mod:`rnnviz.packets.player` says what stands in it.
"""

from collections.abc import Sequence
from functools import partial
from math import isfinite
from typing import Any, cast

import numpy as np

from rnnviz.packet import Sent
from rnnviz.packets import PLAYER, write_packet
from rnnviz.packets.player import PlayerHeader, PlayerRunHeader, PlayerStartHeader
from rnnviz.palette import browser_palette
from rnnviz.replay_arrays import Arrays, input_features
from rnnviz.replay_epochs import PACKET_BYTES
from rnnviz.replay_facts import UnitFacts, fact_bytes
from rnnviz.replay_moment import (
    Moment,
    ReplayedRun,
    after_epoch,
    cut_moment,
    other_epochs,
    record_moment,
)
from rnnviz.replay_pass import layer_names
from rnnviz.replay_sequence import describe_sequence
from rnnviz.replay_window import cut, overview, window_of
from rnnviz.tasks import Probe, SplitName, Task

__all__ = ["CONVENTION", "ReplayedRun", "layer_names", "replay_packet", "replay_probe"]

CONVENTION = (
    "PyTorch's convention: the GRU's z keeps the old state, and r multiplies after the product "
    "with the hidden state. Many textbooks do both the other way round."
)
# Room is left for the whole in coarse, and for paths and weights.
_WINDOW_BYTES = PACKET_BYTES * 2 // 3
# Limits of colour are those of all epochs: a unit that grows is seen to grow.


def replay_packet(
    task: Task,
    split: SplitName,
    runs: Sequence[ReplayedRun],
    *,
    step: int = 0,
    unit: int | None = None,
    index: int = 0,
    layer: str = "",
    start: dict[str, Any] | None = None,
    wanted: int | None = None,
    at: int | None = None,
    products_of: int | None = None,
) -> bytes:
    """Record every run on one sequence, read in a single pass, and pack it for the player.

    Parameters
    ----------
    task, split, index
        Which sequence, see ``Task.probe``.
    runs
        One to four networks, played under one cursor.
    step, unit
        Where the player opens; None lets the player choose a unit.
    layer
        One of :func:`layer_names`; where a run has none of this name its last is shown.
    start
        More of what the player opens with, such as its epoch.
    wanted
        An epoch that must be there; epochs that do not fit beside it are left out.
    at
        A step that must be there, by default the one it opens with: of a sequence that does not
        fit, a window around it travels in full and the whole in coarse, see
        :mod:`rnnviz.replay_window`.
    products_of
        The unit whose weights travel where those of all units are too many.

    Raises
    ------
    ValueError
        If there are no runs.
    """
    if not runs:
        raise ValueError("there is no run to show")
    return replay_probe(
        task,
        task.probe(split, index),
        runs,
        layer=layer,
        start={"step": step, "unit": unit, "speed": 10, **(start or {})},
        wanted=wanted,
        at=at,
        products_of=products_of,
    )


def replay_probe(
    task: Task,
    probe: Probe,
    runs: Sequence[ReplayedRun],
    *,
    layer: str = "",
    start: dict[str, Any] | None = None,
    wanted: int | None = None,
    at: int | None = None,
    products_of: int | None = None,
    typed: bool = False,
    note: str = "",
) -> bytes:
    """Pack what :func:`replay_packet` packs, of a sequence that need not be one of the task's.

    ``typed`` says that a person made it up: what follows a step in it is no truth. ``note`` is a
    sentence that stands above the picture: how the sequence is read.
    """
    opening = dict(start or {})
    whole = [record_moment(task, probe, run.model, layer) for run in runs]
    count = len(whole[0].arrays["hidden"])
    step = int(opening.get("step") or 0) if at is None else at
    window = window_of(
        [moment.arrays for moment in whole],
        count,
        max(0, min(step, count - 1)),
        _WINDOW_BYTES,
    )
    unit = products_of if products_of is not None else opening.get("unit")
    cutting = partial(cut_moment, window=window, unit=unit)
    shown = [cutting(moment) for moment in whole]
    first = whole[0].described["first_step"]
    steps = slice(first + window.start, first + window.stop)
    arrays: Arrays = {"value": probe.value[steps], "target": probe.target[steps]}
    features, raw = input_features(task, probe)
    if features:
        arrays["features"] = raw[steps]
    for k, moment in enumerate(shown):
        arrays |= {f"{k}/{name}": array for name, array in moment.arrays.items()}
    spent = _size(arrays) + sum(fact_bytes(moment.described) for moment in shown)
    if 2 * spent > PACKET_BYTES and wanted is not None and any(r.epoch != wanted for r in runs):
        # There is no room for two epochs: the one asked for takes the place of the best.
        return replay_probe(
            task,
            probe,
            [after_epoch(run, wanted) for run in runs],
            layer=layer,
            start=opening,
            at=step,
            products_of=products_of,
            typed=typed,
            note=note,
        )
    if len(range(window.start, window.stop)) < count:
        for k, moment in enumerate(whole):
            low_high = overview(moment.arrays["hidden"])
            arrays |= {f"{k}/overview_{name}": array for name, array in low_high.items()}
    others = other_epochs(
        runs, lambda model: cutting(record_moment(task, probe, model, layer)), wanted, spent
    )
    sequence, candidates = describe_sequence(
        task,
        probe,
        arrays,
        features,
        steps=steps,
        first=window.start,
        whole=count,
        typed=typed,
        note=note,
    )
    sent: dict[str, Sent] = dict(arrays)
    for k, (run, moments) in enumerate(zip(runs, others, strict=True)):
        found = {run.epoch: shown[k], **moments}
        facts = {e: UnitFacts.of(m.arrays, m.described, candidates) for e, m in found.items()}
        untrained = facts.get(0)
        if untrained is None and 0 in run.snapshots and run.model_at:
            early = record_moment(task, probe, run.model_at(0), layer)
            steps_of = cut(early.arrays, window, reverse=early.described["reverse"])
            untrained = UnitFacts.of(steps_of, early.described, candidates)
        for epoch, moment in moments.items():
            sent |= {
                f"{k}/@{epoch}/{name}": array
                for name, array in moment.arrays.items()
                if not _same(array, shown[k].arrays.get(name))
            }
        for epoch, known in facts.items():
            place = f"{k}" if epoch == run.epoch else f"{k}/@{epoch}"
            packed = known.packed(untrained if epoch else None)
            sent |= {f"{place}/{name}": array for name, array in packed.items()}
    described = [
        _describe(run, moment, moments)
        for run, moment, moments in zip(runs, shown, others, strict=True)
    ]
    header: PlayerHeader = {
        "palette": browser_palette(),
        "sequence": sequence,
        "epochs": sorted({epoch for run in runs for epoch in run.snapshots or (run.epoch,)}),
        "runs": described,
        "start": cast(PlayerStartHeader, opening),
        "convention": CONVENTION if any(r["cell"] == "gru" for r in described) else "",
    }
    return write_packet(PLAYER, header, sent)


def _size(arrays: Arrays) -> int:
    return 4 * sum(array.size for array in arrays.values())


def _same(array: Any, other: Any) -> bool:
    return other is not None and array.shape == other.shape and np.array_equal(array, other, True)


def _finite(number: float) -> float | None:
    """Return a number that JSON can hold, or None."""
    return number if isfinite(number) else None


def _describe(run: ReplayedRun, shown: Moment, others: dict[int, Moment]) -> PlayerRunHeader:
    # Of the whole sequence: a colour means the same wherever a window of it stands.
    every = [moment.largest for moment in (shown, *others.values())]
    return {
        "id": run.id,
        "label": run.label,
        "epoch": run.epoch,
        "epochs": run.epochs,
        "code": run.code,
        "best": run.epoch if run.best is None else run.best,
        "snapshots": list(run.snapshots or (run.epoch,)),
        "parity": _finite(shown.parity),
        "moments": {
            str(epoch): {"parity": _finite(moment.parity)} for epoch, moment in others.items()
        },
        "limits": {state: max(largest[state] for largest in every) for state in every[0]},
        **shown.described,
    }
