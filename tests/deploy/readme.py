"""The shell lines of README's section about a class."""

import re

from tests.deploy.repository import ROOT

TITLE = "A class on several machines"


def section() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.split(r"^##+ ", text.split(f"### {TITLE}\n")[1], flags=re.MULTILINE)[0]


def blocks() -> list[str]:
    """Return the section's blocks of shell lines, in order."""
    return re.findall(r"^```sh\n(.*?)^```$", section(), re.MULTILINE | re.DOTALL)


def lines() -> list[str]:
    return [line for block in blocks() for line in block.splitlines()]


def settings() -> set[str]:
    """Return the settings that the section's table names."""
    rows = re.findall(r"^\| (`RNNVIZ_.*?) \|", section(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}
