"""Loads what training needs, and as little else as can be.

The first use of an optimiser loads PyTorch's compiler, ``torch._dynamo``: 800 modules and as
much time again as PyTorch itself, to learn that nothing is compiled. A worker of our own compiles
nothing, and puts a stand-in there.
"""

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

_COMPILER = "torch._dynamo"


def load_training() -> None:
    """Load all that a run needs until its first epoch is reported."""
    import torch

    stand_in_for_the_compiler()
    torch.set_num_threads(1)
    import_module("rnnviz.runs.train_run")
    # What was imported stays: it is not to be walked by every collection while a run trains.
    gc.collect()
    gc.freeze()


def stand_in_for_the_compiler() -> None:
    """Put the stand-in where PyTorch looks for its compiler, unless that is loaded already."""
    import torch

    if _COMPILER not in sys.modules:
        torch.__dict__["_dynamo"] = sys.modules[_COMPILER] = _StandIn(_COMPILER)


class _StandIn(ModuleType):
    """What an optimiser asks of the compiler; asked anything else, it gives way to the real one."""

    @staticmethod
    def graph_break(msg: str = "") -> None:
        """Do nothing: there is no graph to break."""

    @staticmethod
    def disable(
        fn: Callable[..., Any] | None = None, recursive: bool = True, **_: Any
    ) -> Callable[..., Any]:
        """Return a function as it is: nothing compiles it."""
        return (lambda fn: fn) if fn is None else fn

    def __getattr__(self, name: str) -> Any:
        import torch

        if sys.modules.get(_COMPILER) is self:
            del sys.modules[_COMPILER]
            torch.__dict__["_dynamo"] = import_module(_COMPILER)
        return getattr(sys.modules[_COMPILER], name)
