import pytest

from rnnviz.replay_symbols import quoted_symbol, visible_symbol


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        *(("a", "a"), ("日", "日"), ("(", "("), ("two words", "two words")),
        *(("", "∅"), (" ", "␣"), ("\n", "↵"), ("\r\n", "↵"), ("\t", "⇥"), ("\u3000", "␣")),
        *(
            ("\u00a0", "U+00A0"),
            ("\x07", "U+0007"),
            ("\u200b", "U+200B"),
            ("\U000e0001", "U+E0001"),
        ),
    ],
)
def test_what_cannot_be_seen_has_a_stand_in(symbol, text):
    assert visible_symbol(symbol) == text


def test_a_long_symbol_is_shortened_to_what_is_read_at_a_glance():
    assert quoted_symbol("a" * 24) == f"“{'a' * 24}”"
    assert quoted_symbol("😀" * 25) == f"“{'😀' * 23}…”"
