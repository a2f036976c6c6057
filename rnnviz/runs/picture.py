"""What a network makes of the test split at one moment of its training, as a small packet.

The worker draws it while it trains, so that a page can show forecasts and hidden states
without loading a network.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rnnviz.evaluation import split_outputs
from rnnviz.generation import continue_text, opening
from rnnviz.models import SequenceModel
from rnnviz.packet import pack, quantise
from rnnviz.tasks import Task

# A heatmap cannot show more steps than it has pixels.
MOST_STEPS = 400
# What fits into a line: words where the symbols are words.
_WRITTEN_SYMBOLS, _WRITTEN_WORDS = 28, 10


def draw_picture(model: SequenceModel, task: Task) -> bytes:
    """Answer the test split, and read its first sequence in one pass.

    The packet holds ``forecast``, the values drawn over the task's canvas, and ``hidden`` (time,
    units) in 8 bits, of the first 400 steps; its header's ``limit`` is the value that the
    largest 8-bit number stands for. ``rule``, shape (states, symbols), is there where the task
    knows the rule behind its data. Of a network that writes, ``opening`` and ``writes`` hold a
    beginning and what the network makes of it.
    """
    device = next(model.parameters()).device
    probe = torch.tensor(task.probe("test").inputs[:MOST_STEPS], device=device)[None]
    was_training = model.training
    model.eval()
    with torch.no_grad():
        states = model.hidden_states(probe)[0].cpu().numpy()
    model.train(was_training)
    # Only a ReLU network leaves -1..1; a diverging one has no largest value to scale by.
    largest = float(np.max(np.abs(states), initial=0))
    limit = max(1.0, largest) if np.isfinite(largest) else 1.0
    outputs = split_outputs(model, task, "test")
    arrays: dict[str, NDArray[Any]] = {
        "forecast": task.draw(outputs).astype(np.float32),
        "hidden": quantise(states, limit),
    }
    if task.rule_table() is not None:
        arrays["rule"] = task.obeyed(outputs).astype(np.float32)
    return pack({"limit": limit, **_written(model, task)}, arrays)


def _written(model: SequenceModel, task: Task) -> dict[str, str]:
    start = opening(task)
    if start is None:
        return {}
    steps = _WRITTEN_WORDS if " " in start else _WRITTEN_SYMBOLS
    return {"opening": start, "writes": continue_text(model, task, start, steps=steps)}
