"""A run's name is one line of what a person can see."""

import pytest

from rnnviz.runs.names import LONGEST_NAME, as_name, without_controls
from rnnviz.runs.run import Run
from rnnviz.runs.spec import RunSpec
from rnnviz.tasks import Architecture


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  my \n best ", "my best"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2067b\u2069\u200f\u200e\u061cc", "abc"),
        ("a\u200bb\u2060c\ufeff\u00ad", "abc"),
        ("a\u2028b\u2029c\x85d\x00\x1b[31m", "a b c d [31m"),
        ("half \ud800 a letter", "half a letter"),
        ("\U000e0041\U000e0042", ""),
        ("Ω≈ç√ 模型 שלום नमस्ते", "Ω≈ç√ 模型 שלום नमस्ते"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("x" * 5_000_000, "x" * LONGEST_NAME),
        (f"{'x' * 79} y", "x" * 79),
    ],
)
def test_a_name_is_what_can_be_seen_of_it(typed, name):
    assert as_name(typed) == name
    assert as_name(name) == name
    run = Run("a", "b", RunSpec("sine", "gru", Architecture(4)), "queued", "", 0.0, "", {}, typed)
    assert run.name == name  # whoever wrote it into the store


def test_every_sign_that_turns_the_direction_goes():
    signs = {
        chr(code)
        for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    }
    assert without_controls("".join(signs)) == ""
