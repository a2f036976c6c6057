"""Packets that are held against all that is written down of their kind, for the tests that read."""

import types
from typing import Annotated, Literal, NotRequired, get_args, get_origin, get_type_hints

from rnnviz.packets import read_packet


def faults(hint, value, place="header"):
    """Yield what of a value is not as its type says."""
    while get_origin(hint) in (Annotated, NotRequired):
        hint = get_args(hint)[0]
    origin, parts = get_origin(hint), get_args(hint)
    named = hasattr(hint, "__required_keys__")
    kind = dict if named else origin
    if kind in (list, dict) and not isinstance(value, kind):
        yield f"{place} is {value!r}"
    elif named:
        types_of = get_type_hints(hint, include_extras=True)
        yield from (f"{place} lacks {name}" for name in hint.__required_keys__ - value.keys())
        yield from (f"{place} has {name}" for name in value.keys() - types_of.keys())
        for name in value.keys() & types_of.keys():
            yield from faults(types_of[name], value[name], f"{place}.{name}")
    elif origin is Literal:
        if value not in parts:
            yield f"{place} is {value!r}"
    elif origin is types.UnionType:
        if not any(not list(faults(part, value)) for part in parts):
            yield f"{place} is {value!r}"
    elif origin is list:
        for k, part in enumerate(value):
            yield from faults(parts[0], part, f"{place}[{k}]")
    elif origin is dict:
        for name, part in value.items():
            yield from faults(parts[1], part, f"{place}[{name}]")
    elif not isinstance(value, (int, float) if hint is float else hint):
        yield f"{place} is {value!r}"
    elif hint is int and isinstance(value, bool):
        yield f"{place} is {value!r}"


def checked(kind, message):
    """Read a packet, hold all of it against its schema, and return its header and arrays."""
    header, arrays = read_packet(kind, message)
    told = {name: value for name, value in header.items() if name not in ("kind", "version")}
    assert not list(faults(kind.header, told))
    sizes = {}
    for name, array in arrays.items():
        spec = kind.spec_of(name)
        assert array.dtype == spec.dtype
        place = name.split("/")[0] if "/" in name else ""
        for dimension, size in zip(spec.shape, array.shape, strict=True):
            assert sizes.setdefault((place, dimension), size) == size, (name, dimension)
    return header, arrays
