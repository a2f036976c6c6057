"""The number of cases is what the plan and the document say, and every place is attacked once."""

import re
from pathlib import Path

from tests.fuzz.plan import CASES

FOLDER = Path(__file__).parent
DOCUMENT = FOLDER.parents[1] / "docs" / "SECURITY.md"


def test_every_place_is_attacked_by_one_test():
    sources = "".join(path.read_text() for path in FOLDER.glob("test_*.py"))
    attacked = re.findall(r'\battack\(\s*"([^"]+)"', sources)
    assert sorted(attacked) == sorted(CASES)


def test_the_document_tells_how_many_cases_there_are():
    total = sum(CASES.values())
    assert total >= 2000
    (told,) = re.findall(r"([\d,]+) generated cases", DOCUMENT.read_text())
    assert int(told.replace(",", "")) == total
