"""Every test that docs/SECURITY.md and docs/FAULTS.md name is there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
DOCUMENTS = {
    name: (TESTS.parent / "docs" / name).read_text() for name in ("SECURITY.md", "FAULTS.md")
}
of_each = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))


@of_each
def test_every_test_that_is_named_exists(document):
    named = set(re.findall(r"\b(test_\w+)\b(?!\.py)", document))
    sources = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    assert len(named) > 8
    assert [name for name in sorted(named) if f"def {name}(" not in sources] == []


@of_each
def test_every_file_that_is_named_exists(document):
    files = re.findall(r"`(?:tests/)?((?:\w+/)+\w+\.py)", document)
    assert files and [name for name in files if not (TESTS / name).exists()] == []
