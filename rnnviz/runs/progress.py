"""How far runs are, and how long the rest of them will take."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.runs.run import Run


@dataclass(frozen=True)
class Progress:
    """A run, and how much of it is done.

    Attributes
    ----------
    run
        The run without its epochs.
    epoch
        The last epoch that is kept; 0 before training.
    seconds
        How long training took until then.
    bytes
        What is stored of it.
    """

    run: Run
    epoch: int
    seconds: float
    bytes: int = 0

    @property
    def share(self) -> float:
        """How much of the run is done, 0 to 1; all of one that will not go on."""
        if not self.run.active:
            return 1.0
        return min(1.0, self.epoch / self.run.spec.training.epochs)

    @property
    def seconds_an_epoch(self) -> float:
        """How long an epoch takes; 0 where that is not known yet."""
        return self.seconds / self.epoch if self.epoch else 0.0


def share_done(found: Sequence[Progress]) -> float:
    """Return how much of all runs together is done, 0 to 1, each run counting the same.

    Raises
    ------
    ValueError
        If there is no run.
    """
    if not found:
        raise ValueError("there is no run")
    return sum(one.share for one in found) / len(found)


def seconds_left(found: Sequence[Progress]) -> float | None:
    """Estimate how long it takes until all runs have ended; None before anything is known.

    A run that has not begun is taken to be as fast as the runs of its own cell, size and task
    are, or as all runs are where there is none of these. As many runs as
    train now are taken to train side by side until the end.
    """
    known = [one for one in found if one.seconds_an_epoch > 0]
    if not known:
        return None
    rest = 0.0
    for one in found:
        if not one.run.active:
            continue
        alike = [
            other
            for other in known
            if _kind(other) == _kind(one) and (one is other or one.seconds_an_epoch == 0)
        ] or known
        pace = sum(other.seconds_an_epoch for other in alike) / len(alike)
        rest += pace * (one.run.spec.training.epochs - one.epoch)
    side_by_side = sum(one.run.status == "running" for one in found)
    return rest / max(1, side_by_side)


def _kind(one: Progress) -> tuple[object, ...]:
    return (one.run.spec.task, one.run.spec.cell, one.run.spec.architecture)
