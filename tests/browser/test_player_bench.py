"""The player's benchmark says what it needs; what it measures is no matter for a test."""

import pytest

from rnnviz.bench import BENCHES, browser, player_cost
from rnnviz.runs.store import RunStore


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="needs a browser, one of chromium"):
        BENCHES["player"]()


def test_its_goals_are_those_of_the_player():
    goals = {goal.name: str(goal) for goal in player_cost.GOALS}
    assert goals["key_to_paint_ms"] == "key_to_paint_ms <= 33"
    assert goals["shown_per_s"] == "shown_per_s >= 30"
    assert goals["sent"] == "sent <= 0"
    assert goals["opens_s"] == "opens_s <= 3"
    assert goals["packet_mb"] == "packet_mb <= 4"


def test_it_opens_a_sequence_of_ten_thousand_steps_of_a_large_network():
    short, _, long = player_cost.CASES
    assert (long.steps, long.units) == (10_000, 512)
    assert str(long) == "10,000 steps x 512 units x 1 run"
    assert str(short) == "100 steps x 64 units x 4 runs"


def test_a_network_is_kept_as_it_was_made_and_fits_into_a_packet(tmp_path):
    store = RunStore(tmp_path / "runs.sqlite3")
    case = player_cost.Case(cells=("gru",), units=8, steps=40, epochs=0)
    ids = [player_cost._make(store, case, "gru")]
    assert store.snapshot_epochs(ids[0]) == [0]
    assert store.run(ids[0]).status == "stopped"
    assert 0 < player_cost._packet_size(store, ids) < 4_000_000
    assert player_cost._bare(store, ids) > 0
    store.close()
