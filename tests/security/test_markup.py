"""What people type stays text: in messages, tables, scripts, file names and exported pages."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.packet import pack
from rnnviz.runs.names import without_controls
from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.ui.downloads import file_stem
from rnnviz.ui.plain import plain, plain_in_chart
from rnnviz.ui.standalone import standalone_page

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--",
    "]]>",
    "![x](http://192.0.2.1/x.png)",
    "[x](javascript:alert(1))",
    "\"'`&lt;",
    "../../etc/passwd",
    "a\u2028b\r\nc",
)


@pytest.fixture
def run(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    yield store.create(RunSpec("sine", "gru", Architecture(4)))
    store.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_names_are_no_markdown(text):
    """Every sign that Markdown reads has a backslash before it, and no letter is lost."""
    escaped = plain(text)
    assert re.sub(r"\\(.)", r"\1", escaped).replace("\u2060", "") == without_controls(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>\[\]()!`*_$:]", escaped)


@pytest.mark.parametrize("text", HOSTILE)
def test_names_are_no_tags_in_a_chart(text):
    assert not re.search(r"[<>]", plain_in_chart(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_an_exported_page_holds_texts_as_data(text):
    plainly = standalone_page(pack({"title": "x"}, {}), "x", {"view": "x"})
    packet = pack({"title": text, "runs": [{"label": text}]}, {"a": np.zeros(3)})
    page = standalone_page(packet, text, {"view": text, "step": 3})
    # No tag more and none less than in a page without it.
    assert re.findall(r"</?[a-z!][a-z-]*", page, re.I) == re.findall(
        r"</?[a-z!][a-z-]*", plainly, re.I
    )
    (moment,) = re.findall(r'id="moment">(.*)</script>', page)
    assert json.loads(moment) == {"view": text, "step": 3}


def test_an_exported_page_can_fetch_nothing():
    (policy,) = re.findall(
        r'http-equiv="Content-Security-Policy" content="([^"]*)"',
        standalone_page(pack({}, {}), "x"),
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "connect-src" not in rules and "http" not in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_in_no_file_name(run, text):
    named = replace(run, name=text)
    assert file_stem(named) == file_stem(run)
    assert re.fullmatch(r"[a-z0-9_]+", file_stem(named))
