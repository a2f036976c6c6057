"""What travels to the browser: the headers and arrays of each kind of packet, written once.

Each kind has a module of its own: its header as ``TypedDict`` classes, and its arrays as a table
of :class:`ArraySpec`. ``scripts/write_packet_types.py`` writes the same for the front end.
"""

from rnnviz.packet import PACKET_VERSION, Scaled
from rnnviz.packets.comparison import COMPARISON
from rnnviz.packets.forecast import FORECAST
from rnnviz.packets.player import PLAYER
from rnnviz.packets.schema import ArraySpec, PacketKind
from rnnviz.packets.stage import STAGE, STAGE_UPDATE
from rnnviz.packets.write import read_packet, write_packet

__all__ = [
    "COMPARISON",
    "FORECAST",
    "KINDS",
    "PACKET_VERSION",
    "PLAYER",
    "STAGE",
    "STAGE_UPDATE",
    "ArraySpec",
    "PacketKind",
    "Scaled",
    "read_packet",
    "write_packet",
]

KINDS = (PLAYER, STAGE, STAGE_UPDATE, COMPARISON, FORECAST)
