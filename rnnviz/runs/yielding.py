"""Lets pages go before training where both want the processor."""

import os

# A page then gets about three quarters of a core that it shares with a training.
_NICENESS = 5


def dask_setup(_: object) -> None:
    """Lower the priority of this process. Dask calls this when a worker starts."""
    if hasattr(os, "nice"):  # Windows has none
        os.nice(_NICENESS)
