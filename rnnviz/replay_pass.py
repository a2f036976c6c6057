"""One reading of a sequence by a network: the recordings of its layers, under their names.

Each layer is computed when it is first asked for. With a cache the sequence is read once, and
what was computed is found again, see :mod:`rnnviz.replay_cache`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnnviz.byte_cache import ByteCache
from rnnviz.recorded import LayerRecording
from rnnviz.replay_cache import fingerprint
from rnnviz.tape import Tape, recording
from rnnviz.tasks import Probe


@dataclass(frozen=True, eq=False)
class ReplayPass:
    """One network's reading of a probe.

    Attributes
    ----------
    outputs
        What the network gave after each step, shape (time, outputs).
    layers
        Name to a layer and the step at which its own sequence begins: the decoder of an
        encoder-decoder begins where the encoder ends.
    paths, suffixes
        Name to the path of the layer's module within the network, and to PyTorch's suffix.
    starts
        Name to the step at which the layer's own sequence begins.
    """

    outputs: NDArray[np.float32]
    layers: Mapping[str, tuple[LayerRecording, int]]
    paths: Mapping[str, str]
    suffixes: Mapping[str, str]
    starts: Mapping[str, int]

    @property
    def top(self) -> str:
        """Name of the layer that feeds the readout."""
        return list(self.layers)[-1]

    def choose(self, layer: str) -> str:
        """Return the layer of this name, or the top one where there is none."""
        return layer if layer in self.layers else self.top


def layer_names(model: nn.Module) -> list[str]:
    """Name the layers of a model that can be played, the one that feeds the readout last."""
    return list(_places(model))


def _places(model: nn.Module) -> dict[str, tuple[str, str]]:
    """Return the path of each layer's module and PyTorch's suffix, by the layer's name."""
    found = {path: one for path, one in model.named_modules() if isinstance(one, nn.RNNBase)}
    return {
        f"{path}.{suffix}" if len(found) > 1 else suffix: (path, suffix)
        for path, module in found.items()
        for suffix in _suffixes(module)
    }


def _suffixes(module: nn.RNNBase) -> list[str]:
    ends = ("_reverse", "") if module.bidirectional else ("",)
    return [f"l{layer}{end}" for layer in range(module.num_layers) for end in ends]


def read_probe(model: nn.Module, probe: Probe, cache: ByteCache | None = None) -> ReplayPass:
    """Let a network read a sequence in one pass.

    Parameters
    ----------
    model
        In evaluation mode where there is a cache: dropout draws anew in each pass.
    probe
        What it reads.
    cache
        Where outputs and layers are kept and found again; without one nothing is.
    """
    reading = _Reading(model, probe, cache)
    starts = reading.starts()
    return ReplayPass(
        outputs=reading.outputs(),
        layers=_Layers(reading, starts),
        paths={name: path for name, (path, _) in reading.places.items()},
        suffixes={name: suffix for name, (_, suffix) in reading.places.items()},
        starts=starts,
    )


class _Reading:
    """Reads once, at the first question that the cache cannot answer."""

    def __init__(self, model: nn.Module, probe: Probe, cache: ByteCache | None) -> None:
        self._model, self._probe = model, probe
        self._cache = None if model.training else cache
        self._key = fingerprint(model, probe) if self._cache is not None else b""
        self._read: tuple[Tape, NDArray[np.float32]] | None = None
        self._found: dict[str, LayerRecording] = {}
        self.places = _places(model)

    def outputs(self) -> NDArray[np.float32]:
        kept = self._cache.get((self._key, "")) if self._cache is not None else None
        if kept is not None:
            found: NDArray[np.float32] = kept
            return found
        outputs = self._run()[1]
        if self._cache is not None:
            self._cache.put((self._key, ""), outputs, outputs.nbytes)
        return outputs

    def layer(self, name: str) -> LayerRecording:
        if name not in self._found:
            self._found[name] = self._layer(name)
        return self._found[name]

    def _layer(self, name: str) -> LayerRecording:
        kept = self._cache.get((self._key, name)) if self._cache is not None else None
        if kept is not None:
            found: LayerRecording = kept
            return found
        layer = self._run()[0].layer(*self.places[name])
        if self._cache is not None:
            size = sum(array.nbytes for array in layer.arrays().values())
            self._cache.put((self._key, name), layer, size)
        return layer

    def starts(self) -> dict[str, int]:
        """Return the step at which each layer's own sequence begins: modules read in turn."""
        found: dict[str, int] = {}
        steps = 0
        modules = list(dict.fromkeys(path for path, _ in self.places.values()))
        for path in modules:
            mine = [name for name, place in self.places.items() if place[0] == path]
            found |= dict.fromkeys(mine, steps)
            if path != modules[-1]:
                bottom = next(name for name in mine if self.places[name][1] == "l0")
                steps += int(self.layer(bottom).lengths[0])
        return found

    def _run(self) -> tuple[Tape, NDArray[np.float32]]:
        if self._read is None:
            inputs = torch.tensor(self._probe.inputs)[None]
            with torch.no_grad(), recording(self._model) as tape:
                outputs = self._model(inputs)[0].numpy()
            # Whoever finds it in the cache gets the very same array.
            outputs.flags.writeable = False
            self._read = tape, outputs
        return self._read


class _Layers(Mapping[str, tuple[LayerRecording, int]]):
    """The layers by name, each computed when it is asked for."""

    def __init__(self, reading: _Reading, starts: Mapping[str, int]) -> None:
        self._reading, self._starts = reading, starts

    def __getitem__(self, name: str) -> tuple[LayerRecording, int]:
        start = self._starts[name]
        return self._reading.layer(name), start

    def __iter__(self) -> Iterator[str]:
        return iter(self._starts)

    def __len__(self) -> int:
        return len(self._starts)

    def __contains__(self, name: object) -> bool:
        return name in self._starts  # without computing it
