"""Print what share of every package's lines some test runs, and which lines none does.

``python scripts/coverage_by_package.py FILE``, the file being of ``coverage json``.
"""

import json
import sys
from collections import Counter
from pathlib import Path


def package_of(file: str) -> str:
    """Return the folder of a module; modules of the top are a package of their own."""
    return str(Path(file).parent)


def ranges(lines: list[int]) -> str:
    """Write ``[3, 4, 5, 9]`` as ``3-5, 9``."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in found)


def report(files: dict) -> str:
    """Lay out the numbers of all packages, then the lines of every file that is not whole."""
    whole, run = Counter(), Counter()
    for file, told in files.items():
        whole[package_of(file)] += told["summary"]["num_statements"]
        run[package_of(file)] += told["summary"]["covered_lines"]
    names = [name for name in sorted(whole) if whole[name]]
    lines = [_line(name, run[name], whole[name]) for name in names]
    lines.append(_line("all", run.total(), whole.total()))
    lines += [
        f"{file}: {ranges(told['missing_lines'])}"
        for file, told in sorted(files.items())
        if told["missing_lines"]
    ]
    return "\n".join(lines)


def _line(name: str, run: int, whole: int) -> str:
    return f"{name:<32} {run:>6} of {whole:>6} lines {run / whole:7.1%}"


if __name__ == "__main__":
    sys.stdout.write(report(json.loads(Path(sys.argv[1]).read_text())["files"]) + "\n")
