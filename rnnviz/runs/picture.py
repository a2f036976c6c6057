"""What a network makes of the test range at one moment of its training, as a small packet.

The worker draws it while it trains, so that a page can show forecasts and hidden states
without loading a network.
"""

import numpy as np
import torch
from numpy.typing import NDArray

from rnnviz.forecasting import one_step
from rnnviz.models import SequenceModel
from rnnviz.packet import pack, quantise
from rnnviz.tasks import Task


def probe_sequence(task: Task) -> NDArray[np.float32]:
    """Return the inputs of the test range in one sequence, normalised, shape (1, time, 1).

    Step t holds the value before target t, so that the state at t is what predicts it.
    """
    index = np.array(task.targets_of("test")) - 1
    return task.normalise(task.series[index])[None, :, None]


def draw_picture(model: SequenceModel, task: Task) -> bytes:
    """Forecast the test range and read its hidden states in one pass.

    The packet holds ``forecast`` (targets,), in the data's units, and ``hidden`` (time, units)
    in 8 bits; its header's ``limit`` is the value that the largest 8-bit number stands for.
    """
    device = next(model.parameters()).device
    with torch.no_grad():
        hidden, _ = model.recurrent(torch.from_numpy(probe_sequence(task)).to(device))
    states = hidden[0].cpu().numpy()
    # Only a ReLU network leaves -1..1; a diverging one has no largest value to scale by.
    largest = float(np.max(np.abs(states), initial=0))
    limit = max(1.0, largest) if np.isfinite(largest) else 1.0
    return pack(
        {"limit": limit},
        {
            "forecast": one_step(model, task).predicted.astype(np.float32),
            "hidden": quantise(states, limit),
        },
    )
