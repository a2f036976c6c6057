"""Leaves Ctrl-C to the app.

A terminal sends it to every process that was started from it. The app then ends its own Dask
processes in order; were they to end by themselves at the same time, each would complain at
length of the others.
"""

import signal


def dask_setup(_: object) -> None:
    """Ignore the interrupt. Dask calls this when a scheduler, nanny or worker starts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
