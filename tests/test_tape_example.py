import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_short_and_draws_a_picture(example, tmp_path):
    assert len(example.read_text().splitlines()) < 25
    paths = {"PYTHONPATH": str(example.parents[1])}
    subprocess.run([sys.executable, "-W", "error", example], cwd=tmp_path, env=paths, check=True)
    (picture,) = tmp_path.iterdir()
    assert picture.suffix == ".html"
    assert "forget gate f" in picture.read_text(encoding="utf-8")
