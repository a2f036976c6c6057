"""Every test that docs/SECURITY.md names is there."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
DOCUMENT = (TESTS.parent / "docs" / "SECURITY.md").read_text()


def test_every_test_that_is_named_exists():
    named = set(re.findall(r"\b(test_\w+)\b(?!\.py)", DOCUMENT))
    sources = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    assert len(named) > 20
    assert [name for name in sorted(named) if f"def {name}(" not in sources] == []


def test_every_file_that_is_named_exists():
    files = re.findall(r"`(?:tests/)?((?:\w+/)+\w+\.py)", DOCUMENT)
    assert files and [name for name in files if not (TESTS / name).exists()] == []
