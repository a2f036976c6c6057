"""The documentation that is made from docstrings, and what the README promises."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_documentation_builds_and_holds_every_public_name(tmp_path):
    recipe = (ROOT / "Makefile").read_text().split("\ndocs:")[1].split("\n\n")[0]
    modules = re.findall(r"\brnnviz[.\w]*", recipe)
    command = [sys.executable, "-W", "error", "-m", "pdoc", "--docformat", "numpy"]
    subprocess.run([*command, "-o", tmp_path, *modules], cwd=ROOT, check=True)
    import rnnviz

    page = (tmp_path / "rnnviz.html").read_text()
    for name in rnnviz.__all__:
        assert f'id="{name}"' in page, name


def test_commands_that_the_readme_names_are_there():
    told = set(re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "test", "bench", "docs"} <= told <= targets


def test_links_of_the_readme_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text())
    assert links
    for link in links:
        assert link.startswith("https://") or (ROOT / link).exists(), link
