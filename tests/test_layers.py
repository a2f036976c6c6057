"""Imports run one way, and the light pages stay light. Held by walking the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rnnviz"

# What a layer may import of the project, besides itself.
BASE = {"byte_cache", "train_config", "palette", "packet", "packets"}
RECORDING = {"instrument", "recorded", "tape", "taped"}
REPLAY = {
    *("replay_arrays", "replay_cache", "replay_epochs", "replay_moment", "replay_pass"),
    *("replay_candidates", "replay_facts", "replay_reading", "replay_sequence", "replay_symbols"),
    "replay_window",
}
LAYERS = {
    "byte_cache": set(),
    "train_config": set(),
    "palette": set(),
    "packet": set(),
    "packets": {"cells", "packet", "palette"},
    "cells": set(),
    "tasks": {"byte_cache", "train_config"},
    "models": {"cells", "encoder_decoder", "tasks", "train_config"},
    "encoder_decoder": {"cells", "models", "tasks", "train_config"},
    "evaluation": {"evaluation_batch", "models", "tasks"},
    "evaluation_batch": {"tasks"},
    "training": {"evaluation", "models", "tasks", "train_config"},
    "forecasting": {"evaluation", "models", "tasks"},
    "forecast_outlook": {"analysis", "evaluation", "forecasting", "models", "tasks"},
    "generation": {"evaluation", "models", "tasks"},
    "recorded": {"cells", "recorded_file", "recorded_tables"},
    "recorded_file": set(),
    "recorded_joined": {"recorded"},
    "recorded_tables": set(),
    "instrument": {"cells", "recorded"},
    "taped": {"cells", "instrument", "recorded", "recorded_joined"},
    "tape": {"instrument", "recorded", "taped"},
    "analysis": {"recorded"},
    "figures": {"palette", "recorded", "analysis"},
    "replay": {"packet", "packets", "palette", "tasks"} | REPLAY,
    "replay_arrays": {"analysis", "cells", "packets", "recorded", "replay_pass", "tasks"},
    "replay_candidates": {"analysis", "packets", "replay_symbols"},
    "replay_epochs": set(),
    "replay_facts": {"analysis", "packet", "packets", "replay_arrays", "replay_candidates"},
    "replay_sequence": {"packets", "replay_arrays", "replay_candidates", "tasks"},
    "replay_symbols": set(),
    "replay_moment": {"packets", "tasks"} | REPLAY,
    "replay_pass": {"byte_cache", "recorded", "replay_cache", "tape", "tasks"},
    "replay_cache": {"byte_cache", "tasks"},
    "replay_reading": {"evaluation", "models", "replay_cache", "replay_pass", "tasks"},
    "replay_window": set(),
    "typed": {"tasks"},
    "runs": BASE
    | {"analysis", "cells", "tasks", "models", "evaluation", "training", "generation"}
    | {"evaluation_batch"},
    "ui": BASE
    | {"cells", "tasks", "models", "forecasting", "generation", "figures", "forecast_outlook"}
    | {"analysis", "replay", "replay_pass", "replay_reading", "runs", "tape", "typed"},
    "bench": BASE
    | RECORDING
    | {"cells", "tasks", "models", "evaluation", "training", "forecasting", "runs"}
    | {"analysis", "generation", "replay", "ui"},
}
FORBIDDEN = {
    # A benchmark's visitor speaks the messages that a browser speaks.
    "streamlit": set(LAYERS) - {"ui", "bench"},
    "torch": {
        "byte_cache",
        *("train_config", "palette", "packet", "packets", "tasks", "analysis", "figures"),
        *("recorded", "recorded_file", "recorded_joined", "recorded_tables", "evaluation_batch"),
    },
    "plotly": set(LAYERS) - {"figures", "ui"},
}


def layer_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports_of(source: str) -> set[str]:
    """Return the full names a source imports when it runs, those for type checkers left out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def broken_rules(layer: str, source: str) -> list[str]:
    broken = []
    for name in sorted(imports_of(source)):
        top, _, rest = name.partition(".")
        if top == "rnnviz" and rest:
            target = rest.split(".")[0]
            if target != layer and target not in LAYERS[layer]:
                broken.append(f"{layer} imports {name}")
        if layer in FORBIDDEN.get(top, set()):
            broken.append(f"{layer} imports {top}")
    return broken


def sources() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if p.parent != PACKAGE or p.stem[0] != "_"]


def test_imports_run_one_way():
    broken = [rule for path in sources() for rule in broken_rules(layer_of(path), path.read_text())]
    assert not broken


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("cells", "from rnnviz.models import SequenceModel"),
        ("recorded", "import torch"),
        ("runs", "import streamlit as st"),
        ("tasks", "def f():\n    from rnnviz.training import train"),
        ("figures", "from rnnviz.runs.store import RunStore"),
    ],
)
def test_the_rule_can_fail(layer, source):
    assert broken_rules(layer, source)


def test_pages_are_thin():
    for page in sorted((ROOT / "pages").glob("*.py")):
        source = page.read_text()
        assert len(source.splitlines()) <= 60, page.name
        assert not any(isinstance(n, ast.FunctionDef) for n in ast.walk(ast.parse(source))), (
            page.name
        )
        assert "torch" not in imports_of(source), page.name


def test_there_is_no_room_for_odds_and_ends():
    assert not [
        p for p in PACKAGE.rglob("*.py") if p.stem in ("utils", "helpers", "common", "misc")
    ]


def test_importing_the_package_does_not_load_pytorch():
    code = (
        "import sys, rnnviz, rnnviz.tasks, rnnviz.cells, rnnviz.runs.engine, rnnviz.ui.lab;"
        "assert 'torch' not in sys.modules, 'torch was imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
