"""What the Lab's stage is sent: all of it once, then only what is new."""

from typing import Annotated, Literal, NotRequired, TypedDict

from rnnviz.packets.schema import ArraySpec, PacketKind
from rnnviz.palette import Palette


class StageRuleHeader(TypedDict):
    """What a task's rule allows, to hold a network against."""

    title: str
    state_name: str
    states: list[str]
    symbols: list[str]
    allowed: Annotated[list[list[int]], "(states, symbols): 1 where a symbol may come next."]


class StageTaskHeader(TypedDict):
    """What is learned, and what its forecasts are drawn over."""

    title: str
    value_name: str
    unit: str
    step_name: str
    value_range: Annotated[list[float] | None, "Both ends of the axis of values, where fixed."]
    logarithmic: bool
    rule: StageRuleHeader | None
    loss_name: str
    loss_help: str
    probe_caption: str


class StageBaselineHeader(TypedDict):
    """A baseline's loss, drawn as a line across the curves."""

    name: str
    loss: float


class StageRunStatus(TypedDict):
    """What a run is, and how it stands."""

    id: str
    label: str
    sub: Annotated[str, "Its size, in words."]
    cell: str
    units: int
    status: str
    note: str
    epoch: int
    epochs: Annotated[int, "Of the whole training."]
    epochs_per_second: float
    best_epoch: Annotated[int, "0 while it is not known."]
    message: str


class StageRunHeader(StageRunStatus):
    """A run with the pictures that were drawn while it trained."""

    frame_epochs: Annotated[list[int], "Epochs of the frames."]
    frame_texts: Annotated[list[list[str]], "Of each frame: a beginning, and what is written."]
    hidden_limit: Annotated[float, "What the largest stored number of `{run}/hidden` stands for."]


class StageUpdateRunHeader(StageRunStatus):
    """A run as it stands now, perhaps with its newest picture."""

    frame_epoch: NotRequired[int]
    frame_text: NotRequired[list[str]]
    hidden_limit: NotRequired[float]
    hidden_every: NotRequired[Annotated[int, "Every how many steps and units a state is sent."]]
    hidden_shape: NotRequired[Annotated[list[int], "Steps and units before they were thinned."]]


class StageHeader(TypedDict):
    """All that the stage knows besides arrays."""

    update: Literal[False]
    palette: Palette
    token: Annotated[str, "Names the choice of runs: under another one the stage begins anew."]
    task: StageTaskHeader
    mode: Literal["live", "replay"]
    replay_seconds: float
    baseline: StageBaselineHeader | None
    runs: list[StageRunHeader]


class StageUpdateHeader(TypedDict):
    """What is new about the runs of a token."""

    update: Literal[True]
    token: str
    runs: list[StageUpdateRunHeader]


def _of_run(name: str, unit: str, about: str) -> ArraySpec:
    return ArraySpec(f"{{run}}/{name}", ("epochs",), unit, about)


_CURVES = (
    _of_run("epoch", "epochs", "Which epochs the curves know, ascending."),
    _of_run("train", "loss", "On the training split."),
    _of_run("validation", "loss", "On the validation split."),
    _of_run("gradient", "", "Norm of the gradient."),
)
_DATA, _EIGHT_BITS = "the data's unit", 1 / 127

STAGE = PacketKind(
    "stage",
    StageHeader,
    (
        ArraySpec("truth_x", ("points",), "steps", "Where the test range is drawn."),
        ArraySpec("truth", ("points",), _DATA, "What is true there."),
        ArraySpec("context_x", ("context_points",), "steps", "Where what came before is drawn."),
        ArraySpec("context", ("context_points",), _DATA, "What came before."),
        *_CURVES,
        ArraySpec("{run}/forecast", ("frames", "points"), _DATA, "What the network says there."),
        ArraySpec(
            "{run}/hidden",
            ("frames", "steps", "units"),
            "hidden_limit",
            "Hidden states while it reads one sequence.",
            dtype="int8",
            scale=_EIGHT_BITS,
        ),
        ArraySpec(
            "{run}/rule",
            ("frames", "states", "symbols"),
            "share",
            "What the network gives to each symbol in each state of the task's rule.",
        ),
    ),
)
STAGE_UPDATE = PacketKind(
    "stage",
    StageUpdateHeader,
    (
        *_CURVES,
        ArraySpec("{run}/forecast", ("points",), _DATA, "Of the newest frame."),
        ArraySpec(
            "{run}/hidden",
            ("few_steps", "few_units"),
            "hidden_limit",
            "Of the newest frame, thinned out.",
            dtype="int8",
            scale=_EIGHT_BITS,
        ),
        ArraySpec("{run}/rule", ("states", "symbols"), "share", "Of the newest frame."),
    ),
)
