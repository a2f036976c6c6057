import re
from xml.etree import ElementTree

import numpy as np
import pytest

from rnnviz.figures.sketch import HEIGHT, WIDTH, sketch_line, sketch_symbols

SVG = "{http://www.w3.org/2000/svg}"


def points_of(svg):
    line = ElementTree.fromstring(svg).find(f"{SVG}polyline")
    return np.array([[float(n) for n in pair.split(",")] for pair in line.get("points").split()])


def test_a_line_keeps_the_spike_of_a_long_series():
    values = np.zeros(10_000)
    values[4_321] = 1.0
    points = points_of(sketch_line(values))
    assert len(points) < 120
    assert points[:, 1].min() == pytest.approx(4)  # the top
    assert abs(points[points[:, 1].argmin(), 0] / WIDTH - 0.432) < 0.02


def test_a_line_fits_its_frame_whatever_the_values():
    for values in (np.array([3.0]), np.full(5, 7.0), np.array([-1e9, 1e9])):
        points = points_of(sketch_line(values))
        assert (points >= 0).all()
        assert (points <= [WIDTH, HEIGHT]).all()


def test_marked_values_have_dots():
    svg = sketch_line(np.arange(5.0), marked=[1, 3])
    assert len(ElementTree.fromstring(svg).findall(f"{SVG}circle")) == 2


def test_symbols_fill_two_lines_and_break_between_words():
    svg = sketch_symbols(["alpha"] * 40, between=" ")
    texts = [text.text for text in ElementTree.fromstring(svg).findall(f"{SVG}text")]
    assert len(texts) == 2
    assert texts[0] == " ".join(["alpha"] * 4)
    assert texts[1].endswith("…")


def test_symbols_cannot_bring_markup():
    svg = sketch_symbols(["<script>alert(1)</script>", "&", '"'])
    assert "<script" not in svg
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#)", svg)
