"""What a visitor can ask for is bounded, and the safe settings are the ones that ship."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from rnnviz.cells import CELLS
from rnnviz.generation import LONGEST_HISTORY, LONGEST_TEXT, parse_history
from rnnviz.runs.schedule import snapshot_epochs
from rnnviz.runs.spec import (
    MAX_HIDDEN_SIZE,
    MAX_JSON,
    MAX_LAYERS,
    MAX_WEIGHTS,
    RunSpec,
    most_units,
)
from rnnviz.tasks import TASKS, Architecture, load_task, outline_task
from rnnviz.tasks.registry import LOADED
from rnnviz.train_config import TrainConfig
from rnnviz.ui.sweep import MOST_RUNS, sweep_specs

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


def test_a_network_is_bounded():
    RunSpec("sine", "lstm", Architecture(MAX_HIDDEN_SIZE, num_layers=MAX_LAYERS))
    for shape in (Architecture(MAX_HIDDEN_SIZE + 1), Architecture(4, num_layers=MAX_LAYERS + 1)):
        with pytest.raises(ValueError, match="must be a whole number"):
            RunSpec("sine", "lstm", shape)
    assert (MAX_HIDDEN_SIZE, MAX_LAYERS, MAX_WEIGHTS) == (512, 4, 8_000_000)
    # Forty snapshots of a network go onto the disk: the largest sizes cannot all be had at once.
    with pytest.raises(ValueError, match="21,008,384 weights, but at most 8,000,000"):
        RunSpec("sine", "lstm", Architecture(512, num_layers=4, bidirectional=True))
    for cell in CELLS:
        for layers, both in ((1, False), (4, False), (4, True)):
            shape = Architecture(1, num_layers=layers, bidirectional=both)
            RunSpec("sine", cell, replace(shape, hidden_size=most_units("sine", cell, shape)))


@pytest.mark.parametrize("field", ["epochs", "batch_size", "patience"])
def test_a_training_is_bounded(field):
    with pytest.raises(ValueError, match="from . to 100,000"):
        TrainConfig(**{field: 100_001})


@pytest.mark.parametrize("name", TASKS)
def test_every_option_of_a_task_is_bounded(name):
    options = TASKS[name].options
    for field in options.__dataclass_fields__.values():
        told = field.metadata
        assert told["choices"] or told["high"] <= 10_000


def test_what_is_kept_in_memory_of_tasks_is_bounded():
    """*adding* of length 1000 has 117 MB, and the same again for every seed."""
    LOADED.clear()
    for seed in range(3):
        load_task("adding", seed, length=1000)
        assert 100 * 2**20 < LOADED.size <= LOADED.most == 192 * 2**20
    LOADED.clear()


def test_a_real_series_is_kept_once_for_all_seeds():
    LOADED.clear()
    first, other = load_task("sunspots"), load_task("sunspots", 7)
    assert other.table is first.table
    assert (first.defaults.training.seed, other.defaults.training.seed) == (0, 7)
    assert load_task("sunspots", 7) is other
    LOADED.clear()


@pytest.mark.parametrize("name", TASKS)
def test_a_form_says_the_same_of_a_task_without_its_data(name):
    extremes = {
        field: option.metadata["high"]
        for field, option in TASKS[name].options.__dataclass_fields__.items()
        if not option.metadata["choices"]
    }
    for options in ({}, extremes):
        whole, outline = load_task(name, 3, **options), outline_task(name, 3, **options)
        for said in ("title", "summary", "notes", "defaults", "vocabulary", "output_names"):
            assert getattr(outline, said) == getattr(whole, said)
        for split in ("train", "validation", "test"):
            assert outline.sizes(split) == whole.sizes(split)
        outline.probe("test")
    assert outline.examples("train").inputs.nbytes < 4 * 2**20
    LOADED.clear()


def test_what_is_kept_of_a_run_is_bounded():
    assert len(list(snapshot_epochs(100_000))) <= 200


def test_what_is_typed_is_bounded():
    assert (LONGEST_HISTORY, LONGEST_TEXT) == (100, 1000)
    with pytest.raises(ValueError, match="too long"):
        parse_history("1 " * 10**6)
    with pytest.raises(ValueError, match="longer than"):
        RunSpec.from_json(" " * (MAX_JSON + 1))


def test_a_sweep_is_bounded():
    with pytest.raises(ValueError, match=f"at most {MOST_RUNS} can"):
        sweep_specs("sine", ["gru"], [4], range(MOST_RUNS + 1), 1)


def test_the_settings_that_ship_are_the_safe_ones():
    server, client = SETTINGS["server"], SETTINGS["client"]
    assert server["address"] == "127.0.0.1"
    assert server["maxUploadSize"] <= 10
    assert client["showErrorDetails"] == "none"
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["runner"]["magicEnabled"] is False
    # On by default, and nothing here turns them off.
    assert server.get("enableXsrfProtection", True) and server.get("enableCORS", True)
    assert not server.get("enableStaticServing", False)
