"""Waiting for what other processes do."""

import time

import pytest

PATIENCE_SECONDS = 90


def wait_for(condition, what, seconds=PATIENCE_SECONDS, every=0.01):
    """Return how long it took until a condition held."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if condition():
            return time.monotonic() - start
        time.sleep(every)
    pytest.fail(f"waited {seconds} s for {what}")
