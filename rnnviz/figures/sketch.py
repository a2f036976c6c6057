"""Thumbnails of data, as SVG text without axes: what a task looks like at a glance.

One colour serves the light and the dark theme: it stands 3:1 against both.
"""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 240, 64
_COLOUR = "#2E86AB"
_MARGIN = 4
_MOST_POINTS = 110
_LETTER = 9.0


def sketch_line(values: NDArray[np.floating], marked: Sequence[int] = ()) -> str:
    """Draw a line through values, shape (n,), with dots at the marked places.

    Of long series the extremes of equal pieces are drawn, so that no peak is lost.
    """
    kept = _extremes(values)
    across = WIDTH - 2 * _MARGIN
    low, high = float(np.min(values)), float(np.max(values))
    height = (HEIGHT - 2 * _MARGIN) / max(high - low, 1e-12)

    def place(index: int) -> tuple[float, float]:
        x = _MARGIN + across * index / max(1, len(values) - 1)
        return x, HEIGHT - _MARGIN - (float(values[index]) - low) * height

    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, kept))
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_COLOUR}"/>'
        for x, y in map(place, marked)
    )
    return _svg(
        f'<polyline points="{points}" fill="none" stroke="{_COLOUR}" stroke-width="1.5" '
        f'stroke-linejoin="round"/>{dots}'
    )


def sketch_symbols(symbols: Sequence[str], *, between: str = "") -> str:
    """Write the first symbols of a sequence in two lines, as many as there is room for."""
    room = int((WIDTH - 2 * _MARGIN) / _LETTER)
    lines: list[str] = [""]
    for symbol in symbols:
        longer = lines[-1] + (between if lines[-1] else "") + symbol
        if len(longer) <= room:
            lines[-1] = longer
        elif len(lines) == 1:
            lines.append(symbol)
        else:
            lines[-1] = lines[-1][: room - 2] + " …"
            break
    first = HEIGHT / 2 + 5 - 12 * (len(lines) - 1)
    return _svg(
        "".join(
            f'<text x="{_MARGIN}" y="{first + 24 * k:.0f}" font-size="15" fill="{_COLOUR}" '
            f'font-family="monospace" xml:space="preserve">{escape(line)}</text>'
            for k, line in enumerate(lines)
        )
    )


def _extremes(values: NDArray[np.floating]) -> list[int]:
    """Return the places of the lowest and the highest value of equal pieces, in order."""
    if len(values) <= _MOST_POINTS:
        return list(range(len(values)))
    kept: set[int] = {0, len(values) - 1}
    for piece in np.array_split(np.arange(len(values)), _MOST_POINTS // 2):
        kept |= {int(piece[np.argmin(values[piece])]), int(piece[np.argmax(values[piece])])}
    return sorted(kept)


def _svg(content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{content}</svg>'
    )
