"""Players without a server, for tests that read numbers: pages made of networks drawn here."""

import copy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

import rnnviz
from rnnviz.models import SequenceModel
from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.tasks import Probe, Task
from rnnviz.ui.standalone import standalone_page

EPOCHS = 3


@dataclass(frozen=True, eq=False)
class PlayedPage:
    """A page on disk and what it was made of."""

    path: Path
    task: Task
    probe: Probe
    models: dict[str, dict[int, nn.Module]]

    @property
    def url(self) -> str:
        return self.path.as_uri()

    def layer(self, cell: str, epoch: int):
        """Record a network with the library, apart from anything that the page was made with."""
        model = self.models[cell][epoch]
        inputs = torch.tensor(self.probe.inputs)[None]
        with torch.no_grad(), rnnviz.recording(model) as tape:
            model(inputs)
        return list(tape.values())[-1].layers[0]


def networks(task: Task, cell: str, units: int) -> dict[int, nn.Module]:
    """Return a network after some epochs of made-up training: weights that grow and drift."""
    model = SequenceModel.for_task(task, cell=cell, hidden_size=units, num_layers=1).eval()
    generator = torch.Generator().manual_seed(units)
    kept = {0: copy.deepcopy(model)}
    for epoch in range(1, EPOCHS + 1):
        with torch.no_grad():
            for weights in model.parameters():
                weights.mul_(1.15).add_(0.15 * torch.randn(weights.shape, generator=generator))
        kept[epoch] = copy.deepcopy(model)
    return kept


def write_page(folder: Path, task: Task, cells, units: int = 6, **options) -> PlayedPage:
    models = {cell: networks(task, cell, units) for cell in cells}
    runs = [
        ReplayedRun(
            id=cell,
            label=cell,
            model=kept[2],
            epoch=2,
            epochs=EPOCHS,
            snapshots=tuple(kept),
            model_at=kept.__getitem__,
        )
        for cell, kept in models.items()
    ]
    packet = replay_packet(task, "test", runs, start={"step": 0, "unit": None})
    path = folder / f"{task.name}_{'_'.join(cells)}.html"
    path.write_text(standalone_page(packet, task.title, **options))
    return PlayedPage(path, task, task.probe("test"), models)
