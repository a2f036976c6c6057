"""The networks that are trained: PyTorch's fused recurrent modules with a linear readout."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnnviz.cells import get_cell
from rnnviz.tasks import Architecture, Task
from rnnviz.train_config import check_integer

MAX_HIDDEN_SIZE = 1024
MAX_LAYERS = 8


def make_recurrent(
    cell: str, input_size: int, architecture: Architecture
) -> nn.RNN | nn.LSTM | nn.GRU:
    """Make PyTorch's module for a cell, with the batch as first axis.

    Raises
    ------
    ValueError
        If there is no such cell, or a size is out of its range.
    """
    get_cell(cell)
    check_integer("hidden_size", architecture.hidden_size, 1, MAX_HIDDEN_SIZE)
    check_integer("num_layers", architecture.num_layers, 1, MAX_LAYERS)
    if not 0 <= architecture.dropout < 1:
        raise ValueError(f"dropout must be at least 0 and below 1, not {architecture.dropout}")
    sizes = {
        "input_size": input_size,
        "hidden_size": architecture.hidden_size,
        "num_layers": architecture.num_layers,
        "batch_first": True,
        "bidirectional": architecture.bidirectional,
        # Dropout stands between layers: PyTorch warns where there is no between.
        "dropout": architecture.dropout if architecture.num_layers > 1 else 0.0,
    }
    if cell == "lstm":
        return nn.LSTM(**sizes)
    if cell == "gru":
        return nn.GRU(**sizes)
    return nn.RNN(nonlinearity="tanh" if cell == "rnn_tanh" else "relu", **sizes)


class SequenceModel(nn.Module):
    """An optional embedding, a recurrent module and a linear readout at every step.

    Parameters
    ----------
    cell
        Name of a cell in ``rnnviz.cells.CELLS``.
    input_size
        Features of a step, or the size of a symbol's embedding.
    output_size
        Values predicted a step.
    architecture
        Units, layers, directions, dropout.
    vocabulary_size
        Number of symbols that may be read; 0 where numbers are read.

    Raises
    ------
    ValueError
        If the cell is unknown or a size is out of its range.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        output_size: int,
        architecture: Architecture,
        vocabulary_size: int = 0,
    ) -> None:
        super().__init__()
        self.cell = cell
        self.architecture = architecture
        self.embedding = (
            nn.Embedding(vocabulary_size, input_size) if vocabulary_size else nn.Identity()
        )
        self._add_layers(input_size)
        directions = 2 if architecture.bidirectional else 1
        self.readout = nn.Linear(directions * architecture.hidden_size, output_size)

    def _add_layers(self, input_size: int) -> None:
        """Add the modules between embedding and readout."""
        self.recurrent = make_recurrent(self.cell, input_size, self.architecture)

    @classmethod
    def for_task(
        cls,
        task: Task,
        *,
        cell: str,
        hidden_size: int | None = None,
        num_layers: int | None = None,
        bidirectional: bool | None = None,
        dropout: float | None = None,
        seed: int = 0,
    ) -> "SequenceModel":
        """Make an untrained model of the right sizes for a task, its weights from the seed.

        What is not given is the task's default. The global random state is left as it was. A
        task whose answer is a sequence of its own gets an ``EncoderDecoder``.
        """
        usual = task.defaults.architecture
        architecture = Architecture(
            hidden_size=usual.hidden_size if hidden_size is None else hidden_size,
            num_layers=usual.num_layers if num_layers is None else num_layers,
            bidirectional=usual.bidirectional if bidirectional is None else bidirectional,
            dropout=usual.dropout if dropout is None else dropout,
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            if task.source_length:
                from rnnviz.encoder_decoder import EncoderDecoder  # it is built on this class

                return EncoderDecoder.for_source(task, cell, architecture)
            return cls(
                cell,
                input_size=task.input_size,
                output_size=task.output_size,
                architecture=architecture,
                vocabulary_size=len(task.vocabulary),
            )

    def hidden_states(self, x: torch.Tensor, lengths: torch.Tensor | None = None) -> torch.Tensor:
        """Return the top layer's states: (batch, time, directions * units).

        Parameters
        ----------
        x
            (batch, time, inputs) numbers or (batch, time) symbols, padded at the end.
        lengths
            Steps of each sequence, shape (batch,), on the CPU; without it all are whole.

        Notes
        -----
        A network that reads forward never sees the padding before it is asked, so only one that
        also reads backward has its sequences packed.
        """
        read = self.embedding(x)
        if lengths is None or not self.architecture.bidirectional:
            hidden: torch.Tensor = self.recurrent(read)[0]
            return hidden
        packed = pack_padded_sequence(read, lengths, batch_first=True, enforce_sorted=False)
        padded, _ = pad_packed_sequence(
            self.recurrent(packed)[0], batch_first=True, total_length=x.shape[1]
        )
        return padded

    def forward(self, x: torch.Tensor, lengths: torch.Tensor | None = None) -> torch.Tensor:
        """Predict after every step: (batch, time, outputs); arguments as ``hidden_states``."""
        predicted: torch.Tensor = self.readout(self.hidden_states(x, lengths))
        return predicted

    def at_steps(
        self, x: torch.Tensor, lengths: torch.Tensor | None, counted: torch.Tensor
    ) -> torch.Tensor:
        """Predict after the judged steps only, (judged steps, outputs), in order of the batch."""
        predicted: torch.Tensor = self.readout(self.hidden_states(x, lengths)[counted])
        return predicted

    def answers(self, x: torch.Tensor, lengths: torch.Tensor | None = None) -> torch.Tensor:
        """Answer without being given the target, for evaluation: here the same as ``forward``."""
        predicted: torch.Tensor = self(x, lengths)
        return predicted

    def parameter_count(self) -> int:
        """Count the trainable parameters."""
        return sum(parameter.numel() for parameter in self.parameters())
