"""Every colour of the project, once: Plotly figures and the browser components read it from here.

Cells, and the gates of a cell, use hues that stay apart under the three forms of colour blindness
(after the palette of Okabe and Ito, 2008), and every colour reaches a contrast of 3:1 on the pages
and the panels of both themes; a test computes both.
States use one diverging scale centred on 0, gates run from transparent (0) to their own hue (1).
"""

from typing import TypedDict

CELL_COLOURS = {
    "rnn_tanh": "#0077BB",
    "rnn_relu": "#A9528F",
    "lstm": "#D55E00",
    "gru": "#009E73",
}
GATE_COLOURS = {
    "input": "#2A917F",
    "forget": "#8A63C8",
    "output": "#C67C10",
    "reset": "#CE4B74",
    "update": "#1B86A0",
}
# Negative to positive; the middle is the page itself, so 0 reads as "nothing there".
STATE_NEGATIVE = "#2F6DB5"
STATE_POSITIVE = "#C23B2E"
TRUTH_COLOUR = "#7A8290"
BASELINE_COLOUR = "#A58B6F"


class Palette(TypedDict):
    """The colours that come with a packet, as CSS hexadecimal."""

    cells: dict[str, str]
    gates: dict[str, str]
    negative: str
    positive: str
    truth: str
    baseline: str


def browser_palette() -> Palette:
    """Return the palette as plain JSON values, the form the browser components read."""
    return {
        "cells": CELL_COLOURS,
        "gates": GATE_COLOURS,
        "negative": STATE_NEGATIVE,
        "positive": STATE_POSITIVE,
        "truth": TRUTH_COLOUR,
        "baseline": BASELINE_COLOUR,
    }
