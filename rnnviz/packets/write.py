"""Packets for the browser, written and read back with their kind and version."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from rnnviz.packet import PACKET_VERSION, Sent, pack, unpack
from rnnviz.packets.schema import PacketKind


def write_packet(kind: PacketKind, header: Mapping[str, Any], arrays: Mapping[str, Sent]) -> bytes:
    """Write a packet that the browser's part of this kind reads.

    Raises
    ------
    ValueError
        If header or arrays are not as they are written down for this kind.
    """
    kind.check(header, arrays)
    return pack({"kind": kind.name, "version": PACKET_VERSION, **header}, arrays)


def read_packet(kind: PacketKind, message: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a packet back: its header, and its arrays as they are stored.

    Raises
    ------
    ValueError
        If it is damaged, of another kind or of another version.
    """
    header, arrays = unpack(message)
    if "version" not in header:
        raise ValueError(
            "the packet was written by a version of rnnviz that did not number its packets: "
            "write it again with this one"
        )
    if header.get("kind") != kind.name:
        raise ValueError(f"this is a packet of kind {header.get('kind')!r}, not {kind.name!r}")
    return header, arrays
