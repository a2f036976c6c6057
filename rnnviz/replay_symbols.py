"""Symbols as text: those without a shape of their own get one."""

import unicodedata

_SHAPES = {
    **{"": "∅", " ": "␣", "\u3000": "␣", "\t": "⇥"},
    **{"\n": "↵", "\r": "↵", "\r\n": "↵"},
}


def visible_symbol(symbol: str) -> str:
    """Return a symbol that can be seen: a stand-in for a space, the code of a control character."""
    if symbol in _SHAPES:
        return _SHAPES[symbol]
    if len(symbol) == 1 and unicodedata.category(symbol)[0] in "CZ":
        return f"U+{ord(symbol):04X}"
    return symbol


def quoted_symbol(symbol: str, most: int = 24) -> str:
    """Return a symbol between curly quotes, shortened to as much as is read at a glance."""
    text = visible_symbol(symbol)
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"
