"""Record every gate of any ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``, and of the cells named so.

>>> recording = rnnviz.record(lstm, x)              # one module, run now
>>> recording["l0"].gates["forget"]                 # (batch, time, unit)

>>> with rnnviz.recording(model) as tape:           # all recurrent modules inside a model
...     model(x)
>>> tape["encoder.lstm"]["l1_reverse"].cell_state   # computed on first access
>>> tape.joined("decoder")["l0"].hidden             # of all its calls, step after step

Modules are called ``tape`` and ``recorded`` because a module ``rnnviz.record`` would hide the
function of that name.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from rnnviz.instrument.arguments import Lengths, State, check_input, check_state, pack
from rnnviz.instrument.capture import Architecture, Call, RecurrentCell, RecurrentModule, Watch
from rnnviz.instrument.cell_sequence import call_cell
from rnnviz.instrument.reconstruct import ParityWarning, reconstruct
from rnnviz.instrument.refusal import RECORDED, why_not_recurrent, why_nothing_to_record
from rnnviz.recorded import Recording
from rnnviz.taped import LastCallWarning, Tape

__all__ = ["LastCallWarning", "ParityWarning", "Tape", "record", "recording"]


def recording(model: nn.Module, *, copy: bool = False) -> AbstractContextManager[Tape]:
    """Record all recurrent modules of a model while a ``with`` block runs.

    The forward pass itself runs fused, as without a tape, and keeps references only; gates are
    computed on first access. Nothing of the model is changed: outputs, gradients,
    parameters, random state and modes are what they would be, also after an exception.

    Parameters
    ----------
    model
        Any module that contains some ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``, or is one; also
        their cells (``nn.LSTMCell`` ...), each call of which is a recording of one step.
    copy
        Copy inputs and outputs during the forward pass. Needed only for a model that changes
        them in place, as ``nn.ReLU(inplace=True)`` behind the recurrent module does. Without it
        such a recording is refused when it is read.

    Returns
    -------
    A context manager that gives a :class:`Tape`: ``tape["encoder.lstm"]``.

    Raises
    ------
    TypeError
        If ``model`` is not a module.
    ValueError
        If it contains no recurrent module, or only such as are compiled or quantised.

    Notes
    -----
    The parameters are copied when the block begins, and again at the first call that finds them
    changed, so an optimiser may step inside the block. Every call is kept: inside a training
    loop a tape grows with each batch. Changes made through ``tensor.data`` are invisible to
    PyTorch's count of changes; a :class:`ParityWarning` then says so. Modules that are compiled
    (``torch.compile``, ``torch.jit``) run no Python hooks: record the module before compiling.
    Quantised ones compute their gates inside a kernel: record the module before quantising.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"recording needs a torch.nn.Module, not {type(model).__name__}; "
            "for example: with rnnviz.recording(model) as tape: model(x)"
        )
    modules = {
        path: module
        for path, module in model.named_modules(remove_duplicate=False)
        if isinstance(module, RECORDED)
    }
    if not modules:
        raise ValueError(why_nothing_to_record(model))
    return _open_tape(modules, copy)


@contextmanager
def _open_tape(
    modules: Mapping[str, RecurrentModule | RecurrentCell], copy: bool
) -> Iterator[Tape]:
    calls: dict[nn.Module, list[Call | Recording]] = {m: [] for m in modules.values()}
    watches = [Watch(m, copy=copy, seen=calls[m].append) for m in dict.fromkeys(modules.values())]
    tape = Tape({path: calls[module] for path, module in modules.items()})
    try:
        for watch in watches:
            watch.open()
        yield tape
    finally:
        for watch in watches:
            watch.close()


def record(
    module: RecurrentModule | RecurrentCell,
    x: torch.Tensor | PackedSequence,
    state: State | None = None,
    lengths: Lengths | None = None,
) -> Recording:
    """Run a recurrent module and record every state and gate of every layer.

    The module runs as it is, fused and without gradients; the gates follow from its hidden
    states in one product. Nothing about the module changes, and neither does the global random
    state: a module in train mode draws the dropout masks that its next pass would draw.

    Parameters
    ----------
    module
        An ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``, with any of its options; or an ``nn.RNNCell``,
        ``nn.LSTMCell`` or ``nn.GRUCell``, which is called step by step.
    x
        What the module takes: (batch, time, features) with ``batch_first=True``, else
        (time, batch, features); for a cell always (batch, time, features). One sequence (time,
        features) is recorded as a batch of one; a ``PackedSequence`` in its original order.
    state
        The initial state that the module takes: ``(h_0, c_0)`` for an LSTM, else ``h_0``; of a
        cell without the dimension of layers. Zeros by default.
    lengths
        Steps of each sequence of a padded x, shape (batch,). What lies behind is not read, and
        zero in the recording.

    Returns
    -------
    Recording
        Arrays of shape (batch, time, unit), float64 for a float64 module. Else they are float32,
        also for bfloat16 and float16, which NumPy lacks or computes slowly.

    Raises
    ------
    TypeError
        If the module is none of these (or compiled, or quantised), x is no tensor, or the state
        is of another cell.
    ValueError
        If x has not the right shape, or lengths do not fit x.

    Warns
    -----
    ParityWarning
        If the gates of a layer do not give back its hidden states as exactly as the data type
        allows.
    """
    if not isinstance(module, RECORDED):
        raise TypeError(why_not_recurrent(module))
    check_input(module, x)
    check_state(module, state)
    if isinstance(module, nn.RNNCellBase):
        call, steps = call_cell(module, x, state, lengths)
        return reconstruct(call, steps=steps)
    steps = 0
    if lengths is not None:
        x, steps = pack(module, x, lengths)
    kept: list[Call] = []
    watch = Watch(module, copy=False, seen=kept.append)
    draws = module.training and Architecture.of(module).draws_masks
    try:
        watch.open()
        with torch.no_grad(), torch.random.fork_rng(devices=_cuda_devices(module), enabled=draws):
            module(x, state)
    finally:
        watch.close()
    return reconstruct(kept[-1], steps=steps)


def _cuda_devices(module: RecurrentModule) -> list[torch.device]:
    return [d for d in {weight.device for weight in module.parameters()} if d.type == "cuda"]
