"""Fixtures that every test may use."""

import numpy as np
import pytest
import torch

pytest_plugins = ("tests.postgres",)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20_261)


@pytest.fixture(autouse=True)
def _one_thread():
    """Small networks on two cores: more threads cost more than they give."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
