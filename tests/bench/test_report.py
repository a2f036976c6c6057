import json

from rnnviz.bench.report import describe_machine, goals_missed, write_report

RESULTS = {
    "machine": {"processor": "one", "cores": 2},
    "when": "2026-01-01T00:00:00+00:00",
    "benches": {
        "record": {
            "rows": [
                {
                    "name": "small",
                    "values": {"ratio": 2.0},
                    "goals": [{"name": "ratio", "limit": 1.5, "at_least": False, "met": False}],
                }
            ],
            "missed": ["small: ratio is 2, goal <= 1.5"],
        },
        "player": {"left_out": "player: this benchmark needs a browser"},
    },
}


def test_what_is_missed_and_what_is_left_out_are_both_said():
    assert goals_missed(RESULTS) == [
        "record: small: ratio is 2, goal <= 1.5",
        "player: not measured: player: this benchmark needs a browser",
    ]


def test_a_report_is_kept_for_programs_and_for_people(tmp_path):
    write_report(RESULTS, tmp_path / "new")
    assert json.loads((tmp_path / "new" / "results.json").read_text()) == RESULTS
    text = (tmp_path / "new" / "README.md").read_text()
    assert "processor one, cores 2" in text
    assert "2!" in text
    assert "not measured: player: this benchmark needs a browser" in text


def test_the_machine_is_described():
    machine = describe_machine()
    assert machine["cores"] >= 1
    assert machine["torch"].startswith("2.")
