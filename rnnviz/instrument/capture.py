"""What one forward call of a recurrent module leaves behind: references, and no work done yet.

=================  =====================================================================
``Architecture``   cell, sizes, layers and directions of a module
``Call``           input, output, states and weights of one call
``Watch``          the hooks on one module, which make a ``Call`` of every forward pass
=================  =====================================================================
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import is_
from typing import Any, cast

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence
from torch.utils.hooks import RemovableHandle

RecurrentModule = nn.RNN | nn.LSTM | nn.GRU
RecurrentCell = nn.RNNCell | nn.LSTMCell | nn.GRUCell
Sequence = torch.Tensor | PackedSequence

_CELL_WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


@dataclass(frozen=True)
class Architecture:
    """What a recurrent module is, without its weights; the names are those of ``torch.nn``."""

    cell: str
    input_size: int
    hidden_size: int
    proj_size: int
    num_layers: int
    directions: int
    batch_first: bool
    bias: bool
    dropout: float

    @property
    def draws_masks(self) -> bool:
        """Whether there is dropout between layers, in train mode."""
        return self.dropout > 0 and self.num_layers > 1

    @property
    def layer_names(self) -> tuple[str, ...]:
        """PyTorch's suffixes, bottom layer first, forward before reverse."""
        suffixes = ("", "_reverse")[: self.directions]
        return tuple(f"l{layer}{suffix}" for layer in range(self.num_layers) for suffix in suffixes)

    @classmethod
    def of(cls, module: RecurrentModule | RecurrentCell) -> "Architecture":
        """Read it from a module, or from a cell: that is one layer in one direction."""
        if isinstance(module, nn.LSTM | nn.LSTMCell):
            cell = "lstm"
        elif isinstance(module, nn.GRU | nn.GRUCell):
            cell = "gru"
        else:
            cell = f"rnn_{module.nonlinearity}"
        if isinstance(module, nn.RNNCellBase):
            return cls(
                cell=cell,
                input_size=module.input_size,
                hidden_size=module.hidden_size,
                proj_size=0,
                num_layers=1,
                directions=1,
                batch_first=False,
                bias=module.bias,
                dropout=0.0,
            )
        return cls(
            cell=cell,
            input_size=module.input_size,
            hidden_size=module.hidden_size,
            proj_size=module.proj_size,
            num_layers=module.num_layers,
            directions=2 if module.bidirectional else 1,
            batch_first=module.batch_first,
            bias=module.bias,
            dropout=float(module.dropout),
        )


@dataclass(frozen=True, eq=False)
class RandomState:
    """The random numbers' state before a pass that draws dropout masks."""

    cpu: torch.Tensor
    device: torch.device
    on_device: torch.Tensor

    @classmethod
    def now(cls, device: torch.device) -> "RandomState":
        """Copy the state of the CPU's generator and of the device's own."""
        on_device = torch.cuda.get_rng_state(device) if device.type == "cuda" else torch.empty(0)
        return cls(torch.get_rng_state(), device, on_device)

    def restore(self) -> None:
        """Make it the global state; call it inside ``torch.random.fork_rng``."""
        torch.set_rng_state(self.cpu)
        if self.on_device.numel():
            torch.cuda.set_rng_state(self.on_device, self.device)


@dataclass(slots=True, eq=False)  # not frozen: that would double the cost of the hook
class Call:
    """One call of a recurrent module: detached references, nothing computed.

    Attributes
    ----------
    architecture
        Of the module.
    weights
        A copy of the parameters, in PyTorch's flat order.
    random
        The state before a pass that drew dropout masks, else none.
    x, output
        What the module was given and what it returned, padded or packed as they were.
    final_hidden
        ``h_n``.
    initial
        The states it was given: none, (h_0,) or (h_0, c_0).
    versions
        PyTorch's count of changes in place, of the last four when they were captured.
    precision
        The smallest type that the pass may have computed in: under autocast it is not that of
        the output.
    """

    architecture: Architecture
    weights: tuple[torch.Tensor, ...]
    random: tuple[RandomState, ...]
    x: Sequence
    output: Sequence
    final_hidden: torch.Tensor
    initial: tuple[torch.Tensor, ...]
    versions: tuple[int, ...]
    precision: torch.dtype

    @property
    def dtype(self) -> torch.dtype:
        """The type of the states: under autocast it need not be that of the input."""
        return self.final_hidden.dtype

    def last_hidden(self) -> torch.Tensor:
        """Return ``h_n``, (layers * directions, batch, hidden), also of an unbatched call."""
        return _batched(self.final_hidden)

    def initial_states(self) -> tuple[torch.Tensor, ...]:
        """Return (h_0,) or (h_0, c_0), each (layers * directions, batch, unit)."""
        if self.initial:
            return tuple(map(_batched, self.initial))
        hidden = torch.zeros_like(self.last_hidden())
        if self.architecture.cell != "lstm":
            return (hidden,)
        return hidden, hidden.new_zeros(*hidden.shape[:2], self.architecture.hidden_size)

    def weights_of(self, lane: int) -> tuple[torch.Tensor, ...]:
        """Return the parameters of one layer in one direction: weights, biases, projection."""
        count = len(self.weights) // len(self.architecture.layer_names)
        return self.weights[lane * count : (lane + 1) * count]

    def check_unchanged(self) -> None:
        """Raise a RuntimeError if a captured tensor was changed in place since."""
        names = ("input", "output", "final state h_n", "initial state h_0", "initial state c_0")
        tensors = (_data(self.x), _data(self.output), self.final_hidden, *self.initial)
        for name, tensor, version in zip(names, tensors, self.versions, strict=False):
            if not tensor.is_inference() and tensor._version != version:
                raise RuntimeError(
                    f"the {name} of this call was changed in place after the forward pass, so its "
                    "gates can no longer be computed; read the tape before the change, change a "
                    "copy, or open the tape with rnnviz.recording(model, copy=True)"
                )


def _batched(states: torch.Tensor) -> torch.Tensor:
    return states if states.ndim == 3 else states[:, None]


def _data(sequence: Sequence) -> torch.Tensor:
    return sequence.data if isinstance(sequence, PackedSequence) else sequence


class Watch:
    """The hooks on one module while a tape is open.

    The parameters are copied when the tape opens, and again at a call that finds them changed:
    that keeps the copying out of the forward pass, and an optimiser may step before the gates
    are read.

    Parameters
    ----------
    module
        The module to watch. A cell is watched, too: each of its calls is a sequence of one step.
    copy
        Whether to copy inputs and outputs during the forward pass instead of referring to them.
    seen
        Called with every ``Call``.
    """

    def __init__(
        self,
        module: RecurrentModule | RecurrentCell,
        *,
        copy: bool,
        seen: Callable[[Call], None],
    ) -> None:
        self._module, self._copy, self._seen = module, copy, seen
        self._architecture = Architecture.of(module)
        self._random: tuple[RandomState, ...] = ()
        self._handles: list[RemovableHandle] = []

    def open(self) -> None:
        """Attach the hooks."""
        self._copy_weights()
        if self._architecture.draws_masks:
            self._handles.append(self._module.register_forward_pre_hook(self._before))
        # Before all other hooks, because one of them may exchange the output.
        self._handles.append(
            self._module.register_forward_hook(self._after, with_kwargs=True, prepend=True)
        )

    def close(self) -> None:
        """Remove the hooks."""
        for handle in self._handles:
            handle.remove()

    def _current_weights(self) -> list[torch.Tensor]:
        # What forward really uses. Under weight_norm or pruning the module's parameters are others.
        if isinstance(self._module, nn.RNNCellBase):
            weights = (getattr(self._module, name) for name in _CELL_WEIGHTS)
            return [weight for weight in weights if weight is not None]
        return cast(list[torch.Tensor], self._module._flat_weights)

    def _copy_weights(self) -> None:
        self._originals = list(self._current_weights())
        self._tracked = not any(weight.is_inference() for weight in self._originals)
        self._weight_versions = [weight._version for weight in self._originals if self._tracked]
        self._weights = tuple(weight.detach().clone() for weight in self._originals)

    def _weights_changed(self) -> bool:
        current = self._current_weights()
        return not (
            self._tracked
            and all(map(is_, current, self._originals))
            and [weight._version for weight in current] == self._weight_versions
        )

    def _before(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        self._random = (RandomState.now(self._originals[0].device),) if module.training else ()

    def _after(
        self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
    ) -> None:
        if self._weights_changed():
            self._copy_weights()
        state = args[1] if len(args) > 1 else kwargs.get("hx")
        states = () if state is None else (state,) if isinstance(state, torch.Tensor) else state
        x = args[0] if args else kwargs["input"]
        if isinstance(module, nn.RNNCellBase):
            output = final = _hidden_of(result)[None]
            x, states = x[None], tuple(state[None] for state in states)
        else:
            output, final = result
        x, output = self._keep(x), self._keep(output)
        final_hidden = self._keep(_hidden_of(final))
        initial = tuple(map(self._keep, states))
        versions = tuple(map(_version, (_data(x), _data(output), final_hidden, *initial)))
        device = final_hidden.device.type
        autocasts = torch.is_autocast_enabled(device)
        self._seen(
            Call(
                self._architecture,
                self._weights,
                self._random,
                x,
                output,
                final_hidden,
                initial,
                versions,
                torch.get_autocast_dtype(device) if autocasts else final_hidden.dtype,
            )
        )

    def _keep(self, kept: Any) -> Any:
        if isinstance(kept, PackedSequence):
            return PackedSequence(self._keep(kept.data), *kept[1:])
        # PyTorch does not count changes of inference tensors, so a reference would not be safe.
        return kept.detach().clone() if self._copy or kept.is_inference() else kept.detach()


def _hidden_of(state: Any) -> torch.Tensor:
    return state if isinstance(state, torch.Tensor) else cast(torch.Tensor, state[0])


def _version(tensor: torch.Tensor) -> int:
    return 0 if tensor.is_inference() else tensor._version
