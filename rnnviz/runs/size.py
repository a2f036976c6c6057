"""How large a network is, known without making it."""

from rnnviz.cells import CELLS
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Task


def parameter_count(spec: RunSpec, task: Task) -> int:
    """Count the trainable numbers of a run's network: embedding, layers and readout."""
    shape = spec.architecture
    directions = 2 if shape.bidirectional else 1
    top = directions * shape.hidden_size
    cell = CELLS[spec.cell]
    layers = sum(
        directions * cell.parameter_count(task.input_size if layer == 0 else top, shape.hidden_size)
        for layer in range(shape.num_layers)
    )
    embedding = len(task.vocabulary) * task.input_size
    return embedding + layers + (top + 1) * task.output_size
