"""What the Forecast page's picture is sent: the free runs from every start go along."""

from typing import Annotated, Literal, TypedDict

from rnnviz.packets.schema import ArraySpec, PacketKind
from rnnviz.palette import Palette


class ForecastLineHeader(TypedDict):
    """One network or baseline."""

    kind: Literal["network", "baseline"]
    group: Annotated[int, "Place of its setting in `groups`; of a baseline a number of its own."]
    label: str


class ForecastGroupHeader(TypedDict):
    """Networks of one setting, which differ by their seed alone."""

    label: str
    cell: str
    variant: Annotated[int, "How many settings before have the same cell, and so the same colour."]


class ForecastMomentHeader(TypedDict):
    """Where the free run starts, and how long it is."""

    start: Annotated[int, "Values of the test range before it."]
    steps: int


class ForecastHeader(TypedDict):
    """All that the picture knows besides arrays."""

    palette: Palette
    token: Annotated[str, "Names the choice of runs."]
    title: str
    step_name: str
    value_name: str
    unit: str
    error_unit: str
    labels: Annotated[list[str], "Of the times that there are data of."]
    test_at: Annotated[int, "Place on the axis of the first value of the test range."]
    test_count: int
    horizon: Annotated[int, "Steps of every free run."]
    range: Annotated[list[float], "Lowest and highest value of the training range."]
    hidden_share: Annotated[float, "From here on the state counts as having left its range."]
    opened: ForecastMomentHeader
    lines: list[ForecastLineHeader]
    groups: list[ForecastGroupHeader]
    strongest: Annotated[str, "The baseline with the smallest one-step error."]


_DATA = "the data's unit"

FORECAST = PacketKind(
    "forecast",
    ForecastHeader,
    (
        ArraySpec("x", ("times",), "steps", "The axis of time."),
        ArraySpec("truth", ("times",), _DATA, "NaN behind the end of the data."),
        ArraySpec("starts", ("starts",), "", "Places on the axis where free runs start."),
        ArraySpec("{line}/one", ("targets",), _DATA, "One step ahead from true values."),
        ArraySpec("{line}/free", ("starts", "horizon"), _DATA, "Free runs from every start."),
        ArraySpec(
            "{line}/outside",
            ("starts", "horizon"),
            "share",
            "Of the units whose state is out of its range; of networks only.",
            dtype="int8",
            scale=1 / 127,
        ),
        ArraySpec("{line}/one_before", ("targets",), _DATA, "The same before training."),
        ArraySpec("{line}/free_before", ("starts", "horizon"), _DATA, "The same before training."),
    ),
)
