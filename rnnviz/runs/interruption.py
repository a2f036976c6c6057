"""Leaving off while a network computes, between two of its modules."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import nn

from rnnviz.training import Interrupted


@contextmanager
def interruptible(model: nn.Module, should_stop: Callable[[], bool]) -> Iterator[None]:
    """Ask before every module of a model computes whether to go on.

    Raises
    ------
    Interrupted
        Within, when it is to stop. The weights are then as they were.
    """

    def ask(*_: object) -> None:
        if should_stop():
            raise Interrupted

    hooks = [module.register_forward_pre_hook(ask) for module in model.modules()]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
