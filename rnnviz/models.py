"""The networks that are trained: PyTorch's fused recurrent modules with a linear readout."""

import torch
from torch import nn

from rnnviz.cells import get_cell
from rnnviz.tasks import Task
from rnnviz.train_config import check_integer

MAX_HIDDEN_SIZE = 1024
MAX_LAYERS = 8


def make_recurrent(
    cell: str, input_size: int, hidden_size: int, num_layers: int = 1, bidirectional: bool = False
) -> nn.RNN | nn.LSTM | nn.GRU:
    """Make PyTorch's module for a cell, with the batch as first axis.

    Raises
    ------
    ValueError
        If there is no such cell.
    """
    get_cell(cell)
    sizes = {
        "input_size": input_size,
        "hidden_size": hidden_size,
        "num_layers": num_layers,
        "batch_first": True,
        "bidirectional": bidirectional,
    }
    if cell == "lstm":
        return nn.LSTM(**sizes)
    if cell == "gru":
        return nn.GRU(**sizes)
    return nn.RNN(nonlinearity="tanh" if cell == "rnn_tanh" else "relu", **sizes)


class SequenceModel(nn.Module):
    """A recurrent module and a linear readout at every step.

    Parameters
    ----------
    cell
        Name of a cell in ``rnnviz.cells.CELLS``.
    input_size, hidden_size, output_size
        Features of a step, units of a layer, values predicted a step.
    num_layers, bidirectional
        As in ``torch.nn.LSTM``.

    Raises
    ------
    ValueError
        If the cell is unknown or a size is out of its range.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        output_size: int,
        num_layers: int = 1,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        check_integer("hidden_size", hidden_size, 1, MAX_HIDDEN_SIZE)
        check_integer("num_layers", num_layers, 1, MAX_LAYERS)
        self.cell = cell
        self.recurrent = make_recurrent(cell, input_size, hidden_size, num_layers, bidirectional)
        directions = 2 if bidirectional else 1
        self.readout = nn.Linear(directions * hidden_size, output_size)

    @classmethod
    def for_task(
        cls,
        task: Task,
        *,
        cell: str,
        hidden_size: int,
        num_layers: int = 1,
        bidirectional: bool = False,
        seed: int = 0,
    ) -> "SequenceModel":
        """Make an untrained model of the right sizes for a task, its weights from the seed.

        The global random state is left as it was.
        """
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return cls(
                cell,
                input_size=task.input_size,
                hidden_size=hidden_size,
                output_size=task.output_size,
                num_layers=num_layers,
                bidirectional=bidirectional,
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Predict after every step: (batch, time, inputs) -> (batch, time, outputs)."""
        hidden, _ = self.recurrent(x)  # (batch, time, units)
        predicted: torch.Tensor = self.readout(hidden)
        return predicted

    def predict_next(self, x: torch.Tensor) -> torch.Tensor:
        """Predict what follows a window: (batch, time, inputs) -> (batch, outputs)."""
        hidden, _ = self.recurrent(x)
        predicted: torch.Tensor = self.readout(hidden[:, -1])
        return predicted

    def parameter_count(self) -> int:
        """Count the trainable numbers."""
        return sum(parameter.numel() for parameter in self.parameters())
