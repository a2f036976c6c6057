"""One layer in one direction, laid out in memory so that all its gates are one product.

Inputs and hidden states lie side by side, the states one step later: a row is what one step
reads, ``[x_t | h_{t-1}]``. The recording takes x and h from here too, so neither is copied twice.
"""

from dataclasses import dataclass

import torch

from rnnviz.cells import CellWeights
from rnnviz.instrument.product import spare_rows


@dataclass(frozen=True, eq=False)
class LaneWeights(CellWeights):
    """The parameters of one layer in one direction, ``projection`` among them.

    ``projection`` is PyTorch's ``weight_hr``, shape (projected units, units); it has no elements
    without ``proj_size``.
    """

    projection: torch.Tensor


@dataclass(frozen=True, eq=False)
class Lane:
    """What one layer read in one direction, and the hidden states it gave.

    Attributes
    ----------
    joined
        Shape (time + 1, batch, inputs + hidden). A forward lane's row t holds x_t and
        h_{t-1}; a reverse lane's row t + 1 holds x_t and h_{t+1}.
    operand
        The same memory as rows for ``rnnviz.instrument.product``: what every step reads,
        (time * batch, inputs + hidden), and spare rows behind.
    inputs
        Number of inputs.
    initial_cell
        The LSTM's cell state before the first step, shape (batch, unit).
    padding
        True where a sequence has ended, shape (time, batch, 1); no elements if none has.
    reverse
        Whether the recurrence runs from the last step to the first.
    """

    joined: torch.Tensor
    operand: torch.Tensor
    inputs: int
    initial_cell: torch.Tensor
    padding: torch.Tensor
    reverse: bool

    @classmethod
    def lay_out(
        cls,
        x: torch.Tensor,
        hidden: torch.Tensor,
        initial_hidden: torch.Tensor,
        initial_cell: torch.Tensor,
        lengths: torch.Tensor,
        *,
        reverse: bool,
    ) -> "Lane":
        """Copy inputs and hidden states, (time, batch, feature), side by side.

        ``lengths`` has shape (batch,). The copy is float64 if x is, else float32.
        """
        steps, batch, inputs = x.shape
        dtype = torch.float64 if x.dtype == torch.float64 else torch.float32
        rows, width = steps * batch, inputs + hidden.shape[-1]
        first = batch if reverse else 0
        readable = first + rows + spare_rows(rows)
        memory = torch.empty(max(readable, rows + batch), width, dtype=dtype, device=x.device)
        joined = memory[: rows + batch].view(steps + 1, batch, width)
        read, states = (joined[1:], joined[:-1]) if reverse else (joined[:-1], joined[1:])
        read[..., :inputs] = x
        states[..., inputs:] = hidden
        joined[-1 if reverse else 0, :, inputs:] = initial_hidden
        padding = torch.empty(0, dtype=torch.bool, device=x.device)
        if any(length < steps for length in lengths.tolist()):
            padding = torch.arange(steps, device=x.device)[:, None] >= lengths.to(x.device)
            if reverse:  # here a short sequence begins in the middle, with its initial state
                joined[lengths, torch.arange(batch), inputs:] = initial_hidden.to(dtype)
        return cls(
            joined=joined,
            operand=memory[first:readable],
            inputs=inputs,
            initial_cell=initial_cell.to(dtype),
            padding=padding[..., None],
            reverse=reverse,
        )

    @property
    def read(self) -> torch.Tensor:
        """The two operands of every step, (time, batch, inputs + hidden)."""
        return self.joined[1:] if self.reverse else self.joined[:-1]

    @property
    def x(self) -> torch.Tensor:
        """The inputs, (time, batch, inputs), zero where padded."""
        return self.read[..., : self.inputs]

    @property
    def previous_hidden(self) -> torch.Tensor:
        """The hidden state that every step starts from, (time, batch, hidden)."""
        return self.read[..., self.inputs :]

    @property
    def initial_hidden(self) -> torch.Tensor:
        """The hidden state before the first step, (batch, hidden)."""
        return self.joined[-1 if self.reverse else 0, :, self.inputs :]

    @property
    def hidden(self) -> torch.Tensor:
        """The hidden state after every step, (time, batch, hidden), zero where padded."""
        states = (self.joined[:-1] if self.reverse else self.joined[1:])[..., self.inputs :]
        return self.blank(states.clone()) if self.reverse and len(self.padding) else states

    def blank(self, values: torch.Tensor, value: float = 0.0) -> torch.Tensor:
        """Overwrite what is padded in (time, batch, feature), and return it."""
        return values.masked_fill_(self.padding, value) if len(self.padding) else values
