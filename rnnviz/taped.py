"""What was recorded inside one ``with rnnviz.recording(model)`` block, by module and call."""

import warnings
from collections.abc import Iterable, Iterator, Mapping

from rnnviz.cells import get_cell
from rnnviz.instrument.capture import Call
from rnnviz.instrument.reconstruct import reconstruct, reconstruct_layer
from rnnviz.recorded import LayerRecording, Recording, counted
from rnnviz.recorded_joined import join


class LastCallWarning(UserWarning):
    """A module was called several times, and the recording read is that of its last call."""


class Tape(Mapping[str, Recording]):
    """What was recorded inside one ``with rnnviz.recording(model)`` block.

    A mapping from the paths of the recurrent modules that were called to the recording of
    their *last* call; :meth:`calls` has all of them, and :meth:`joined` makes one recording of
    all. The path of a model that is itself recurrent is ``""``. A module that the model holds
    under two paths is found under both.

    A recording is computed on first access, and then kept. After the block the tape holds
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

        Warns
        -----
        LastCallWarning
            If there was more than one call.
        """
        self._warn_of_others(path)
        return self._read(path, -1)

    def calls(self, path: str) -> tuple[Recording, ...]:
        """Return the recordings of all calls of a module, the first one first.

        Raises
        ------
        KeyError, RuntimeError
            As in ``tape[path]``.
        """
        return tuple(self._read(path, index) for index in range(max(1, len(self._found(path)))))

    def joined(self, path: str) -> Recording:
        """Return one recording of all calls of a module, the steps of each after the last one's.

        A decoder, or a cell, that is called once a step is recorded as the sequence it wrote:
        (batch, time, unit). Where sequences have lengths, each goes on right behind its own
        last step, and ``lengths`` are those of all calls together. ``parity`` is that of the
        worst call, the initial states are those of the first. The steps of every call were
        computed as they are: the reverse layer of a bidirectional module has read each call by
        itself, from its last step to its first, and ``previous_hidden()`` is what a step really
        started from, also where a call did not begin with the last one's states.

        Raises
        ------
        KeyError, RuntimeError
            As in ``tape[path]``.
        ValueError
            If the calls had different numbers of sequences.
        """
        try:
            return join(self.calls(path))
        except ValueError as error:
            raise ValueError(
                f"the calls of {_named(path)} cannot be joined: {error}; "
                f"read them one by one with tape.calls({path!r})"
            ) from None

    def layer(self, path: str, name: str) -> LayerRecording:
        """Return one layer of a module's last call, without computing those above it.

        It is computed each time, unless ``tape[path]`` was read before.

        Raises
        ------
        KeyError
            As in ``tape[path]``, or if the module has no such layer.
        RuntimeError
            As in ``tape[path]``.

        Warns
        -----
        LastCallWarning
            If there was more than one call.
        """
        self._warn_of_others(path)
        call = self._called(path)[-1]
        return reconstruct_layer(call, name) if isinstance(call, Call) else call[name]

    def __iter__(self) -> Iterator[str]:
        return (path for path, calls in self._calls.items() if calls)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        return bool(self._calls.get(path))  # type: ignore[call-overload]

    def __repr__(self) -> str:
        width = max(len(repr(path)) for path in self._calls)
        return "\n".join(
            [
                f"Tape of {counted(len(self._calls), 'recurrent module')}",
                *(f"  {path!r:<{width}}  {_told(calls)}" for path, calls in self._calls.items()),
            ]
        )

    def _warn_of_others(self, path: str) -> None:
        count = len(self._called(path))
        if count > 1:
            warnings.warn(
                f"{_named(path)} was called {count} times, and this is only the last call; "
                f"tape.calls({path!r}) has all of them, and tape.joined({path!r}) is one recording "
                "of all their steps in turn",
                LastCallWarning,
                stacklevel=3,
            )

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


def _named(path: str) -> str:
    return f"the recurrent module {path!r}" if path else "the model, itself a recurrent module,"


def _listed(paths: Iterable[str]) -> str:
    return ", ".join(repr(path) for path in paths) or "none"


def _told(calls: list[Call | Recording]) -> str:
    """Say how often a module was called, and what it is, without computing anything."""
    if not calls:
        return "never called"
    last = calls[-1]
    if isinstance(last, Call):
        cell, inputs = last.architecture.cell, last.architecture.input_size
        units = last.architecture.proj_size or last.architecture.hidden_size
    else:
        bottom = last.layers[0]
        cell, inputs, units = bottom.cell, bottom.input.shape[-1], bottom.hidden.shape[-1]
    shape = f"{counted(inputs, 'input')} -> {counted(units, 'unit')}"
    return f"{counted(len(calls), 'call')}, {get_cell(cell).title}, {shape}"
