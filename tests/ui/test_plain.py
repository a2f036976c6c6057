"""Words that a person typed, made ready for Markdown, charts, tables and CSV."""

import re

import pytest

from rnnviz.ui.plain import FORMULA, in_csv, legible, legible_name, plain, plain_in_chart

# What Streamlit 1.67 makes of the text of a paragraph once its Markdown was read: links (GFM's),
# emoji, icons and typographic signs.
LATER = (
    r"https?://",
    r"www\.",
    r"[-.\w+]+@[-\w]+",
    r":[+\w-]+:",
    r":material/\w+:",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
)
ADDRESSES = (
    "https://evil.io/abc",
    "HTTP://EVIL.io",
    "see (http://evil.io) now",
    "www.evil.io",
    "WWW.evil.io/a?b=c",
    "x@evil.example",
    "mailto:x.y+z@evil.example",
    "xmpp:x@evil.example/y",
    "@@a@b.c",
    ":smile: :streamlit: :material/delete: :red_car:",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
)


def read(markdown):
    """Return the text of a paragraph as Markdown gives it to what comes later."""
    return re.sub(r"\\(.)", r"\1", markdown)


@pytest.mark.parametrize("text", ADDRESSES)
def test_nothing_is_found_in_a_text_once_markdown_was_read(text):
    assert any(re.search(one, text, re.I) for one in LATER)
    shown = read(plain(text))
    assert not [one for one in LATER if re.search(one, shown, re.I)]
    assert shown.replace("\u2060", "") == text  # and every letter is there
    assert plain(read(plain(text))) == plain(text)


@pytest.mark.parametrize("text", ["LSTM, 0.001, 3-4", "12:30", "a_b", "GRU (2)", "-1", "50% of $3"])
def test_ordinary_words_and_numbers_are_copied_as_they_are(text):
    assert read(plain(text)) == text


HEBREW = "\u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c", "abc"),
        (f"{HEBREW}", f"\u2068{HEBREW}\u2069"),
        (f"run {HEBREW} {HEBREW} 3, done", f"run \u2068{HEBREW} {HEBREW}\u2069 3, done"),
        (f"{HEBREW} {HEBREW} ", f"\u2068{HEBREW} {HEBREW}\u2069 "),
        ("\u2069\u2068a", "a"),
        (f"\u2068{HEBREW}, {HEBREW}\u2069, 16 units", f"\u2068{HEBREW}, {HEBREW}\u2069, 16 units"),
        (f"\u2068\u202e{HEBREW}\u2069", f"\u2068{HEBREW}\u2069"),
        ("two\nlines", "two lines"),
    ],
)
def test_words_from_right_to_left_leave_the_rest_in_order(text, shown):
    assert legible(text) == shown
    assert legible(shown) == shown


def test_a_name_is_isolated_as_a_whole():
    name = f"{HEBREW}, {HEBREW} 3"
    assert legible_name(name) == f"\u2068{name}\u2069"
    assert legible(f"{legible_name(name)}, 16 units") == f"\u2068{name}\u2069, 16 units"
    assert legible_name("LSTM, 16 units") == "LSTM, 16 units"


@pytest.mark.parametrize("begins", [*FORMULA, " =", "\u202e=", "\u2060="])
def test_no_cell_of_a_table_begins_a_formula(begins):
    """A grid writes its own CSV in the browser, from what is in its cells."""
    name = f"{begins}cmd|'/c calc'!A0"
    assert not in_csv(name).lstrip().startswith(FORMULA)
    assert not legible_name(name).lstrip().startswith(FORMULA)
    assert not in_csv(legible_name(name)).lstrip().startswith(FORMULA)
    assert in_csv(1.5) == 1.5


def test_a_chart_reads_neither_tags_nor_formulas_nor_templates():
    assert plain_in_chart("<a href='x'>$x$ %{y} & \u202e") == (
        "&lt;a href='x'&gt;&#36;x&#36; &#37;{y} &amp; "
    )
