"""How much memory a training needs at most, known before it starts."""

from dataclasses import replace

from rnnviz.evaluation_batch import evaluation_batch
from rnnviz.runs.size import parameter_count
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import SPLITS, Task
from rnnviz.tasks.task import SplitName

GB = 10**9
# A worker that has trained a small network and fitted the baselines of a series has 380 MB.
_WORKER = 400 * 10**6
# Bytes for each unit, direction, step and sequence of a batch in training: once, and for each
# layer. See the notes of `memory_needed`.
_TRAINED = {"lstm": (50, 30), "gru": (30, 36), "rnn_tanh": (18, 12), "rnn_relu": (18, 12)}
_EVALUATED = 28
# Where every step is judged, their states are copied out and have gradients of their own.
_JUDGED = 16
# For each output of a split: in single precision twice, and what the metrics make of it in double.
_OUTPUT = 40
# For each weight: itself, its gradient, two means of Adam, the best ones, and those of a checkpoint
# and a snapshot, before and after they are written as bytes.
_WEIGHT = 64


def memory_needed(spec: RunSpec, task: Task) -> int:
    """Estimate how many bytes the worker of a run has at most.

    Parameters
    ----------
    spec
        The run.
    task
        Its task, or an outline of it.

    Notes
    -----
    The factors were measured with PyTorch 2.13 on a CPU: the largest resident size of a process in
    which one batch went forwards and backwards, over sequences of 50 to 1,000 steps, batches of 16
    to 512, 30 to 256 units, 1 to 4 layers, one and two directions. For each unit, direction, step
    and sequence an LSTM took 68 to 74 bytes in one layer, 97 to 105 in two and 146 in four, a GRU
    57 to 60, 86 to 97 and 162, an RNN 22 to 28, 34 to 39 and 54; without gradients all cells took
    8 to 26. What is used here lies above all of these. Of 17 whole runs of nine tasks
    the estimate was 1.0 to 2.9 times the peak, most where a batch holds sentences of different
    lengths.
    """
    fixed, of_a_sequence = _parts(spec, task)
    return fixed + _batch(spec, task) * of_a_sequence


def largest_batch(spec: RunSpec, task: Task, most: float) -> int:
    """Return the largest batch that fits into a number of bytes; 0 where none does."""
    if memory_needed(replace(spec, training=replace(spec.training, batch_size=1)), task) > most:
        return 0
    fixed, of_a_sequence = _parts(spec, task)
    return max(1, int((most - fixed) // of_a_sequence))


def too_large(spec: RunSpec, task: Task, most: float) -> str:
    """Say that a run needs more than is allowed, and what would fit; nothing where it fits."""
    needed = memory_needed(spec, task)
    if needed <= most:
        return ""
    fits = rounded_down(largest_batch(spec, task, most))
    advice = (
        f"a batch of at most {fits:,} fits"
        if fits
        else "no batch fits; choose fewer units or layers, or shorter sequences"
    )
    return (
        f"This training needs about {in_gb(needed)}, and this server gives a run {in_gb(most)}: "
        f"{advice}."
    )


def in_gb(size: float) -> str:
    """Write a number of bytes in gigabytes."""
    return f"{size / GB:.1f} GB" if size < 99.5 * GB else f"{size / GB:,.0f} GB"


def rounded_down(number: int) -> int:
    """Return a number of which only the first two digits are not 0."""
    unit: int = 10 ** max(0, len(str(number)) - 2)
    return number // unit * unit


def _batch(spec: RunSpec, task: Task) -> int:
    return min(spec.training.batch_size, task.sizes("train")[0])


def _parts(spec: RunSpec, task: Task) -> tuple[int, int]:
    """Return the bytes of a run without a batch, and those of each sequence of a batch."""
    shape = spec.architecture
    width = shape.hidden_size * (2 if shape.bidirectional else 1)
    once, each = _TRAINED[spec.cell]
    steps = task.sizes("train")[1]
    judged = _JUDGED * width + 16 * task.output_size
    kept = width * (once + each * shape.num_layers)
    of_a_sequence = steps * (kept + judged + 8 * task.input_size)
    longest = max(task.sizes(split)[1] for split in SPLITS)
    most = max(task.sizes(split)[0] for split in SPLITS)
    batch = min(most, evaluation_batch(longest, shape))
    evaluated = batch * longest * width * _EVALUATED
    outputs = max(_steps(task, split) for split in SPLITS) * task.output_size * _OUTPUT
    fixed = _WORKER + _data(task) + _WEIGHT * parameter_count(spec, task) + evaluated + outputs
    return fixed, of_a_sequence


def _steps(task: Task, split: SplitName) -> int:
    examples, steps = task.sizes(split)
    return examples * steps


def _data(task: Task) -> int:
    """Return the bytes of all splits as they are loaded, and of their copies as tensors."""
    read = 8 if task.vocabulary else 4 * task.input_size
    answers = 4 * task.output_size if task.kind == "regression" else 8
    return 2 * (read + answers + 1) * sum(_steps(task, split) for split in SPLITS)
