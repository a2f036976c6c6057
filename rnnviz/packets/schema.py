"""How a kind of packet is described: its header's type, and a table of its arrays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from rnnviz.cells import CELLS
from rnnviz.packet import Sent, stored

_DIGITS = r"\d+"


@dataclass(frozen=True)
class ArraySpec:
    """One array of a packet, or several of one kind.

    Attributes
    ----------
    name
        With ``{run}``, ``{line}`` or ``{gate}`` in the place of a number or of a gate's name.
    shape
        The name of each dimension.
    unit
        What its values are counted in; empty for numbers without a unit.
    about
        One sentence.
    dtype, scale
        How it travels: a stored number times the scale is the value.
    by_epoch
        Whether ``k/@e/...`` may hold the same of the network after epoch e.
    """

    name: str
    shape: tuple[str, ...]
    unit: str
    about: str
    dtype: Literal["float32", "int16", "int8"] = "float32"
    scale: float = 1.0
    by_epoch: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the names of these arrays match."""
        gates = {gate for cell in CELLS.values() for gate in cell.gates}
        text = re.escape(self.name).replace(r"\{gate\}", f"(?:{'|'.join(sorted(gates))})")
        if self.by_epoch:
            text = text.replace(r"\{run\}/", rf"\{{run\}}/(?:@{_DIGITS}/)?")
        return re.compile(re.sub(r"\\\{(run|line)\\\}", lambda _: _DIGITS, text))


@dataclass(frozen=True)
class PacketKind:
    """One kind of packet.

    Attributes
    ----------
    name
        Which part of the front end reads it: ``kind`` in its header.
    header
        The ``TypedDict`` of its header.
    arrays
        All arrays that it may hold.
    """

    name: str
    header: type
    arrays: tuple[ArraySpec, ...] = field(repr=False)
    _found: dict[str, ArraySpec] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def spec_of(self, name: str) -> ArraySpec:
        """Return the row of the table for an array.

        Raises
        ------
        ValueError
            If there is none.
        """
        # Packets hold the same arrays of many epochs and runs.
        alike = re.sub(_DIGITS, "0", name)
        if alike not in self._found:
            for spec in self.arrays:
                if spec.pattern.fullmatch(name):
                    self._found[alike] = spec
                    break
        if alike in self._found:
            return self._found[alike]
        raise ValueError(f"a packet of kind {self.name!r} has no array {name!r}")

    def check(self, header: Mapping[str, Any], arrays: Mapping[str, Sent]) -> None:
        """Refuse a packet that is not as it is written down.

        Raises
        ------
        ValueError
            If a field of the header is missing or unknown, or an array is unknown, has another
            number of dimensions or travels in another form.
        """
        missing = self.header.__required_keys__ - header.keys()  # type: ignore[attr-defined]
        unknown = header.keys() - self.header.__annotations__.keys()
        if missing or unknown:
            raise ValueError(
                f"the header of a packet of kind {self.name!r} lacks {sorted(missing)} and has "
                f"{sorted(unknown)} in excess"
            )
        for name, array in arrays.items():
            spec = self.spec_of(name)
            dtype, values, scale = stored(array)
            if values.ndim != len(spec.shape):
                raise ValueError(
                    f"the array {name!r} has the shape {values.shape}, not of {spec.shape}"
                )
            if (dtype, scale) != (spec.dtype, spec.scale):
                raise ValueError(
                    f"the array {name!r} is {dtype} in steps of {scale}, not {spec.dtype} "
                    f"in steps of {spec.scale}"
                )
