"""What a training reports, kept in memory."""

from dataclasses import dataclass, field

from rnnviz.runs.store import Ending
from rnnviz.runs.train_run import train_run


@dataclass
class Reported:
    """As it came: kinds in their order, and each kind's."""

    kinds: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    snapshots: list = field(default_factory=list)
    checkpoints: list = field(default_factory=list)
    ending: Ending | None = None

    def epoch(self, row):
        self.kinds.append("epoch")
        self.rows.append(row)

    def snapshot(self, snapshot, kept):
        self.kinds.append("snapshot")
        self.snapshots.append((snapshot, kept))

    def checkpoint(self, checkpoint):
        self.kinds.append("checkpoint")
        self.checkpoints.append(checkpoint)

    def end(self, ending):
        assert self.ending is None
        self.kinds.append("end")
        self.ending = ending


def reported(spec, *arguments, **options):
    found = Reported()
    train_run(spec, found, *arguments, **options)
    return found
