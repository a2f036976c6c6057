"""What the image is built from: a wheel of the files that its recipe copies, and nothing else."""

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch

import pytest

from tests.deploy import standing
from tests.deploy.repository import ROOT, copy_files

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
# Beside the package, what the app is started from.
SERVED = ["app.py", ".streamlit/config.toml", *(f"pages/{p.name}" for p in ROOT.glob("pages/*.py"))]


def copied():
    """Return (sources, target) of every COPY of the recipe."""
    found = [shlex.split(line)[1:] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    assert found
    return [(words[:-1], words[-1]) for words in found]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build as the recipe does, from what it copies."""
    folder = tmp_path_factory.mktemp("image")
    files, source = copy_files(folder / "repository"), folder / "source"
    source.mkdir()
    for names, target in copied():
        for name in names:
            if (files / name).is_dir():
                assert target == name
                shutil.copytree(files / name, source / target)
            else:
                shutil.copy(files / name, source)
    (line,) = re.findall(r"^RUN (pip wheel .*) \.$", DOCKERFILE, re.MULTILINE)
    options = [word for word in shlex.split(line)[2:] if word != "/wheels"]
    options.insert(options.index("--wheel-dir") + 1, str(folder))
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *options, "."],
        cwd=source,
        env=standing.environment(),
        check=True,
    )
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_the_package_the_app_and_nothing_else(wheel):
    source = ROOT / "rnnviz"
    package = {
        f"rnnviz/{path.relative_to(source).as_posix()}"
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == package | {f"rnnviz/served/{name}" for name in SERVED}


def test_what_the_recipe_copies_is_let_into_its_context():
    rules = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = [rule[1:] for rule in rules if rule.startswith("!")]
    for names, _ in copied():
        for name in names:
            assert any(fnmatch(name, rule) for rule in allowed), name


def test_the_image_runs_as_nobody_in_particular_and_is_checked():
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert last.index("USER") < last.index("CMD [")
    assert "COPY" not in last
    lines = [line for line in DOCKERFILE.splitlines() if line.startswith("FROM ")]
    assert all(line.startswith("FROM python:3.11-slim") for line in lines)
