"""How large a network is, known without making it."""

from rnnviz.cells import CELLS
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture, Task


def parameter_count(spec: RunSpec, task: Task) -> int:
    """Count the trainable numbers of a run's network: embedding, layers and readout."""
    shape = spec.architecture
    top = shape.hidden_size * (2 if shape.bidirectional else 1)
    layers = _layers(spec.cell, task.input_size, shape)
    if task.source_length:  # a decoder stands beside the encoder and begins with its states
        layers += _layers(spec.cell, task.input_size, Architecture(top, shape.num_layers))
    embedding = len(task.vocabulary) * task.input_size
    return embedding + layers + (top + 1) * task.output_size


def _layers(cell: str, inputs: int, shape: Architecture) -> int:
    directions = 2 if shape.bidirectional else 1
    widths = [inputs] + [directions * shape.hidden_size] * (shape.num_layers - 1)
    return directions * sum(CELLS[cell].parameter_count(w, shape.hidden_size) for w in widths)
