import json

import pytest

from rnnviz import __main__ as command_line
from rnnviz.bench import BENCHES, Goal, Row, as_json, as_table, verdict

GOOD = Row("small", {"ratio": 1.02, "speed": 9.0}, (Goal("ratio", 1.05), Goal("speed", 4, True)))
BAD = Row("large", {"ratio": 1.31, "speed": 3.5}, (Goal("ratio", 1.05), Goal("speed", 4, True)))


def test_a_bound_itself_is_within_the_goal():
    assert Goal("ratio", 1.05).is_met(1.05)
    assert Goal("speed", 4, at_least=True).is_met(4)
    assert not Goal("ratio", 1.05).is_met(1.0501)
    assert not Goal("speed", 4, at_least=True).is_met(3.99)


@pytest.mark.parametrize("at_least", [True, False])
def test_what_is_not_a_number_meets_no_goal(at_least):
    assert not Goal("ratio", 1.05, at_least).is_met(float("nan"))


def test_the_verdict_names_what_was_missed_and_by_what_value():
    assert verdict("record", [GOOD]) == "record: all 2 goals met"
    assert verdict("record", [GOOD, BAD]) == (
        "record: missed large: ratio is 1.31, goal <= 1.05; large: speed is 3.5, goal >= 4"
    )


def test_the_table_marks_what_was_missed():
    table = as_table([GOOD, BAD]).splitlines()
    assert table[0].split() == ["ratio", "speed"]
    assert table[1].split() == ["small", "1.02", "9"]
    assert table[2].split() == ["large", "1.31!", "3.5!"]


def test_the_json_says_the_same():
    found = json.loads(as_json("record", [GOOD, BAD]))
    assert found["bench"] == "record"
    assert found["missed"] == list(BAD.missed())
    assert found["rows"][0]["values"] == {"ratio": 1.02, "speed": 9.0}
    assert [goal["met"] for goal in found["rows"][1]["goals"]] == [False, False]


@pytest.mark.parametrize(("rows", "code"), [([GOOD], 0), ([GOOD, BAD], 1)])
@pytest.mark.parametrize("as_line", [True, False])
def test_the_command_ends_with_the_verdict(rows, code, as_line, monkeypatch, capsys):
    monkeypatch.setitem(BENCHES, "record", lambda: rows)
    assert command_line.main(["bench", "record", *["--json"] * as_line]) == code
    out, err = capsys.readouterr()
    if as_line:
        assert len(json.loads(out)["rows"]) == len(rows)
        assert err == verdict("record", rows) + "\n"
    else:
        assert out.splitlines()[-1] == verdict("record", rows)


def test_an_unknown_benchmark_is_told_in_one_sentence(capsys):
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["bench", "nothing"])
    assert stopped.value.code == 2
    assert "record" in capsys.readouterr().err
