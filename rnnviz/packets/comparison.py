"""What Compare's chart of learning curves is sent."""

from typing import Annotated, TypedDict

from rnnviz.packets.schema import ArraySpec, PacketKind


class ComparisonRunHeader(TypedDict):
    """One curve."""

    id: str
    label: str
    hex: Annotated[str, "Its colour."]
    dash: Annotated[list[float], "Lengths of its dashes and gaps, in pixels."]


class ComparisonHeader(TypedDict):
    """All that the chart knows besides arrays."""

    loss_name: str
    loss_help: str
    log: Annotated[bool, "Whether the loss has a logarithmic axis."]
    faint: Annotated[bool, "Whether curves are drawn thin, because there are many."]
    runs: list[ComparisonRunHeader]


COMPARISON = PacketKind(
    "comparison",
    ComparisonHeader,
    (
        ArraySpec("{run}/epoch", ("points",), "epochs", "Ascending."),
        ArraySpec("{run}/loss", ("points",), "loss", "On the validation split."),
    ),
)
