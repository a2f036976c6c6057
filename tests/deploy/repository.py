"""The repository as somebody gets it, on ports that are free here."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Every service has ports of its own; Compose's subnet and limits are no ports.
PORTS = (5432, 8080, 8501, 8502, 8786, 8787, 8788)
# What git does not hold, in a checkout that was worked in.
_NOT_IN_GIT = shutil.ignore_patterns(
    *(".git", ".venv", "__pycache__", "node_modules", "*.egg-info", ".*_cache", ".hypothesis"),
    *("build", "screenshots", "api", ".env", ".coverage*"),
)


def free_ports(names: tuple[int, ...] = PORTS) -> dict[int, int]:
    """Return for each port one that nobody listens on."""
    probes = [socket.socket() for _ in names]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return {name: probe.getsockname()[1] for name, probe in zip(names, probes, strict=True)}
    finally:
        for probe in probes:
            probe.close()


def on_ports(text: str, ports: dict[int, int]) -> str:
    """Replace port numbers, and nothing else, in a Compose file."""
    return re.sub(
        rf"(?<![\w.])({'|'.join(map(str, ports))})(?![\w.])",
        lambda found: str(ports[int(found[0])]),
        text,
    )


def copy_files(target: Path) -> Path:
    shutil.copytree(ROOT, target, ignore=_NOT_IN_GIT)
    return target


def make_repository(target: Path, ports: dict[int, int]) -> Path:
    """Make a git repository of the files as they are, its services on other ports."""
    compose = copy_files(target) / "deploy" / "compose.yaml"
    compose.write_text(on_ports(compose.read_text(), ports))
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "As it is"]):
        subprocess.run([*git, *words], cwd=target, check=True)
    return target
