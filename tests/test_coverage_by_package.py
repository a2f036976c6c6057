import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "scripts" / "coverage_by_package.py"


def test_packages_are_summed_and_missing_lines_named():
    def told(statements, covered, missing):
        summary = {"num_statements": statements, "covered_lines": covered}
        return {"summary": summary, "missing_lines": missing}

    files = {
        "rnnviz/a/one.py": told(10, 6, [1, 2, 3, 9]),
        "rnnviz/a/two.py": told(30, 30, []),
        "rnnviz/b/__init__.py": told(0, 0, []),
        "rnnviz/b/three.py": told(4, 2, [7, 9]),
    }
    lines = runpy.run_path(str(SCRIPT))["report"](files).splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["rnnviz/a", "36", "of", "40", "lines", "90.0%"],
        ["rnnviz/b", "2", "of", "4", "lines", "50.0%"],
        ["all", "38", "of", "44", "lines", "86.4%"],
    ]
    assert lines[3:] == ["rnnviz/a/one.py: 1-3, 9", "rnnviz/b/three.py: 7, 9"]
