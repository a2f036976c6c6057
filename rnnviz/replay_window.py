"""Long sequences: a window of steps in full, and the whole coarsely, within one packet's size.

Numbers that are read stay exact: the window travels as float32. Of the whole only a picture
travels, in 8 bits: the lowest and the highest state of every unit in every stretch of steps, so
that no spike of a single step disappears.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

STRETCHES = 256
LEAST_STEPS = 16
# Weights above this size travel for one unit only, the one whose products are asked for.
WEIGHT_BYTES = 600_000
_TIMELESS = (
    *("weight_ih", "weight_hh", "bias_ih", "bias_hh", "initial_hidden", "initial_cell"),
    *("readout_weight", "readout_bias"),
)
_STATES = {"hidden": "initial_hidden", "cell_state": "initial_cell"}


def window_of(
    arrays: Sequence[Mapping[str, NDArray[Any]]], steps: int, wanted: int, budget: int
) -> slice:
    """Return the steps around a wanted one that fit into a budget.

    Parameters
    ----------
    arrays
        Of each run, by name; those along time have ``steps`` rows.
    steps
        Length of the sequence.
    wanted
        A step that must be there.
    budget
        In bytes, for what goes along time.

    Returns
    -------
    slice
        All steps where they fit.
    """
    row = 4 * sum(
        array[0].size for run in arrays for name, array in run.items() if name not in _TIMELESS
    )
    # The two parts that stand in for heavy weights, see lighten().
    row += sum(8 * run["hidden"].shape[1] for run in arrays if is_heavy(run))
    size = min(steps, max(LEAST_STEPS, budget // max(1, row)))
    # A little of what came before is worth less than what comes after.
    start = min(max(0, wanted - size // 4), steps - size)
    return slice(start, start + size)


def cut(arrays: Arrays, window: slice, *, reverse: bool) -> Arrays:
    """Return the arrays of a window, which begins with the state that it goes on from."""
    found = {name: array if name in _TIMELESS else array[window] for name, array in arrays.items()}
    before = window.stop if reverse else window.start - 1
    for name, initial in _STATES.items():
        if name in arrays and 0 <= before < len(arrays[name]):
            found[initial] = arrays[name][before]
    return found


def overview(states: NDArray[np.floating], stretches: int = STRETCHES) -> Arrays:
    """Return the lowest and highest state of each unit in each stretch of steps.

    Parameters
    ----------
    states
        Shape (time, unit).

    Returns
    -------
    dict
        ``low`` and ``high``, int8 of shape (stretches, unit): 127 stands for the largest
        finite magnitude, rounded away from 0.
    """
    steps = len(states)
    edges = np.unique(np.linspace(0, steps, min(stretches, steps) + 1).astype(int))[:-1]
    # Scaled afterwards: rounding keeps the order, so the extremes are the same, and there are few.
    extremes = [np.minimum.reduceat(states, edges), np.maximum.reduceat(states, edges)]
    largest = max(float(np.abs(v[np.isfinite(v)]).max(initial=0)) for v in extremes)
    # Of a network that diverged what is infinite is drawn as the largest, what is no number as 0.
    scaled = [
        np.nan_to_num(v * (127 / max(largest, 1e-30)), nan=0, posinf=127, neginf=-127)
        for v in extremes
    ]
    away = [np.trunc(v + np.copysign(0.999, v)).clip(-127, 127) for v in scaled]
    return {name: v.astype(np.int8) for name, v in zip(("low", "high"), away, strict=True)}


def is_heavy(arrays: Mapping[str, NDArray[Any]]) -> bool:
    """Say whether a layer's weights are too many to travel."""
    return 4 * (arrays["weight_ih"].size + arrays["weight_hh"].size) > WEIGHT_BYTES


def lighten(arrays: Arrays, blocks: int, unit: int) -> Arrays:
    """Return the arrays with the weights of one unit in place of very large ones.

    ``unit_ih`` and ``unit_hh`` are of shape (blocks, inputs) and (blocks, units). The two parts
    of a simple RNN's sum, which the browser would need all weights for, are sent instead:
    ``affine_input`` and ``affine_hidden``, shape (time, units).
    """
    if not is_heavy(arrays):
        return arrays
    weights = [arrays["weight_ih"], arrays["weight_hh"]]
    units = arrays["hidden"].shape[1]
    rows = np.arange(blocks) * units + unit
    found = {name: a for name, a in arrays.items() if name not in ("weight_ih", "weight_hh")}
    return found | {"unit_ih": weights[0][rows], "unit_hh": weights[1][rows]}


def affine_parts(arrays: Arrays, *, reverse: bool) -> Arrays:
    """Return W x and U h of a cell without gates for all steps of a window."""
    hidden, initial = arrays["hidden"], arrays["initial_hidden"][None]
    before = np.concatenate([hidden[1:], initial] if reverse else [initial, hidden[:-1]])
    return {
        "affine_input": arrays["inputs"] @ arrays["weight_ih"].T,
        "affine_hidden": before @ arrays["weight_hh"].T,
    }
