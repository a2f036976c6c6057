"""Record every gate of any ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU`` from its fused forward pass.

>>> recording = rnnviz.record(lstm, x)              # one module, run now
>>> recording["l0"].gates["forget"]                 # (batch, time, unit)

>>> with rnnviz.recording(model) as tape:           # all recurrent modules inside a model
...     model(x)
>>> tape["encoder.lstm"]["l1_reverse"].cell_state   # computed when it is first read

Modules are called ``tape`` and ``recorded`` because a module ``rnnviz.record`` would hide the
function of that name.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from rnnviz.instrument.arguments import Lengths, State, check_input, check_state, pack
from rnnviz.instrument.capture import Architecture, Call, RecurrentModule, Watch
from rnnviz.instrument.reconstruct import ParityWarning, reconstruct, reconstruct_layer
from rnnviz.recorded import LayerRecording, Recording

__all__ = ["ParityWarning", "Tape", "record", "recording"]


class Tape(Mapping[str, Recording]):
    """What was recorded inside one ``with rnnviz.recording(model)`` block.

    A mapping from the paths of the recurrent modules that were called to the recording of
    their *last* call; :meth:`calls` has all of them. The path of a model that is itself
    recurrent is ``""``. A module that the model holds under two paths is found under both.

    A recording is computed when it is first read, and then kept. After the block the tape holds
    neither the model nor any graph, only tensors.
    """

    def __init__(self, calls: Mapping[str, list[Call | Recording]]) -> None:
        self._calls = calls

    def __getitem__(self, path: str) -> Recording:
        """Return the recording of a module's last call.

        Raises
        ------
        KeyError
            If the model has no recurrent module of that path, or it was not called.
        RuntimeError
            If the inputs or outputs of the call were changed in place before this first reading,
            or its dropout masks cannot be drawn again.
        """
        return self._read(path, -1)

    def calls(self, path: str) -> tuple[Recording, ...]:
        """Return the recordings of all calls of a module, the first one first.

        Raises
        ------
        KeyError, RuntimeError
            As in ``tape[path]``.
        """
        return tuple(self._read(path, index) for index in range(max(1, len(self._found(path)))))

    def layer(self, path: str, name: str) -> LayerRecording:
        """Return one layer of a module's last call, without computing those above it.

        It is computed each time, unless ``tape[path]`` was read before.

        Raises
        ------
        KeyError
            As in ``tape[path]``, or if the module has no such layer.
        RuntimeError
            As in ``tape[path]``.
        """
        call = self._called(path)[-1]
        return reconstruct_layer(call, name) if isinstance(call, Call) else call[name]

    def __iter__(self) -> Iterator[str]:
        return (path for path, calls in self._calls.items() if calls)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        return bool(self._calls.get(path))  # type: ignore[call-overload]

    def __repr__(self) -> str:
        counts = ", ".join(f"{path!r}: {len(calls)} calls" for path, calls in self._calls.items())
        return f"Tape({counts})"

    def _read(self, path: str, index: int) -> Recording:
        calls = self._called(path)
        call = calls[index]
        if isinstance(call, Call):
            call = calls[index] = reconstruct(call)
        return call

    def _called(self, path: str) -> list[Call | Recording]:
        calls = self._found(path)
        if not any(self._calls.values()):
            raise KeyError(
                "this tape is empty: run the model inside the with block before reading it"
            )
        if not calls:
            raise KeyError(
                f"{_named(path)} was never called under this tape; called: {_listed(self)}"
            )
        return calls

    def _found(self, path: str) -> list[Call | Recording]:
        if path not in self._calls:
            raise KeyError(
                f"no recurrent module at {path!r}; this model has them at {_listed(self._calls)}"
            )
        return self._calls[path]


def recording(model: nn.Module, *, copy: bool = False) -> AbstractContextManager[Tape]:
    """Record all recurrent modules of a model while a ``with`` block runs.

    The forward pass itself runs fused, as without a tape, and keeps references only; gates are
    computed when they are first read. Nothing of the model is changed: outputs, gradients,
    parameters, random state and modes are what they would be, also after an exception.

    Parameters
    ----------
    model
        Any module that contains some ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``, or is one.
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
        If it contains no recurrent module.

    Notes
    -----
    The parameters are copied when the block begins, and again at the first call that finds them
    changed, so an optimiser may step inside the block. Every call is kept: inside a training
    loop a tape grows with each batch. Changes made through ``tensor.data`` are invisible to
    PyTorch's count of changes; a :class:`ParityWarning` then says so. Modules that are compiled
    (``torch.compile``, ``torch.jit``) run no Python hooks: record the module before compiling.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"recording needs a torch.nn.Module, not {type(model).__name__}; "
            "for example: with rnnviz.recording(model) as tape: model(x)"
        )
    modules = {
        path: module
        for path, module in model.named_modules(remove_duplicate=False)
        if isinstance(module, nn.RNN | nn.LSTM | nn.GRU)
    }
    if not modules:
        raise ValueError(
            f"this {type(model).__name__} contains no nn.RNN, nn.LSTM or nn.GRU, which are what "
            "can be recorded (a cell such as nn.LSTMCell returns its states already)"
        )
    return _open_tape(modules, copy)


@contextmanager
def _open_tape(modules: Mapping[str, RecurrentModule], copy: bool) -> Iterator[Tape]:
    calls: dict[RecurrentModule, list[Call | Recording]] = {m: [] for m in modules.values()}
    watches = [Watch(module, copy=copy, seen=kept.append) for module, kept in calls.items()]
    tape = Tape({path: calls[module] for path, module in modules.items()})
    try:
        for watch in watches:
            watch.open()
        yield tape
    finally:
        for watch in watches:
            watch.close()


def record(
    module: RecurrentModule,
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
        An ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``, with any of its options.
    x
        What the module takes: (batch, time, features) with ``batch_first=True``, else
        (time, batch, features); one sequence (time, features), recorded as a batch of one; or
        a ``PackedSequence``, recorded in its original order.
    state
        The initial state that the module takes: ``(h_0, c_0)`` for an LSTM, else ``h_0``. Zeros
        by default.
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
        If the module is not one of the three, x is no tensor, or the state is of another cell.
    ValueError
        If x has not the right shape, or lengths do not fit x.

    Warns
    -----
    ParityWarning
        If the gates of a layer do not give back its hidden states as exactly as the data type
        allows.
    """
    if not isinstance(module, nn.RNN | nn.LSTM | nn.GRU):
        raise TypeError(
            f"record needs an nn.RNN, nn.LSTM or nn.GRU, not {type(module).__name__}; for a "
            "model that contains one: with rnnviz.recording(model) as tape: model(x)"
        )
    check_input(module, x)
    check_state(module, state)
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


def _named(path: str) -> str:
    return f"the recurrent module {path!r}" if path else "the model, itself a recurrent module,"


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(repr(path) for path in paths) or "none"
