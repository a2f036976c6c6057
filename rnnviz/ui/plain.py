"""Words that a person typed, where they must be read as text and as nothing else.

Whatever a visitor wrote passes through one of these on its way to the screen: a name through
:func:`legible` where it is read (:func:`~rnnviz.ui.run_rows.run_title`), a sentence with such
words in it through :func:`plain` where Markdown is drawn, and through :func:`plain_in_chart` where
Plotly writes it. ``tests/security/test_every_page.py`` finds a place that leaves them out.
"""

import re
import unicodedata

from rnnviz.runs.names import without_controls

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
# Unseen and of no width; no sign that is looked for has one inside.
_JOINER = "\u2060"
# Streamlit looks for these in the text that Markdown has read, so a backslash is no help: what
# begins or holds an address, :names: of emoji and icons, and arrows and dashes between spaces.
_FOUND_LATER = re.compile(
    r"(?<=http)(?=s?:)|(?<=ftp)(?=s?:)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=[\w+/-]+:)"
    r"|(?<=<)(?=-)|(?<=-)(?=[->])|(?<=[<>~])(?==)",
    re.IGNORECASE,
)
_FIRST, _POP = "\u2068", "\u2069"
_ISOLATED = re.compile(f"({_FIRST}[^\u2066-{_POP}]*{_POP})")
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", _FOUND_LATER.sub(_JOINER, legible(text)))


def plain_in_chart(text: str) -> str:
    """Return a text that Plotly shows as it is: it reads some tags, formulas and templates."""
    shown = legible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return shown.replace("$", "&#36;").replace("%", "&#37;")


def legible(text: str) -> str:
    """Return a text without unseen signs that act, and with words from right to left isolated.

    Isolated, Arabic and Hebrew words keep their own order and leave that of the words, numbers and
    commas around them as it was (Unicode Standard Annex 9, section 6.4). Twice is as once.
    """
    parts = _ISOLATED.split(text)
    parts[::2] = [_isolated_words(without_controls(part)) for part in parts[::2]]
    parts[1::2] = [f"{_FIRST}{without_controls(part)}{_POP}" for part in parts[1::2]]
    return "".join(parts)


def legible_name(name: str) -> str:
    """Return what a person called something, to stand beside other words or in a table's cell."""
    shown = without_controls(name).strip()
    if any(map(_turns, shown)):
        shown = f"{_FIRST}{shown}{_POP}"
    # Streamlit writes its tables as CSV in the browser, where nothing else can be done about it.
    return f"{_JOINER}{shown}" if shown.startswith(FORMULA) else shown


def in_csv(value: object) -> object:
    """Return a cell of a CSV file: a text as it was written, and never a formula."""
    if not isinstance(value, str):
        return value
    text = without_controls(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _isolated_words(text: str) -> str:
    """Isolate each row of words that are written from right to left."""
    if not any(map(_turns, text)):
        return text
    shown, row = [], ""
    for part in re.split(r"(\s+)", text):
        if any(map(_turns, part)) or (row and part.isspace()):
            row += part
        else:
            shown += [_row(row), part]
            row = ""
    return "".join([*shown, _row(row)])


def _row(words: str) -> str:
    bare = words.rstrip()
    return f"{_FIRST}{bare}{_POP}{words[len(bare) :]}" if bare else words


def _turns(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT
