"""Start one service of compose.yaml without a container: ``python deploy/start.py SERVICE``.

The command and the environment are those of compose.yaml, with the settings of ``.env`` beside it.
Three things differ where there is no container: host names become the machines of
``RNNVIZ_MACHINES`` ("database=10.0.0.1 app-1=10.0.0.2", 127.0.0.1 where nothing is said), mounted
files are read where they stand, and the container's own folder is a temporary one. Of a service
with replicas as many processes are started. With ``--health`` the service's health check is run
instead, and its exit code returned. What ends is not started again: leave that to the system.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
HERE = "127.0.0.1"
_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<text>[^}]*))?\})")


def read_settings(text: str) -> dict[str, str]:
    """Return the settings of a ``.env`` file: a name and its value on each line."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}


def fill_in(text: str, settings: Mapping[str, str]) -> str:
    """Replace ``${NAME}``, ``${NAME:-otherwise}`` and ``${NAME:?complaint}`` as Compose does.

    Raises
    ------
    ValueError
        If a setting that must be there is missing.
    """

    def value(found: re.Match[str]) -> str:
        if found["escaped"]:
            return "$"
        given = settings.get(found["name"], "")
        if not given and found["how"] == ":?":
            raise ValueError(f"{found['name']} is missing: {found['text']}")
        return given or (found["text"] or "" if found["how"] == ":-" else "")

    return _VARIABLE.sub(value, text)


def resolved(node: Any, settings: Mapping[str, str]) -> Any:
    """Return a part of compose.yaml with its settings filled in."""
    if isinstance(node, dict):
        return {key: resolved(value, settings) for key, value in node.items()}
    if isinstance(node, list):
        return [resolved(value, settings) for value in node]
    return fill_in(node, settings) if isinstance(node, str) else node


class Service:
    """A service of compose.yaml as a process of this machine.

    Parameters
    ----------
    name
        As compose.yaml names it.
    settings
        Of ``.env`` and of the environment.
    folder
        Takes the place of the container's own folder.

    Raises
    ------
    ValueError
        If compose.yaml has no such service, or a setting is missing.
    """

    def __init__(self, name: str, settings: Mapping[str, str], folder: Path) -> None:
        compose = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
        if name not in compose["services"]:
            raise ValueError(f"{name!r} is none of {', '.join(compose['services'])}")
        found = resolved(compose["services"][name], settings)
        named = (pair.partition("=") for pair in settings.get("RNNVIZ_MACHINES", "").split())
        machines = {service: machine for service, _, machine in named}
        self._hosts = {service: machines.get(service, HERE) for service in compose["services"]}
        self._own = self._hosts[name]
        mounted = (volume.split(":") for volume in found.get("volumes", ()))
        self._paths = {
            **{inside: str(folder) for inside in found.get("tmpfs", ())},
            **{inside: str(FOLDER / here) for here, inside, *_ in mounted if here[0] == "."},
        }
        self.command = [self._here(word) for word in found["command"]]
        self.health = [self._here(word) for word in found["healthcheck"]["test"][1:]]
        self.replicas = int(found.get("deploy", {}).get("replicas", 1))
        self.environment = {
            key: self._here(str(value)) for key, value in found.get("environment", {}).items()
        }

    def _here(self, word: str) -> str:
        if word == "python":
            return sys.executable
        for inside, path in self._paths.items():
            quoted = path.replace("\\", r"\\")
            word = re.sub(rf"(?<![\w.]){re.escape(inside)}(?![\w.])", quoted, word)
        for service, machine in self._hosts.items():
            word = re.sub(rf"(?<![\w.-]){service}(?=:\d)", machine, word)
        return word.replace("0.0.0.0", self._own)


def main(arguments: list[str]) -> int:
    """Run a service until all its processes have ended; a signal to end is passed on to them."""
    checking = "--health" in arguments
    names = [argument for argument in arguments if argument != "--health"]
    if len(names) != 1:
        print("usage: python deploy/start.py [--health] SERVICE", file=sys.stderr)
        return 2
    file = FOLDER / ".env"
    settings = read_settings(file.read_text(encoding="utf-8")) if file.is_file() else {}
    with tempfile.TemporaryDirectory(prefix="rnnviz-") as folder:
        # nginx, started as root, works under an account that must reach its folder.
        Path(folder).chmod(0o711)
        try:
            service = Service(names[0], settings | os.environ, Path(folder))
        except ValueError as error:
            print(f"start.py: {error}", file=sys.stderr)
            return 2
        # From a folder without rnnviz in it: what is installed is what runs.
        # Debian keeps nginx where an ordinary account does not look for programs.
        path = os.environ.get("PATH", os.defpath) + os.pathsep + "/usr/sbin"
        where: Any = {
            "env": os.environ | {"PATH": path} | service.environment,
            "cwd": folder,
        }
        if checking:
            return subprocess.run(service.health, **where).returncode
        processes = [subprocess.Popen(service.command, **where) for _ in range(service.replicas)]

        def end(*_: object) -> None:
            for process in processes:
                process.terminate()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, end)
        return max(process.wait() for process in processes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
