"""How many sequences a network is evaluated on at once."""

from rnnviz.tasks import Architecture

BATCH = 1024
# Hidden states of a batch. Together with what the kernels need beside them they take a quarter of
# a gigabyte; of long sequences of a large network a thousand would fill many.
MOST_STATES = 1 << 23


def evaluation_batch(steps: int, shape: Architecture) -> int:
    """Return how many sequences of this length are evaluated at once, at least one."""
    width = shape.hidden_size * (2 if shape.bidirectional else 1)
    return max(1, min(BATCH, MOST_STATES // max(1, steps * width)))
