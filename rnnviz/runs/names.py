"""What a person calls a run: one line, without signs that change what stands around it."""

import unicodedata

LONGEST_NAME = 80
# Far more than a name, and little to read: whoever sends more has not typed it.
_MOST_READ = 1000
# Persian and Indic words and many emoji are joined, or kept apart, by these.
_JOINERS = "\u200c\u200d"
_SPACES = ("Cc", "Zl", "Zp")
_UNSEEN = ("Cf", "Cs")


def as_name(text: str) -> str:
    """Return a text as a name of at most 80 letters; an empty one is none."""
    return " ".join(without_controls(text[:_MOST_READ]).split())[:LONGEST_NAME].strip()


def without_controls(text: str) -> str:
    """Return a text without what is not seen but acts.

    Line breaks and control characters become spaces. Signs that turn the direction of writing,
    other invisible signs and halves of characters go: they would reorder or hide what stands
    beside them (Unicode Standard Annex 9, Unicode Technical Report 36).
    """
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in _SPACES:
            kept.append(" ")
        elif kind not in _UNSEEN or letter in _JOINERS:
            kept.append(letter)
    return "".join(kept)
