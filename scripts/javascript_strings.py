"""Find the strings of a JavaScript source: a lexer for strings, templates, comments and regexes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
# After these a slash begins a regular expression; after anything else it divides.
BEFORE_REGEX = re.compile(r"(^|[=(,:;!&|?{}\[+\-*%<>~^]|\b(return|typeof|case|in|of|do|else))\s*$")
TOKEN = re.compile(r"//[^\n]*|/\*.*?\*/|['\"`/{}]", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """A string or template.

    Attributes
    ----------
    line, end
        Where it begins and ends, counted from 1.
    text
        As it reads, with the expressions of a template in braces.
    before
        Up to 60 characters of the code that stands before it.
    """

    line: int
    end: int
    text: str
    before: str


def strings(source: str) -> Iterator[Found]:
    """Yield every string and template, those within the expressions of templates too."""
    found: dict[int, Found] = {}  # by where it begins: a template ends after those within it
    _read(source, 0, found, nested=False)
    yield from (found[start] for start in sorted(found))


def _read(source: str, at: int, found: dict[int, Found], nested: bool) -> int:
    """Read code from a place; return where it ends, which is at its closing brace if nested."""
    depth = 0
    while token := TOKEN.search(source, at):
        at, sign = token.end(), token[0]
        if sign in "'\"":
            at = _string(source, token.start(), found)
        elif sign == "`":
            at = _template(source, token.start(), found)
        elif sign == "{":
            depth += 1
        elif sign == "}":
            if nested and depth == 0:
                return at
            depth -= 1
        elif sign == "/" and BEFORE_REGEX.search(source[max(0, at - 20) : at - 1]):
            at = _after_regex(source, at)
    return len(source)


def _add(source: str, start: int, end: int, text: str, found: dict[int, Found]) -> int:
    lines = source.count("\n", 0, start) + 1, source.count("\n", 0, end) + 1
    found[start] = Found(*lines, text, source[max(0, start - 60) : start])
    return end


def _string(source: str, start: int, found: dict[int, Found]) -> int:
    at, text = start + 1, ""
    while at < len(source) and source[at] != source[start]:
        piece, at = _character(source, at)
        text += piece
    return _add(source, start, at + 1, text, found)


def _template(source: str, start: int, found: dict[int, Found]) -> int:
    at, text = start + 1, ""
    while at < len(source) and source[at] != "`":
        if source.startswith("${", at):
            end = _read(source, at + 2, found, nested=True)
            text += "{" + source[at + 2 : end - 1].strip() + "}"
            at = end
        else:
            piece, at = _character(source, at)
            text += piece
    return _add(source, start, at + 1, text, found)


def _character(source: str, at: int) -> tuple[str, int]:
    """Return one character of a string, its escape undone, and where the next begins."""
    if source[at] != "\\":
        return source[at], at + 1
    if code := re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))").match(
        source, at
    ):
        return chr(int(code[1] or code[2] or code[3], 16)), code.end()
    return ESCAPES.get(source[at + 1], source[at + 1]), at + 2


def _after_regex(source: str, at: int) -> int:
    in_class = False
    while source[at] != "\n":
        if source[at] == "\\":
            at += 1
        elif source[at] in "[]":
            in_class = source[at] == "["
        elif source[at] == "/" and not in_class:
            return at + 1
        at += 1
    return at
