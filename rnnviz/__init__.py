"""rnnviz: watch recurrent networks think.

Train small recurrent networks, record every state and gate of any ``nn.RNN``, ``nn.LSTM`` or
``nn.GRU``, and draw them. Names load on first use, so that ``import rnnviz`` and pages that
need no network do not pay for PyTorch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnnviz.cells import CELLS, get_cell
    from rnnviz.encoder_decoder import EncoderDecoder
    from rnnviz.evaluation import evaluate
    from rnnviz.forecasting import Forecast, free_run, one_step, persistence
    from rnnviz.generation import continue_history, continue_text
    from rnnviz.models import SequenceModel
    from rnnviz.recorded import LayerRecording, Recording
    from rnnviz.tape import record, recording
    from rnnviz.tasks import TASKS, Task, load_task
    from rnnviz.train_config import TrainConfig
    from rnnviz.training import EpochResult, train

__version__ = "0.1.0"

# No module may bear the name of a function here: importing it would hide the function.
_HOMES = {
    "CELLS": "cells",
    "get_cell": "cells",
    "EncoderDecoder": "encoder_decoder",
    "evaluate": "evaluation",
    "Forecast": "forecasting",
    "free_run": "forecasting",
    "one_step": "forecasting",
    "persistence": "forecasting",
    "continue_history": "generation",
    "continue_text": "generation",
    "SequenceModel": "models",
    "record": "tape",
    "recording": "tape",
    "LayerRecording": "recorded",
    "Recording": "recorded",
    "TASKS": "tasks",
    "Task": "tasks",
    "load_task": "tasks",
    "TrainConfig": "train_config",
    "EpochResult": "training",
    "train": "training",
}

__all__ = [
    "CELLS",
    "TASKS",
    "EncoderDecoder",
    "EpochResult",
    "Forecast",
    "LayerRecording",
    "Recording",
    "SequenceModel",
    "Task",
    "TrainConfig",
    "continue_history",
    "continue_text",
    "evaluate",
    "free_run",
    "get_cell",
    "load_task",
    "one_step",
    "persistence",
    "record",
    "recording",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rnnviz' has no attribute {name!r}")
    value = getattr(import_module(f"rnnviz.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
