"""Why a module cannot be recorded, and what to do instead."""

import torch
from torch import nn

RECORDED = (nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell)
_NAMES = "an nn.RNN, nn.LSTM, nn.GRU or one of their cells"
_QUANTISED = ("torch.ao.nn.quantized", "torch.ao.nn.quantizable")


def why_compiled_or_quantised(model: nn.Module) -> str:
    """Say it of a model that was compiled by ``torch.jit`` or quantised, or holds such a part.

    Returns
    -------
    One sentence, or nothing if the model is neither.
    """
    for path, module in model.named_modules():
        where = f"its module {path!r}" if path else "this model"
        if isinstance(module, torch.jit.ScriptModule):
            return (
                f"{where} was traced or scripted by torch.jit, and compiled modules run no Python "
                "hooks: record the model that it was made from, with the same weights "
                "(model.load_state_dict(compiled.state_dict()))"
            )
        if type(module).__module__.startswith(_QUANTISED):
            return (
                f"{where} is quantised, or prepared for it ({type(module).__name__} of "
                f"{_package(module)}): its gates are computed in integers inside one kernel, where "
                "they cannot be checked; record the model as it was before"
            )
    return ""


def why_not_recurrent(module: object) -> str:
    """Say why ``rnnviz.record`` does not take a module, in one sentence."""
    reason = why_compiled_or_quantised(module) if isinstance(module, nn.Module) else ""
    asked = f"record needs {_NAMES}, not {type(module).__name__}"
    if reason:
        return f"{asked}: {reason}"
    return f"{asked}; for a model that contains one: with rnnviz.recording(model) as tape: model(x)"


def why_nothing_to_record(model: nn.Module) -> str:
    """Say why ``rnnviz.recording`` finds nothing in a model, in one sentence."""
    reason = why_compiled_or_quantised(model)
    contained = f"this {type(model).__name__} contains no nn.RNN, nn.LSTM or nn.GRU and no cell"
    if reason:
        return f"{contained} that can be recorded: {reason}"
    return f"{contained} such as nn.LSTMCell; nothing else can be recorded"


def _package(module: nn.Module) -> str:
    return type(module).__module__.partition(".modules")[0]
