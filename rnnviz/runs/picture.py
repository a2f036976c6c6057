"""What a network makes of the test split at one moment of its training, as a small packet.

The worker draws it while it trains, so that a page can show forecasts and hidden states
without loading a network.
"""

import numpy as np
import torch

from rnnviz.evaluation import split_outputs
from rnnviz.models import SequenceModel
from rnnviz.packet import pack, quantise
from rnnviz.tasks import Task

# A heatmap cannot show more steps than it has pixels.
MOST_STEPS = 400


def draw_picture(model: SequenceModel, task: Task) -> bytes:
    """Answer the test split, and read its first sequence in one pass.

    The packet holds ``forecast``, the values drawn over the task's canvas, and ``hidden`` (time,
    units) in 8 bits, of the first 400 steps; its header's ``limit`` is the value that the
    largest 8-bit number stands for.
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
    drawn = task.draw(split_outputs(model, task, "test"))
    return pack(
        {"limit": limit},
        {"forecast": drawn.astype(np.float32), "hidden": quantise(states, limit)},
    )
