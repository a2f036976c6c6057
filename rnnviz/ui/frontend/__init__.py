"""The browser side of the app: plain JavaScript and CSS files, joined without a build step."""

from pathlib import Path

_FOLDER = Path(__file__).parent
_SHARED = ("packet.js", "colour.js", "focus.js")


def _in_folder(folder: str, *names: str) -> tuple[str, ...]:
    return (*_SHARED, *(f"{folder}/{name}.js" for name in names))


# In the order in which they are joined: what a file uses at load time stands before it.
_STAGE = _in_folder(
    "stage",
    "scale",
    "element",
    "model",
    "playhead",
    "theme",
    "layers",
    "axes",
    "panel",
    "curves",
    "readout",
    "blend",
    "heatmap",
    "forecast",
    "rule",
    "lane",
    "timeline",
    "join",
    "stage",
)
# Compare draws its curves as the stage does, and its code comes along.
STAGE_FILES = (*_STAGE, "compare/compare.js", "stage/arrived.js")
PLAYER_FILES = _in_folder(
    "player",
    "model",
    "training",
    "answers",
    "order",
    "products",
    "format",
    "symbol_text",
    "theme",
    "elements",
    "heading",
    "bars",
    "track_layout",
    "feature_rows",
    "track_draw",
    "symbol_row",
    "track_legend",
    "track",
    "transport",
    "epoch_row",
    "strips",
    "sentence",
    "products_panel",
    "class_list",
    "result",
    "equation",
    "diagram_layouts",
    "diagram",
    "overview",
    "view_choice",
    "run_view",
    "step_axis",
    "heatmap",
    "trace",
    "selection",
    "correlates",
    "unit_panel",
    "state_path",
    "heatmap_grid",
    "svg_context",
    "svg_page",
    "snapshot",
    "tools",
    "keyboard",
    "clock",
    "state",
    "training_control",
    "actions",
    "player",
    "mount",
)


def bundle(*names: str) -> str:
    """Join front-end files, in the order given, into one text.

    The pieces share one scope: the shared ones define functions and the last one of a script
    ends with ``export default``.
    """
    # Streamlit takes a string without a newline for a path, hence the one at the end.
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names) + "\n"
