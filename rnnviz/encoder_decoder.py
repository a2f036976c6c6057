"""Two recurrent networks: one reads a sequence, the other writes the answer from its last states.

After Sutskever, Vinyals and Le (2014) and Cho and others (2014).
"""

import torch

from rnnviz.models import SequenceModel, make_recurrent
from rnnviz.tasks import Architecture, Task

_State = torch.Tensor | tuple[torch.Tensor, torch.Tensor]


class EncoderDecoder(SequenceModel):
    """An encoder that reads the source and a decoder that begins with its last states.

    A sequence holds both: the source first, then a start symbol and the answer but for its last
    symbol. So the decoder reads what is right so far while it is trained (teacher forcing), and
    all else is trained and drawn like any network. ``rnnviz.recording(model)`` records both under
    the paths ``encoder`` and ``decoder``.

    Parameters
    ----------
    cell, input_size, output_size, architecture, vocabulary_size
        As in :class:`SequenceModel`. The answer's symbols are the first of the vocabulary.
        With both directions the encoder reads both ways, and the decoder has twice the units.
    source_length
        Steps of the source.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        output_size: int,
        architecture: Architecture,
        vocabulary_size: int,
        source_length: int,
    ) -> None:
        super().__init__(cell, input_size, output_size, architecture, vocabulary_size)
        self.source_length = source_length

    @classmethod
    def for_source(cls, task: Task, cell: str, architecture: Architecture) -> "EncoderDecoder":
        """Make one of the right sizes for a task, its weights from the global random state."""
        return cls(
            cell,
            input_size=task.input_size,
            output_size=task.output_size,
            architecture=architecture,
            vocabulary_size=len(task.vocabulary),
            source_length=task.source_length,
        )

    def _add_layers(self, input_size: int) -> None:
        shape = self.architecture
        directions = 2 if shape.bidirectional else 1
        writer = Architecture(
            directions * shape.hidden_size, shape.num_layers, dropout=shape.dropout
        )
        self.encoder = make_recurrent(self.cell, input_size, shape)
        self.decoder = make_recurrent(self.cell, input_size, writer)

    def hidden_states(self, x: torch.Tensor, lengths: torch.Tensor | None = None) -> torch.Tensor:
        """Return the top layer's states: the encoder's over the source, then the decoder's.

        Parameters
        ----------
        x
            Symbols, (batch, source and answer).
        lengths
            Not needed: padding behind the answer is never read before it is asked for.

        Returns
        -------
        Shape (batch, time, directions * units).
        """
        read, state = self._encode(x[:, : self.source_length])
        written, _ = self.decoder(self.embedding(x[:, self.source_length :]), state)
        return torch.cat([read, written], dim=1)

    def _encode(self, source: torch.Tensor) -> tuple[torch.Tensor, _State]:
        read, state = self.encoder(self.embedding(source))
        if isinstance(state, tuple):
            return read, (self._joined(state[0]), self._joined(state[1]))
        return read, self._joined(state)

    def _joined(self, state: torch.Tensor) -> torch.Tensor:
        """Join the last states of both directions, (layers * directions, batch, units)."""
        if not self.architecture.bidirectional:
            return state
        return torch.cat([state[0::2], state[1::2]], dim=-1)

    def answers(self, x: torch.Tensor, lengths: torch.Tensor | None = None) -> torch.Tensor:
        """Generate the answers: the most probable symbol of each step is the next input.

        Of ``x`` only the source and the start symbol are read. Arguments as ``hidden_states``.

        Returns
        -------
        Scores, (batch, time, outputs); zeros over the source, where nothing is asked.
        """
        _, state = self._encode(x[:, : self.source_length])
        symbol = x[:, self.source_length : self.source_length + 1]  # (batch, 1)
        scores = []
        for _ in range(x.shape[1] - self.source_length):
            written, state = self.decoder(self.embedding(symbol), state)
            scores.append(self.readout(written))
            symbol = scores[-1].argmax(dim=-1)
        nothing = scores[0].new_zeros(len(x), self.source_length, scores[0].shape[-1])
        return torch.cat([nothing, *scores], dim=1)
