"""Record a two-layer bidirectional classifier that rnnviz did not build, and draw a gate."""

from torch import nn, randn
from torch.nn.utils.rnn import pack_sequence

import rnnviz
from rnnviz.figures import state_heatmap


class Classifier(nn.Module):  # noqa: D101
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 16, num_layers=2, bidirectional=True)
        self.readout = nn.Linear(16, 3)

    def forward(self, packed):  # noqa: D102
        return self.readout(self.lstm(packed)[1][0][-1])


model, sequences = Classifier(), [randn(steps, 4).cumsum(0) for steps in (40, 12, 25)]
with rnnviz.recording(model) as tape:
    model(pack_sequence(sequences, enforce_sorted=False))
gate = tape["lstm"]["l1_reverse"].gates["forget"][0]  # (time, unit) of the first sequence
state_heatmap(values=gate, title="forget gate f", gate="forget").write_html("forget_gate.html")
