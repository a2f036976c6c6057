"""List every sentence of the product by file and line, so that it can be read and translated.

``python scripts/list_sentences.py [FOLDER] [--since REVISION] [--docstrings] [--json]``

A sentence is a string of the code that a person reads, or a paragraph of the documentation. What
the program fills in stands in braces. Found are strings with at least two words, and single words
where they are known to be a label. Tests are left out: they quote what the product says.
"""

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import javascript_strings

ROOT = Path(__file__).parents[1]
PLACES = ("app.py", "pages", "rnnviz", "scripts", "examples", "docs", "README.md")
PLACES += ("CONTRIBUTING.md",)
PLACES += tuple(f"frontend/{part}" for part in ("shared", "player", "stage", "forecast"))
# Pages that other programs write are listed where their text is written.
GENERATED = ("docs/api/", "docs/benchmarks/README.md", "rnnviz/web/")

# Arguments, keys and attributes whose value is shown even if it is one word.
LABEL_NAMES = frozenset(
    "label labels help title titles caption text name unit units note placeholder summary subtitle"
    " x_title y_title description heading hint message reason why".split()
)
# Functions of Streamlit whose first argument is shown.
LABEL_CALLS = frozenset(
    "button caption checkbox code download_button error expander header info link_button markdown"
    " metric multiselect number_input page_link pills popover radio segmented_control selectbox"
    " slider spinner subheader success text_area text_input title toast toggle warning write"
    " page_header add_argument_group".split()
)
SQL = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|BEGIN|WITH|FROM|WHERE)\b"
)
# Style sheets, selectors, statements, markup, fonts, types, equations, addresses.
CODE = re.compile(
    r"[{;]\s*[\w-]+\s*:[^{}]*;|[\w-]+\s*:\s*[^;{}\s]+;|\bvar\(--|^--|cubic-bezier|"
    r"^\s*[.#][a-zA-Z]|^\s*[.#]?[\w-]+\[[\w-]+[~|^$*]?[=\]]|\[data-|"
    r"^\s*(import|def|const|let|function|export)\b|"
    r"^\s*<(svg|path|circle|line|polyline|text|rect|!doctype)\b|translate\(|rotate\(|"
    r"^[\d.]+px |sans-serif|^\w+\[.*\]$|^\w_t = |^(https?|file)://\S+$"
)
_NAMES = "|".join(sorted(LABEL_NAMES))
JS_LABEL = re.compile(rf"\b({_NAMES}|textContent|aria-label)['\"]?\s*[:=,]\s*$")
# What stands before the name of a class or a style of an element.
JS_HIDDEN = re.compile(
    r"(className|class['\"]?|font|cssText|style\.\w+|[sS]tyle['\"]?)\s*[:=,]\s*$|"
    r"\(\s*['\"](div|span|button|canvas|section|label|header|input|select|li|ul|p|i)['\"],\s*$"
)
JS_CODE = re.compile(
    r"^(rgba?|scale[XY]?|matrix|calc|url|(repeating-)?linear-gradient)\(|\}?px$|"
    r"^\([\w-]+: [\w-]+\)$"
)
WORD = re.compile(r"[^\W\d_]{2,}")
HOLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Sentence:
    """One thing that a person reads.

    Attributes
    ----------
    file
        Relative to the folder that was listed.
    line, end
        Where it begins and ends, counted from 1.
    text
        As it reads, with what is filled in within braces.
    """

    file: str
    line: int
    end: int
    text: str


def is_prose(text: str, label: bool = False) -> bool:
    """Tell what a person reads from code: words with a space between, or a known label."""
    said = HOLE.sub(" ", text)
    if CODE.search(text) or SQL.match(text):
        return False
    words = WORD.findall(said)
    if label:
        return bool(words) and not re.fullmatch(r"[a-z]+([_/.-][a-z0-9]+)+", text)
    # With a hole in it a single word, such as "{n} runs", has a neighbour.
    return bool(words) and bool(re.search(r"\S\s+\S", text)) and (len(words) > 1 or said != text)


def python_sentences(source: str, docstrings: bool = False) -> Iterator[tuple[int, int, str]]:
    """Yield (line, end, text) of the sentences of a Python module."""
    tree = ast.parse(source)
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    yield from _strings(tree, set(_labels(tree)), set() if docstrings else comments, comments)


def _labels(tree: ast.AST) -> Iterator[int]:
    """Yield the id of every node whose string is shown whatever it looks like."""
    for node in ast.walk(tree):
        shown: list[ast.AST | None] = []
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in LABEL_CALLS or called.endswith("Column"):
                shown += node.args[:2] if called == "page_header" else node.args[:1]
            if called.endswith(("Error", "Warning", "warn")):
                shown += node.args[:1]
            shown += [keyword.value for keyword in node.keywords if keyword.arg in LABEL_NAMES]
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in LABEL_NAMES:
                    shown.append(value)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Name) and t.id.lower() in LABEL_NAMES for t in targets):
                shown.append(node.value)
        for value in shown:
            if isinstance(value, ast.IfExp):
                yield from (id(value.body), id(value.orelse))
            elif value is not None:
                yield id(value)


def _strings(
    node: ast.AST, labels: set[int], hidden: set[int], whole: set[int]
) -> Iterator[tuple[int, int, str]]:
    if id(node) in hidden:
        if _text(node) is None:  # an expression that is a call, and not a docstring
            hidden = hidden - {id(node)}
        else:
            return
    text = _text(node)
    if text is not None:
        if is_prose(text, id(node) in labels):
            said = text.strip() if id(node) in whole else _one_line(text)
            yield node.lineno, node.end_lineno or node.lineno, said  # type: ignore[attr-defined]
        for hole in _holes(node):
            yield from _strings(hole, labels, hidden, whole)
        return
    for child in ast.iter_child_nodes(node):
        yield from _strings(child, labels, hidden, whole)


def _text(node: ast.AST) -> str | None:
    """Return what a string says, what it is filled with in braces; None if it is no string."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = (
            part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
        return "".join(str(part) for part in parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        if left is None and right is None:
            return None
        left = f"{{{ast.unparse(node.left)}}}" if left is None else left
        right = f"{{{ast.unparse(node.right)}}}" if right is None else right
        return left + right
    return None


def _holes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions that fill a string: they can hold strings of their own."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            if _text(side) is None:
                yield side
            else:
                yield from _holes(side)


def javascript_sentences(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield (line, end, text) of the sentences of a JavaScript module."""
    for found in javascript_strings.strings(source):
        if JS_HIDDEN.search(found.before) or JS_CODE.search(found.text):
            continue
        if is_prose(found.text, bool(JS_LABEL.search(found.before))):
            yield found.line, found.end, _one_line(found.text)


def markdown_sentences(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield (line, end, text) of every heading, paragraph, list item and table row of a page."""
    start, lines, fenced = 0, [], False
    for number, line in enumerate([*source.splitlines(), ""], start=1):
        fence = line.lstrip().startswith("```")
        begins = re.match(r"\s*([-*+] |\d+\. |#|\||>)", line)
        if lines and (not line.strip() or begins or fence or fenced):
            yield start, start + len(lines) - 1, _one_line(" ".join(lines))
            lines = []
        fenced ^= fence
        if fence or fenced or not WORD.search(line):
            continue
        if not lines:
            start = number
        lines.append(line)


def _one_line(text: str) -> str:
    return " ".join(text.split())


READERS: dict[str, Callable[[str], Iterator[tuple[int, int, str]]]] = {
    ".py": python_sentences,
    ".ts": javascript_sentences,
    ".md": markdown_sentences,
}


def sentences(root: Path = ROOT, docstrings: bool = False) -> list[Sentence]:
    """Return all sentences of the product in a folder, in the order of files and lines."""
    found = []
    for place in PLACES:
        path = root / place
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            name = file.relative_to(root).as_posix()
            if file.suffix not in READERS or not file.is_file() or name.startswith(GENERATED):
                continue
            source = file.read_text(encoding="utf-8")
            if file.suffix == ".py":
                read = python_sentences(source, docstrings)
            else:
                read = READERS[file.suffix](source)
            found += [Sentence(name, *one) for one in sorted(read, key=lambda one: one[:2])]
    return found


def changed_lines(root: Path, revision: str) -> dict[str, set[int]]:
    """Return by file the lines that differ from a revision of git."""
    command = ["git", "-C", str(root), "diff", "--unified=0", "--relative", revision]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines: dict[str, set[int]] = {}
    name = ""
    for line in answer.splitlines():
        if line.startswith("+++ "):
            name = line[6:]
        elif hunk := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            lines.setdefault(name, set()).update(range(first, first + count))
    return lines


def main(arguments: list[str]) -> str:
    """Return the list as text."""
    parser = argparse.ArgumentParser(description="List every sentence of the product.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help="the checkout to read")
    parser.add_argument("--since", metavar="REVISION", help="only what changed since this revision")
    parser.add_argument("--docstrings", action="store_true", help="include docstrings")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    chosen = parser.parse_args(arguments)
    found = sentences(chosen.folder, chosen.docstrings)
    if chosen.since:
        lines = changed_lines(chosen.folder, chosen.since)
        found = [s for s in found if lines.get(s.file, set()) & set(range(s.line, s.end + 1))]
    if chosen.json:
        return "".join(json.dumps(asdict(s), ensure_ascii=False) + "\n" for s in found)
    return "".join(f"{s.file}:{s.line}: {s.text}\n" for s in found)


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
