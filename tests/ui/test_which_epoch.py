"""One sentence for all pages: which epoch's weights a network has."""

import pytest

from rnnviz.runs.run import Run
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture
from rnnviz.ui.which_epoch import Weights, which_epoch


def weights(label, epoch, best=None, status="finished"):
    found = {"judged_epoch": epoch, "best_epoch": epoch if best is None else best, "epochs": 60}
    spec = RunSpec("sine", "gru", Architecture(4))
    result = {} if status == "running" else found
    return Weights(label, Run("0123abcd", "default", spec, status, "", 0.0, "", result), epoch)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            [weights("LSTM", 34)],
            "The network has the weights of the epoch with the lowest validation loss: epoch 34.",
        ),
        (
            [weights("LSTM", 34), weights("GRU", 60)],
            "Each network has the weights of the epoch with the lowest validation loss: LSTM "
            "epoch 34, GRU epoch 60.",
        ),
        (
            [weights("LSTM", 34), weights("GRU", 7, status="running")],
            "The network has the weights of the epoch with the lowest validation loss: LSTM "
            "epoch 34.",
        ),
        ([weights("GRU", 7, status="running")], ""),
        ([], ""),
        (
            [weights("LSTM", 60, best=41)],
            "LSTM was trained by an earlier version, which judged it by its last epoch, 60.",
        ),
        (
            [weights("LSTM", 0, status="diverged")],
            "LSTM has the weights from before training: none of its epochs ended with a finite "
            "loss.",
        ),
    ],
)
def test_says_which_epoch(shown, said):
    assert which_epoch(shown) == said


def test_many_networks_are_not_listed():
    said = which_epoch([weights(f"run {k}", k) for k in range(1, 9)])
    assert said.endswith("the lowest validation loss: epochs 1 to 8.")


def test_a_label_is_never_markup():
    assert "\\*loud\\*" in which_epoch([weights("*loud*", 3), weights("b", 4)])
