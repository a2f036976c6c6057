"""Write the packet schema of rnnviz.packets as TypeScript: frontend/shared/packet_types.ts.

``python scripts/write_packet_types.py`` writes the file, and with ``--check`` fails if what is
there is not what Python gives.
"""

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, get_args, get_origin, get_type_hints

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from rnnviz.packets import KINDS, PACKET_VERSION, ArraySpec, PacketKind  # noqa: E402

TARGET = ROOT / "frontend" / "shared" / "packet_types.ts"
_HEAD = "// Written by scripts/write_packet_types.py from rnnviz/packets; change it there.\n"
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
_WIDTH = 100
_SCALES = {1 / 127: "1/127", 1 / 32767: "1/32767", 1.0: "1"}


def typescript() -> str:
    """Return the whole file."""
    classes: dict[str, type] = {}
    for kind in KINDS:
        for found in _classes_of(kind.header):
            classes[found.__name__] = found
    pieces = [_HEAD]
    pieces.append(
        "/** Raised with every change of what a packet holds; another one is refused. */\n"
        f"export const PACKET_VERSION = {PACKET_VERSION};\n"
    )
    tables = {kind.header: kind for kind in KINDS}
    pieces += [_interface(found, tables.get(found)) for found in classes.values()]
    return "\n".join(pieces)


def _classes_of(header: type) -> Iterator[type]:
    """Yield the TypedDicts within a header, those that others need first, and the header."""
    for hint in get_type_hints(header).values():
        yield from _classes_in(hint)
    yield header


def _classes_in(hint: Any) -> Iterator[type]:
    if hasattr(hint, "__required_keys__"):
        yield from _classes_of(hint)
    for part in get_args(hint):
        yield from _classes_in(part)


def _interface(header: type, kind: PacketKind | None) -> str:
    lines = [_comment(_about(header, kind), ""), f"export interface {header.__name__} {{\n"]
    for name, hint in get_type_hints(header, include_extras=True).items():
        optional, about, plain = _unwrapped(hint)
        if about:
            lines.append(_comment([about], "  "))
        lines.append(f"  readonly {name}{'?' if optional else ''}: {_written(plain)};\n")
    return "".join([*lines, "}\n"])


def _about(header: type, kind: PacketKind | None) -> list[str]:
    told = [(header.__doc__ or "").strip()]
    if kind is None:
        return told
    told += ["", "Arrays of the packet, by name:", ""]
    return told + [line for spec in kind.arrays for line in _row(spec)]


def _row(spec: ArraySpec) -> list[str]:
    name = spec.name.replace("{run}/", "{run}/[@{epoch}/]") if spec.by_epoch else spec.name
    form = "" if spec.dtype == "float32" else f" {spec.dtype} × {_SCALES[spec.scale]}"
    unit = f" [{spec.unit}]" if spec.unit else ""
    return [f"- `{name}` ({', '.join(spec.shape)}){form}{unit}: {spec.about}"]


def _unwrapped(hint: Any) -> tuple[bool, str, Any]:
    """Take apart what stands around a type: whether it may be missing, and what it means."""
    optional, about = False, ""
    while True:
        if get_origin(hint) is NotRequired:
            optional, hint = True, get_args(hint)[0]
        elif get_origin(hint) is Annotated:
            about, hint = hint.__metadata__[0], get_args(hint)[0]
        else:
            return optional, about, hint


def _written(hint: Any) -> str:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(_literal(part) for part in parts)
    if origin is types.UnionType:
        return " | ".join(_written(part) for part in parts)
    if origin is list:
        (part,) = parts
        inner = _written(part)
        return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
    if origin is dict:
        return f"Readonly<Record<string, {_written(parts[1])}>>"
    return str(hint.__name__)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"'


def _comment(lines: list[str], indent: str) -> str:
    if len(lines) == 1 and len(indent) + len(lines[0]) + 7 <= _WIDTH:
        return f"{indent}/** {lines[0]} */\n"
    wrapped = [part for line in lines for part in _wrapped(line, _WIDTH - len(indent) - 3)]
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in wrapped)
    return f"{indent}/**\n{body}{indent} */\n"


def _wrapped(line: str, width: int) -> list[str]:
    found: list[str] = []
    for word in line.split(" "):
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            # What goes on in a row of the list stands under its text.
            found.append(f"  {word}" if found and line.startswith("- ") else word)
    return found


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != typescript():
            sys.exit(f"{TARGET.relative_to(ROOT)} is not what Python gives: run {sys.argv[0]}")
    else:
        TARGET.write_text(typescript(), encoding="utf-8")
