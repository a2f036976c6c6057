"""What the palette promises: contrast on every ground, and colours that stay apart for all eyes."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from rnnviz import palette
from rnnviz.cells import CELLS
from rnnviz.palette import CELL_COLOURS, GATE_COLOURS

THEME = tomllib.loads((Path(__file__).parents[1] / ".streamlit/config.toml").read_text())["theme"]
GROUNDS = [
    THEME[mode][name]
    for mode in ("light", "dark")
    for name in ("backgroundColor", "secondaryBackgroundColor")
]
EVERY = {
    **CELL_COLOURS,
    **GATE_COLOURS,
    **{name: value for name, value in vars(palette).items() if str(value).startswith("#")},
}
# What eyes without one kind of cone see, in linear RGB (Machado, Oliveira and Fernandes 2009).
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# From linear RGB to OKLab (Ottosson 2020), where equal distances look about equal.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour):
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground):
    """Return the ratio of WCAG 2, which asks 3:1 of graphics."""
    low, high = sorted(linear(one) @ [0.2126, 0.7152, 0.0722] for one in (colour, ground))
    return (high + 0.05) / (low + 0.05)


def distance(first, second, eye):
    seen = [np.clip(EYES[eye] @ linear(colour), 0, 1) for colour in (first, second)]
    return np.linalg.norm(np.subtract(*(TO_LAB @ np.cbrt(TO_CONES @ one) for one in seen)))


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_stands_out(ground):
    poor = {name: contrast(colour, ground) for name, colour in EVERY.items()}
    assert {name: ratio for name, ratio in poor.items() if ratio < 3.0} == {}


def test_the_measures_know_what_is_alike():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert distance("#336699", "#336699", "deuteranopia") == 0
    # The pair that made trouble before: pink and teal are one grey without green cones.
    assert distance("#C2568F", "#1F97A6", "all cones") > 0.2
    assert distance("#C2568F", "#1F97A6", "deuteranopia") < 0.05


@pytest.mark.parametrize("eye", EYES)
def test_the_gates_of_a_cell_stay_apart(eye):
    for cell in CELLS.values():
        gates = [name for name in cell.gates if name in GATE_COLOURS]
        for first, second in combinations(gates, 2):
            pair = GATE_COLOURS[first], GATE_COLOURS[second]
            assert distance(*pair, eye) > 0.085, (cell.name, first, second)


@pytest.mark.parametrize("eye", EYES)
def test_cells_stay_apart(eye):
    for first, second in combinations(CELL_COLOURS, 2):
        assert distance(CELL_COLOURS[first], CELL_COLOURS[second], eye) > 0.065, (first, second)
