"""What visitors wrote, on every page: every string that the server sends is looked through.

Runs of several people bear hostile names, and addresses carry hostile words. Streamlit draws most
strings that it is sent as Markdown; those that it draws as text are named here, and every other
one with a visitor's words in it must be such that nothing can be made of them.
"""

import json
import re
from pathlib import Path

import pytest
from google.protobuf.descriptor import FieldDescriptor
from streamlit.testing.v1 import AppTest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.workspaces import workspace_of
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from rnnviz.ui import fields
from tests.security.test_workspaces import MINE, THEIRS, run_of, store  # noqa: F401
from tests.ui.test_plain import LATER, read

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
MARK = "evil"
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
NAMES = (
    "https://evil.io/a www.evil.io x@evil.io",
    "[evil](https://evil.io) ![evil](https://evil.io/a.png) <a href=//evil.io>evil</a>",
    "\u202eevil\u2066 :evil: $\\href{evil}{x}$ :red[evil]",
    f"=evil|'/c calc'!A0 {HEBREW} `evil`",
)
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]")
# What is drawn as text, by message and field; tables of Arrow and packets are bytes, and are not.
DRAWN_AS_TEXT = {
    *("TextInput.default", "TextInput.value", "TextArea.default", "TextArea.value"),
    *("Selectbox.options", "MultiSelect.options", "Selectbox.raw_value", "MultiSelect.raw_values"),
    *("Text.body", "Code.code_text"),
}


def strings(message, path=()):
    """Yield every string of a message, with its message's and field's names."""
    for field, value in message.ListFields():
        name = f"{message.DESCRIPTOR.name}.{field.name}"
        values = value if field.is_repeated else [value]
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            if field.message_type.GetOptions().map_entry:
                yield from ((name, str(one)) for one in value.values())
                continue
            for one in values:
                yield from strings(one)
        elif field.type == FieldDescriptor.TYPE_STRING:
            yield from ((name, one) for one in values)


def elements(block):
    """Yield the message of every element and block of a page."""
    for child in block.children.values():
        yield child.proto
        if hasattr(child, "children"):
            yield from elements(child)


def wrong_with(name, text):
    """Say what of a visitor's words would be more than text where Streamlit draws this field."""
    if TURNS.search(text):
        return "it turns the direction of writing"
    if name in DRAWN_AS_TEXT or name.endswith((".id", ".form_id", ".element_id", ".key")):
        return ""
    if name == "PlotlyChart.spec":
        shown = json.dumps(json.loads(text))
        return "Plotly reads it" if re.search(r"<a|<ev|\$.*evil.*\$", shown) else ""
    if name == "Html.body":
        return "a tag of a visitor" if re.search(r"<(a|img)\b", text) else ""
    if re.search(r"(?<!\\)(\[|\]\(|<(?!/?br>)|`evil|\$)", text):
        return "Markdown reads it"
    # Our own sentences have icons and colours: what is found counts with a visitor's word in it.
    found = [re.finditer(rf"\S*{one}\S*", read(text), re.IGNORECASE) for one in LATER[:5]]
    if any(MARK in one[0].lower() for each in found for one in each):
        return "Streamlit finds it"
    return ""


def visited(page, monkeypatch, **query):
    monkeypatch.setattr("rnnviz.ui.workspace._cookie", lambda: MINE)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.switch_page(f"pages/{page}")
    test.query_params.update(query)
    return test.run()


def told(test):
    found = []
    for block in test._tree.children.values():
        for proto in elements(block):
            found += [] if proto is None else list(strings(proto))
    return found


@pytest.fixture
def runs(store):  # noqa: F811
    """Runs of a visitor and of another one, each with a hostile name."""
    made = []
    for k, name in enumerate(NAMES):
        run = run_of(store, workspace_of(MINE if k % 2 == 0 else THEIRS))
        store.rename(run.id, name)
        made.append(run)
    waits = store.create(
        RunSpec("gs10", "lstm", Architecture(4), TrainConfig(epochs=2)),
        workspace=workspace_of(MINE),
        name=NAMES[0],
    )
    store.set_status(waits.id, "failed", f"It ended with {NAMES[0]}.")
    deleted = run_of(store, workspace_of(MINE))
    store.rename(deleted.id, NAMES[0])
    store.hide([deleted.id])
    return [*made, waits]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_visitor_wrote_is_text(runs, monkeypatch, page):
    address = ".".join([*(run.id for run in runs), NAMES[0], "evil\u202e"])
    query = {"data": "typed", "text": NAMES[0], "find": "evil", "view": NAMES[1], "run": NAMES[2]}
    test = visited(page, monkeypatch, runs=address, **query)
    assert not test.exception
    seen = [(name, text) for name, text in told(test) if MARK in text.lower()]
    assert seen
    wrong = [(name, why, text) for name, text in seen if (why := wrong_with(name, text))]
    assert wrong == []
    for table in test.dataframe:
        for cell in map(str, table.value.to_numpy().ravel()):
            assert not TURNS.search(cell) and not cell.startswith(("=", "@"))


@pytest.mark.parametrize("name", NAMES)
def test_the_search_finds_what_is_left_out(name):
    assert wrong_with("Markdown.body", f"**{name}**") and wrong_with("Button.label", name)


def test_every_field_for_a_line_is_cut_by_the_server():
    """Streamlit leaves a field's limit to the browser."""
    for path in [*(ROOT / "rnnviz" / "ui").glob("*.py"), *(ROOT / "pages").glob("*.py")]:
        text = path.read_text()
        if path.name != Path(fields.__file__).name:
            assert not re.search(r"\btext_input\(|chat_input\(", text), path.name
