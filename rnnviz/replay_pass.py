"""One reading of a sequence by a network: the recordings of all its layers, under their names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rnnviz.recorded import LayerRecording
from rnnviz.tape import recording
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
    paths
        Name to the path of the layer's module within the network.
    """

    outputs: NDArray[np.float32]
    layers: dict[str, tuple[LayerRecording, int]]
    paths: dict[str, str]

    @property
    def top(self) -> str:
        """Name of the layer that feeds the readout."""
        return list(self.layers)[-1]

    def choose(self, layer: str) -> str:
        """Return the layer of this name, or the top one where there is none."""
        return layer if layer in self.layers else self.top


def layer_names(model: nn.Module) -> list[str]:
    """Name the layers of a model that can be played, the one that feeds the readout last."""
    return [
        f"{path}.{suffix}" if len(_recurrent(model)) > 1 else suffix
        for path, module in _recurrent(model).items()
        for suffix in _suffixes(module)
    ]


def _recurrent(model: nn.Module) -> dict[str, nn.RNNBase]:
    return {p: m for p, m in model.named_modules() if isinstance(m, nn.RNNBase)}


def _suffixes(module: nn.RNNBase) -> list[str]:
    ends = ("_reverse", "") if module.bidirectional else ("",)
    return [f"l{layer}{end}" for layer in range(module.num_layers) for end in ends]


def read_probe(model: nn.Module, probe: Probe) -> ReplayPass:
    """Let a network read a sequence in one pass and record all its layers."""
    inputs = torch.tensor(probe.inputs)[None]
    with torch.no_grad(), recording(model) as tape:
        outputs = model(inputs)[0].numpy()
    layers: dict[str, tuple[LayerRecording, int]] = {}
    paths: dict[str, str] = {}
    several, start = len(tape) > 1, 0
    for path, recorded in tape.items():
        directions: Sequence[LayerRecording] = sorted(
            recorded.layers, key=lambda one: (one.name[:2], "rev" not in one.name)
        )
        for one in directions:
            name = f"{path}.{one.name}" if several else one.name
            layers[name] = (one, start)
            paths[name] = path
        start += int(recorded.lengths[0]) if several else 0
    return ReplayPass(outputs, layers, paths)
