"""What the stage is sent while networks train: only what is new, and never much."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from rnnviz.packet import unpack
from rnnviz.packets import STAGE_UPDATE, write_packet
from rnnviz.packets.stage import StageUpdateHeader, StageUpdateRunHeader
from rnnviz.runs.store import Run, RunStore
from rnnviz.ui.curves import CurveReader, thin_out
from rnnviz.ui.labels import short_labels
from rnnviz.ui.stage import (
    curve_arrays,
    describe_run,
    in_shape,
    stage_token,
    written_of,
)
from rnnviz.ui.stage_task import stage_task

# Points of every curve: some over all of it, in case a message was lost, the others new.
OLD_POINTS, NEW_POINTS = 24, 48
# A hidden-state picture of more values is thinned out until the training has ended.
PICTURE_VALUES = 4_000
# Pictures of many networks take turns.
PICTURES_BYTES = 6_000
_TIMES_SENT = 2


class PictureTurns:
    """Which run's picture an update carries; one for every browser session."""

    def __init__(self) -> None:
        self._sent: dict[str, tuple[int, int]] = {}

    def choose(self, newest: dict[str, int]) -> list[str]:
        """Order the runs whose newest picture was not sent often enough, the oldest one first.

        Parameters
        ----------
        newest
            Run to the epoch of its newest picture.
        """
        waiting = []
        for run_id, epoch in newest.items():
            sent, times = self._sent.get(run_id, (-1, 0))
            if sent < epoch or times < _TIMES_SENT:
                waiting.append((sent, run_id))
        return [run_id for _, run_id in sorted(waiting)]

    def was_sent(self, run_id: str, epoch: int) -> None:
        """Remember that a picture went along."""
        sent, times = self._sent.get(run_id, (-1, 0))
        self._sent[run_id] = (epoch, times + 1 if sent == epoch else 1)


def update_packet(
    store: RunStore, runs: Sequence[Run], reader: CurveReader, turns: PictureTurns
) -> bytes:
    """Pack what is new about runs that the stage shows already.

    The browser joins it to what it has (``stage/join.js``). Six runs of any length stay under
    20 kB: curves bring a few old and their newest points, and pictures take turns.
    """
    drawn = stage_task(runs[0].spec)
    labels = short_labels(runs)
    arrays: dict[str, NDArray[Any]] = {}
    described: list[dict[str, Any]] = []
    for k, run in enumerate(runs):
        table = reader.read(store, run)
        arrays |= curve_arrays(k, _few_rows(run, reader, table))
        described.append({**describe_run(run, labels[run.id], table, drawn.said)})
    newest = {
        run.id: epochs[-1]
        for run in runs
        if run.active and (epochs := store.snapshot_epochs(run.id))
    }
    places = {run.id: k for k, run in enumerate(runs)}
    used = 0
    for run_id in turns.choose(newest):
        picture = _small_picture(store, run_id, newest[run_id], drawn.picture_shapes)
        if picture is None:
            continue
        header, found = picture
        size = sum(array.nbytes for array in found.values())
        if used and used + size > PICTURES_BYTES:
            break
        used += size
        turns.was_sent(run_id, newest[run_id])
        described[places[run_id]] |= header
        arrays |= {f"{places[run_id]}/{name}": array for name, array in found.items()}
    told: StageUpdateHeader = {
        "update": True,
        "token": stage_token(runs),
        "runs": cast(list[StageUpdateRunHeader], described),
    }
    return write_packet(STAGE_UPDATE, told, arrays)


def _few_rows(run: Run, reader: CurveReader, table: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(table):
        return table
    is_recent = reader.is_recent(run, table[:, 0])
    old, new = thin_out(table[~is_recent], OLD_POINTS), thin_out(table[is_recent], NEW_POINTS)
    return np.concatenate([old, new])


def _small_picture(
    store: RunStore, run_id: str, epoch: int, shapes: Mapping[str, tuple[int, ...]]
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]] | None:
    raw = store.pictures(run_id, [epoch]).get(epoch)
    if raw is None:  # trained on, and this one is gone
        return None
    try:
        header, arrays = unpack(raw)
    except ValueError:  # damaged
        return None
    hidden = arrays["hidden"]
    steps, units = hidden.shape
    every = 1
    while -(-steps // every) * -(-units // every) > PICTURE_VALUES:
        every += 1
    found = {"hidden": hidden[::every, ::every]} | {
        name: in_shape(arrays, name, shape) for name, shape in shapes.items()
    }
    told = {
        "frame_epoch": epoch,
        "hidden_limit": header["limit"],
        "hidden_every": every,
        "hidden_shape": [steps, units],
        "frame_text": written_of(header),
    }
    return told, found
