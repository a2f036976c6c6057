"""What a training needs of memory: estimated before it starts, refused in words, and held to."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from rnnviz.runs.engine import Engine, EngineError
from rnnviz.runs.limits import Limits
from rnnviz.runs.machine_memory import machine_memory, run_share, worker_count
from rnnviz.runs.memory import GB, largest_batch, memory_needed
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workers import worker as worker_module
from rnnviz.runs.workers.local import LocalWorkers
from rnnviz.runs.workers.memory_limit import is_memory_error
from rnnviz.runs.workers.worker import work
from rnnviz.tasks import TASKS, Architecture, load_task
from rnnviz.train_config import TrainConfig
from tests.runs.waiting import wait_for

HUGE = RunSpec(
    "adding", "lstm", Architecture(512), TrainConfig(batch_size=100_000), {"length": 1000}
)


def test_a_training_that_needs_too_much_is_refused_and_told_what_would_fit():
    """PyTorch asked for 93.7 GB in one piece for this run."""
    with pytest.raises(EngineError) as refused:
        Limits(memory=2 * GB).check(HUGE, 0)
    assert str(refused.value) == (
        "This training needs about 149 GB, and this server gives a run 2.0 GB: a batch of at most "
        "17 fits."
    )
    fits = replace(HUGE, training=replace(HUGE.training, batch_size=17))
    Limits(memory=2 * GB).check(fits, 0)
    with pytest.raises(EngineError, match="no batch fits; choose fewer units or layers"):
        Limits(memory=GB / 2).check(HUGE, 0)


def test_the_largest_batch_that_fits_is_the_largest(spec):
    for run in (HUGE, spec, replace(HUGE, cell="gru", architecture=Architecture(30, 3, True))):
        task = run.outline_task()
        most = 1.5 * GB
        batch = largest_batch(run, task, most)
        for size, fits in ((batch, True), (batch + 1, False)):
            one = replace(run, training=replace(run.training, batch_size=min(size, 100_000)))
            if size <= min(100_000, task.sizes("train")[0]):
                assert (memory_needed(one, task) <= most) == fits


@pytest.mark.parametrize("name", TASKS)
def test_every_task_as_it_comes_is_within_two_gigabytes(name):
    task = load_task(name)
    for cell in ("rnn_tanh", "rnn_relu", "gru", "lstm"):
        spec = RunSpec(name, cell, task.defaults.architecture, task.defaults.training)
        assert Limits(memory=2 * GB).too_large(spec) == ""


@pytest.mark.parametrize("cell", ["rnn_tanh", "rnn_relu", "gru", "lstm"])
def test_the_estimate_is_above_what_a_batch_was_measured_to_take(cell):
    """Peaks of whole processes in bytes for each unit, direction, step and sequence."""
    measured = {
        "lstm": {(1, False): 74, (2, False): 97, (2, True): 105, (4, False): 146},
        "gru": {(1, False): 60, (2, False): 92, (2, True): 86, (4, False): 162},
        "rnn_tanh": {(1, False): 28, (2, False): 34, (2, True): 39, (4, False): 54},
        "rnn_relu": {(1, False): 28, (2, False): 35, (2, True): 39, (4, False): 54},
    }
    for (layers, both), bytes_each in measured[cell].items():
        shape = Architecture(64, layers, both)
        run = replace(HUGE, cell=cell, architecture=shape)
        small = replace(run, training=replace(run.training, batch_size=1))
        task = run.outline_task()
        grown = memory_needed(run, task) - memory_needed(small, task)
        each = grown / (2999 * 1000 * 64 * (2 if both else 1))
        assert bytes_each < each < 1.6 * bytes_each + 20


def test_a_run_has_an_equal_share_of_half_the_memory_of_the_machine_or_the_container(tmp_path):
    assert run_share() == machine_memory() / 2 / worker_count()
    whole = machine_memory(tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    assert machine_memory(tmp_path) == whole
    (tmp_path / "memory.max").write_text("1000000000\n")
    assert machine_memory(tmp_path) == GB


def test_where_workers_are_elsewhere_only_the_administrator_knows(monkeypatch):
    monkeypatch.delenv("RNNVIZ_MOST_MEMORY", raising=False)
    assert Limits.from_environment().memory == run_share()
    monkeypatch.setenv("RNNVIZ_SCHEDULER", "tcp://127.0.0.1:1")
    assert Limits.from_environment().memory == float("inf")
    assert Limits.of_a_worker().memory == run_share()
    monkeypatch.setenv("RNNVIZ_MOST_MEMORY", "2000")
    assert Limits.from_environment().memory == Limits.of_a_worker().memory == 2 * GB


def test_a_run_that_exceeds_its_memory_fails_with_a_sentence_and_its_worker_lives(
    file_store, spec, monkeypatch
):
    """As a stored spec can that was accepted under another limit."""
    monkeypatch.setenv("RNNVIZ_MOST_MEMORY", "900")
    large, small = file_store.create(HUGE), file_store.create(spec)
    engine = Engine(file_store, workers=LocalWorkers(file_store.address))
    monkeypatch.setattr("rnnviz.runs.workers.local.worker_count", lambda: 1)
    try:
        engine.start()
        wait_for(lambda: not file_store.run(small.id).active, "both to end")
    finally:
        engine.close()
    found = file_store.run(large.id)
    assert found.status == "failed"
    assert found.reason == (
        "It needed more memory than the 0.9 GB that this server gives a run. A smaller batch, "
        "fewer units or shorter sequences need less."
    )
    assert found.attempt == 0
    assert file_store.run(small.id).status == "finished"


def test_a_run_whose_process_grows_too_large_is_given_up_where_the_system_sets_no_limit(
    file_store, spec, monkeypatch
):
    said = "It is too large."
    monkeypatch.setattr(worker_module, "watch_growth", lambda most: lambda: said)
    run = file_store.create(replace(spec, training=TrainConfig(epochs=100_000)))
    work(file_store, "worker", idle_seconds=0)
    found = file_store.run(run.id)
    assert (found.status, found.reason) == ("failed", said)


def test_what_says_that_there_is_no_memory_is_known():
    with pytest.raises(RuntimeError) as torch_says:
        torch.empty(2**60)
    with pytest.raises(MemoryError) as numpy_says:
        np.empty(2**50)
    assert is_memory_error(torch_says.value)
    assert is_memory_error(numpy_says.value)
    assert not is_memory_error(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))


@pytest.mark.parametrize("most", [1, 2**62])
def test_a_process_is_limited_whatever_the_number(most):
    code = (
        "from rnnviz.runs.workers.memory_limit import limit_this_process as limit\n"
        f"limit({most}); x = bytearray(10**7)\n"
        f"try:\n    y = bytearray(3 * 10**8)\nexcept MemoryError: assert {most} == 1\n"
        f"else: assert {most} > 1 or __import__('sys').platform != 'linux'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ, timeout=60)
