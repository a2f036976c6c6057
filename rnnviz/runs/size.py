"""How large a network is, known without making it."""

from rnnviz.runs.schedule import most_snapshots
from rnnviz.runs.spec import RunSpec, layer_weights
from rnnviz.tasks import Architecture, Task

_BYTES_A_NUMBER = 4


def parameter_count(spec: RunSpec, task: Task) -> int:
    """Count the trainable numbers of a run's network: embedding, layers and readout."""
    shape = spec.architecture
    top = shape.hidden_size * (2 if shape.bidirectional else 1)
    layers = layer_weights(spec.cell, task.input_size, shape)
    if task.source_length:  # a decoder stands beside the encoder and begins with its states
        layers += layer_weights(spec.cell, task.input_size, Architecture(top, shape.num_layers))
    embedding = len(task.vocabulary) * task.input_size
    return embedding + layers + (top + 1) * task.output_size


def network_bytes(spec: RunSpec, task: Task) -> int:
    """Return what the weights of a run's network occupy."""
    return _BYTES_A_NUMBER * parameter_count(spec, task)


def networks_kept(spec: RunSpec, task: Task) -> int:
    """Return how many networks a run keeps at most, beside its best and its newest."""
    return most_snapshots(network_bytes(spec, task))
