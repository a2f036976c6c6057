"""All benchmarks in one run: each in a process of its own, one table, and a file to keep."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rnnviz.bench.goals import Goal, Row, as_table, verdict

_PACKAGES = ("torch", "numpy", "streamlit", "distributed", "statsmodels")


def measure_all(names: Iterable[str], say: Callable[[str], None]) -> dict[str, Any]:
    """Run benchmarks one after the other, and return what they found as plain values.

    Each runs in a process of its own, so that none sets threads or fills caches for the next.

    Parameters
    ----------
    names
        Keys of ``BENCHES``.
    say
        Told every table as it comes.

    Returns
    -------
    ``machine``, ``when`` (UTC) and ``benches``: for every name its rows, goals and misses, or
    ``left_out`` with the reason.
    """
    found = {}
    for name in names:
        say(f"## {name}")
        command = [sys.executable, "-m", "rnnviz", "bench", name, "--json"]
        done = subprocess.run(command, capture_output=True, text=True)
        try:
            found[name] = json.loads(done.stdout)
        except ValueError:
            found[name] = {"left_out": (done.stderr.strip().splitlines() or ["no output"])[-1]}
        say(_shown(name, found[name]))
    return {
        "machine": describe_machine(),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "benches": found,
    }


def goals_missed(results: Mapping[str, Any]) -> list[str]:
    """Return in words every goal that was missed, and every benchmark that was left out."""
    missed = []
    for name, bench in results["benches"].items():
        if "left_out" in bench:
            missed.append(f"{name}: not measured: {bench['left_out']}")
        else:
            missed += [f"{name}: {words}" for words in bench["missed"]]
    return missed


def describe_machine() -> dict[str, Any]:
    """Say what the figures were measured on."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass  # not a Linux machine
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def write_report(results: Mapping[str, Any], folder: Path) -> None:
    """Keep results as ``results.json`` and, for a person, as ``README.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    machine = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    missed = goals_missed(results)
    parts = [
        "# Benchmarks",
        f"Measured with `make bench` on {results['when']}. Machine: {machine}.",
        "Each row is one measured case; an exclamation mark follows a value that misses its goal. "
        + (
            "Goals missed:\n\n" + "\n".join(f"- {words}" for words in missed)
            if missed
            else "All goals were met."
        ),
    ]
    for name, bench in results["benches"].items():
        parts += [f"## {name}", f"```\n{_shown(name, bench)}\n```"]
    (folder / "README.md").write_text("\n\n".join(parts) + "\n")


def _shown(name: str, bench: Mapping[str, Any]) -> str:
    if "left_out" in bench:
        return f"not measured: {bench['left_out']}"
    rows = [
        Row(
            row["name"],
            {key: float("nan") if value is None else value for key, value in row["values"].items()},
            tuple(Goal(goal["name"], goal["limit"], goal["at_least"]) for goal in row["goals"]),
        )
        for row in bench["rows"]
    ]
    return f"{as_table(rows)}\n{verdict(name, rows)}"
