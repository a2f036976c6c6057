"""What the player is sent: one sequence, and networks that read it.

The player draws any cell from what is in the packet and asks the server again only for epochs
and steps that did not fit.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from rnnviz.packets.schema import ArraySpec, PacketKind
from rnnviz.palette import Palette


class CorrelateName(TypedDict):
    """Something about the sequence that a unit may be correlated with."""

    name: str
    unsigned: Annotated[bool, "R of a phase lies in 0..1 and has no sign."]


class PlayerSequenceHeader(TypedDict):
    """The sequence that is read."""

    steps: Annotated[int, "Steps that travelled."]
    first: Annotated[int, "The step of the whole sequence that is the first here."]
    whole: Annotated[int, "Steps of the whole sequence."]
    step_name: str
    step_labels: Annotated[list[str], "What stands at each step."]
    value_name: str
    unit: str
    kind: Annotated[Literal["values", "symbols"], "What is read."]
    classes: Annotated[list[str], "What a classifier answers with; empty where numbers are asked."]
    answers: Annotated[list[str], "The right class after each step; empty where none is asked."]
    features: Annotated[list[str], "Names of the array `features`."]
    caption: Annotated[str, "Which sequence this is."]
    typed: Annotated[bool, "A person made it up: what follows a step is no truth."]
    note: Annotated[str, "How it is read; stands above the picture."]
    continues: Annotated[bool, "The next value of a series is predicted."]
    target_is_next: Annotated[bool, "So it is, by the numbers: the target is the next value."]
    labels_are_places: Annotated[bool, "A label says where a step stands, and not what is read."]
    season: Annotated[int, "In steps; 1 where there is none."]
    correlate_names: Annotated[list[CorrelateName], "What `{run}/correlates` counts."]


class ColumnHeader(TypedDict):
    """One vector of a cell's equation."""

    key: str
    symbol: str
    subscript: str
    label: str
    scale: Annotated[str, "`state`, or the name of a gate."]
    source: str
    transform: Literal["", "previous", "tanh", "relu", "one_minus"]
    affine: Literal["", "input", "hidden", "bias", "sum"]


class EquationColumn(TypedDict):
    """A vector in the row of an equation."""

    column: ColumnHeader


class EquationOperator(TypedDict):
    """What stands between two vectors."""

    operator: str


class PanelHeader(TypedDict):
    """One recorded vector over time."""

    source: Annotated[str, "`hidden`, `cell_state` or the name of a gate."]
    title: str
    scale: Annotated[str, "`state`, or the name of a gate."]


class PlayerMomentHeader(TypedDict):
    """What is said of a network after one of its other epochs."""

    parity: float | None


class PlayerLayerHeader(TypedDict):
    """One layer of a network, in words."""

    cell: str
    units: int
    inputs: int
    blocks: Annotated[list[str], "The blocks of rows of the weights, in PyTorch's order."]
    equation: list[EquationColumn | EquationOperator]
    panels: list[PanelHeader]
    gates: Annotated[list[str], "Those panels that lie in 0..1."]
    reverse: bool
    input_names: list[str]
    readout_scale: float
    readout_offset_name: str
    layer: str
    layer_path: str
    layer_suffix: str
    layers: int
    layer_names: list[str]
    first_step: Annotated[int, "Of the sequence, at which the layer's own begins."]
    products_of: Annotated[int | None, "The one unit whose weights travel, where all are too many."]


class PlayerRunHeader(PlayerLayerHeader):
    """One network."""

    id: str
    label: str
    epoch: Annotated[int, "After which it is shown first."]
    epochs: Annotated[int, "Of the whole training."]
    code: Annotated[str, "Python that prints a moment's numbers."]
    best: Annotated[int, "The epoch of its lowest validation loss."]
    snapshots: Annotated[list[int], "Epochs that can be asked for."]
    parity: Annotated[
        float | None,
        "Largest difference from PyTorch's own result; null where states are not finite.",
    ]
    moments: Annotated[dict[str, PlayerMomentHeader], "By the other epochs that travelled."]
    limits: Annotated[dict[str, float], "Largest magnitude of a state, over all that travelled."]


class PlayerStartHeader(TypedDict):
    """Where the player opens."""

    step: NotRequired[int | None]
    unit: NotRequired[int | None]
    run: NotRequired[int | None]
    epoch: NotRequired[int | None]
    view: NotRequired[str]
    sort: NotRequired[str]
    speed: NotRequired[float]
    pins: NotRequired[list[int | None] | None]
    token: NotRequired[Annotated[int, "A new one tells the player to begin anew."]]


class PlayerHeader(TypedDict):
    """All that the player knows besides arrays."""

    palette: Palette
    sequence: PlayerSequenceHeader
    epochs: Annotated[list[int], "All that can be shown, of any network."]
    runs: list[PlayerRunHeader]
    start: PlayerStartHeader
    convention: str


def _of_run(name: str, shape: tuple[str, ...], unit: str, about: str) -> ArraySpec:
    return ArraySpec(f"{{run}}/{name}", shape, unit, about, by_epoch=True)


_DATA = "the data's unit"
_STEP, _UNIT = ("steps", "units"), ("units",)
CORRELATION_SCALE = 1 / 32767

PLAYER = PacketKind(
    "player",
    PlayerHeader,
    (
        ArraySpec("value", ("steps",), _DATA, "What is read at each step; NaN for symbols."),
        ArraySpec("target", ("steps",), _DATA, "The number to be predicted after each step."),
        ArraySpec(
            "features", ("steps", "features"), _DATA, "All that is read, where it is several."
        ),
        _of_run("prediction", ("steps",), _DATA, "The network's number after each step."),
        _of_run("probabilities", ("steps", "classes"), "", "Or what it gives to each class."),
        _of_run("inputs", ("steps", "inputs"), "", "What the layer reads."),
        _of_run("hidden", _STEP, "", "The hidden state h after each step."),
        _of_run("cell_state", _STEP, "", "The cell state c after each step."),
        _of_run("{gate}", _STEP, "", "A gate or the candidate, after its nonlinearity."),
        _of_run("initial_hidden", _UNIT, "", "h before the first step."),
        _of_run("initial_cell", _UNIT, "", "c before the first step."),
        _of_run("path_hidden", ("steps", "components"), "", "h in its principal components."),
        _of_run("path_cell_state", ("steps", "components"), "", "c in its principal components."),
        _of_run("explained_hidden", ("components",), "share", "Of the variance of h."),
        _of_run("explained_cell_state", ("components",), "share", "Of the variance of c."),
        _of_run("weight_ih", ("rows", "inputs"), "", "PyTorch's; rows are blocks times units."),
        _of_run("weight_hh", ("rows", "units"), "", "PyTorch's; rows are blocks times units."),
        _of_run("bias_ih", ("rows",), "", "PyTorch's."),
        _of_run("bias_hh", ("rows",), "", "PyTorch's."),
        _of_run("unit_ih", ("blocks", "inputs"), "", "One unit's rows of weights too many."),
        _of_run("unit_hh", ("blocks", "units"), "", "One unit's rows of weights too many."),
        _of_run("affine_input", _STEP, "", "W x of a cell without gates, for weights too many."),
        _of_run("affine_hidden", _STEP, "", "U h of a cell without gates, for weights too many."),
        _of_run(
            "readout_weight",
            ("outputs", "units"),
            "",
            "Of the linear readout, where this layer feeds it alone.",
        ),
        _of_run("readout_bias", ("outputs",), "", "Of the linear readout."),
        _of_run(
            "readout_offset",
            ("steps",),
            _DATA,
            "Added to the scaled readout: the mean, or the newest value.",
        ),
        _of_run(
            "half_life",
            _UNIT,
            "steps",
            "After which the direct path through a unit's own gate is halved; -1 for infinity, "
            "NaN for a cell without such a gate.",
        ),
        _of_run("mean_gate", _UNIT, "", "Geometric mean of that gate; NaN for a cell without one."),
        _of_run(
            "saturation",
            ("gates", "units", "sides"),
            "share",
            "Of the steps at which a gate of the header's `gates` is below 0.1, and above 0.9.",
        ),
        ArraySpec(
            "{run}/correlates",
            ("panels", "units", "ranks"),
            "",
            "What a unit of a panel is correlated with: places in the header's `correlate_names`, "
            "the strongest first; -1 where there is none.",
            dtype="int16",
            by_epoch=True,
        ),
        ArraySpec(
            "{run}/correlations",
            ("panels", "units", "ranks", "moments"),
            "",
            "Pearson's r with each of them, and the same before training; -32768 stored where it "
            "is not known.",
            dtype="int16",
            scale=CORRELATION_SCALE,
            by_epoch=True,
        ),
        ArraySpec(
            "{run}/overview_low",
            ("stretches", "units"),
            "largest magnitude of h",
            "Lowest h in each stretch of a sequence too long to travel.",
            dtype="int8",
            scale=1 / 127,
        ),
        ArraySpec(
            "{run}/overview_high",
            ("stretches", "units"),
            "largest magnitude of h",
            "Highest h in each stretch.",
            dtype="int8",
            scale=1 / 127,
        ),
    ),
)
