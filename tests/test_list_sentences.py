import json
import subprocess
import time

import pytest
from javascript_strings import strings
from list_sentences import (
    javascript_sentences,
    main,
    markdown_sentences,
    python_sentences,
    sentences,
)


def texts(found):
    return [text for _, _, text in found]


def test_strings_that_a_person_reads_are_found_in_python():
    source = '''
"""The module."""
import streamlit as st

TITLE = "One"
PATHS = {"key": "value", "title": "Two"}

def page(n):
    """Do it."""
    st.button("Train", help="Starts it.", key="train")
    st.column_config.TextColumn("Task")
    columns = ["loss", "epoch"]
    raise ValueError(f"unknown")
'''
    found = texts(python_sentences(source))
    assert found == ["One", "Two", "Train", "Starts it.", "Task", "unknown"]


@pytest.mark.parametrize(
    "hidden",
    [
        "'SELECT id, name FROM run'",
        "'.st-key-lab button { color: red; }'",
        "'[data-role=stage] canvas'",
        "'a_key'",
        "'%d'",
        "'12px sans-serif'",
        "'https://example.org/a'",
        "''",
        "'  '",
    ],
)
def test_code_in_a_string_is_not_a_sentence(hidden):
    assert texts(python_sentences(f"x = {hidden}\nst.markdown({hidden})")) == []


def test_docstrings_are_listed_only_when_asked_for():
    source = 'def f():\n    """Do this well."""\n    return g("Do that well.")\n'
    assert texts(python_sentences(source)) == ["Do that well."]
    assert texts(python_sentences(source, docstrings=True)) == ["Do this well.", "Do that well."]


def test_what_is_filled_in_stands_in_braces_and_strings_within_are_found():
    source = "x = f\"{n:.3f} of {len(a)} {'whole runs' if n else 'half a run'} ended\""
    found = texts(python_sentences(source))
    assert found[0] == "{n} of {len(a)} {'whole runs' if n else 'half a run'} ended"
    assert found[1:] == ["whole runs", "half a run"]


def test_a_sentence_over_many_lines_is_one():
    source = 'x = (\n    "One half, "\n    f"{n} and "\n    "another."\n)\n'
    assert list(python_sentences(source)) == [(2, 4, "One half, {n} and another.")]
    assert texts(python_sentences('x = "The file " + name + " is damaged."')) == [
        "The file {name} is damaged."
    ]


def test_strings_and_templates_are_found_in_javascript():
    source = r"""
// "not this comment"
/* nor 'that one here' */
const kind = "train", rate = a / b / c;
const rule = /"not a string" [/'] x/g;
button.textContent = "Replay";
say('it\'s \u00e9 done', "two\nlines");
words(`unit ${k + 1} of ${`${n} units`} with {braces} and ${f({ a: "inner words" })}`);
row.className = "card lane";
make("div", "axis name");
"""
    found = list(javascript_sentences(source))
    assert texts(found) == [
        "Replay",
        "it's é done",
        "two lines",
        'unit {k + 1} of {`${n} units`} with {braces} and {f({ a: "inner words" })}',
        "{n} units",
        "inner words",
    ]
    assert [line for line, _, _ in found] == [6, 7, 7, 8, 8, 8]


def test_a_slash_divides_after_a_value_and_begins_a_regex_after_an_operator():
    found = strings('x = (a) / b; y = "one"; z = c.split(/["\']/); w = `two`')
    assert [one.text for one in found] == ["one", "two"]


def test_every_paragraph_item_and_row_of_a_page_is_one_sentence():
    source = (
        "# Title\n\nOne line\nand the next.\n- an item\n  goes on\n\n"
        "```\ncode here\n```\n| one | two |\n"
    )
    assert list(markdown_sentences(source)) == [
        (1, 1, "# Title"),
        (3, 4, "One line and the next."),
        (5, 6, "- an item goes on"),
        (11, 11, "| one | two |"),
    ]


@pytest.fixture
def checkout(tmp_path):
    def git(*words):
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "README.md").write_text("The first one.\n\nThe second one.\n")
    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    (tmp_path / "README.md").write_text("The first one.\n\nThe other one.\n")
    return tmp_path


def test_only_what_changed_can_be_listed(checkout):
    assert main([str(checkout)]) == ("README.md:1: The first one.\nREADME.md:3: The other one.\n")
    assert main([str(checkout), "--since", "HEAD"]) == "README.md:3: The other one.\n"
    told = json.loads(main([str(checkout), "--since", "HEAD", "--json"]))
    assert told == {"file": "README.md", "line": 3, "end": 3, "text": "The other one."}


def test_the_product_is_listed_quickly_and_as_prose():
    start = time.process_time()
    found = sentences()
    assert time.process_time() - start < 5
    assert len(found) > 1000
    assert {sentence.file.rsplit(".", 1)[1] for sentence in found} == {"py", "ts", "md"}
