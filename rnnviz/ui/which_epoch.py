"""Which epoch's weights a network has where it is judged or asked: one sentence for all pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.runs.run import Run
from rnnviz.ui.plain import plain

RULE = "the epoch with the lowest validation loss"
# More networks than these are not listed one by one.
MOST_NAMED = 6


@dataclass(frozen=True)
class Weights:
    """The weights of a run that a page shows.

    Attributes
    ----------
    label
        What the page calls the run.
    run
        The run.
    epoch
        After which epoch the weights were these.
    """

    label: str
    run: Run
    epoch: int


def which_epoch(shown: Sequence[Weights]) -> str:
    """Say which epoch every network's weights are of; empty where all of them still train."""
    ended = [weights for weights in shown if not weights.run.active]
    untrained = [weights for weights in ended if weights.epoch == 0]
    chosen = [one for one in ended if one.epoch and not one.run.judged_by_last]
    sentences = []
    if chosen:
        whose = "The network has" if len(chosen) == 1 else "Each network has"
        sentences.append(f"{whose} the weights of {RULE}: {_named(chosen, alone=len(shown) == 1)}.")
    sentences += [
        f"{plain(weights.label)} was trained by an earlier version, which judged it by its last "
        f"epoch, {weights.epoch}."
        for weights in ended
        if weights.run.judged_by_last
    ]
    sentences += [
        f"{plain(weights.label)} has the weights from before training: none of its epochs ended "
        "with a finite loss."
        for weights in untrained
    ]
    return " ".join(sentences)


def _named(chosen: Sequence[Weights], alone: bool) -> str:
    epochs = [weights.epoch for weights in chosen]
    if alone:
        return f"epoch {epochs[0]}"
    if len(chosen) > MOST_NAMED:
        return f"epochs {min(epochs)} to {max(epochs)}"
    return ", ".join(f"{plain(weights.label)} epoch {weights.epoch}" for weights in chosen)
