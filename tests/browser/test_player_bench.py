"""The player's benchmark says what it needs; what it measures is no matter for a test."""

import pytest

from rnnviz.bench import BENCHES, browser, player_cost


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="needs a browser, one of chromium"):
        BENCHES["player"]()


def test_its_goals_are_those_of_the_player():
    goals = {goal.name: str(goal) for goal in player_cost.GOALS}
    assert goals["key_to_paint_ms"] == "key_to_paint_ms <= 33"
    assert goals["shown_per_s"] == "shown_per_s >= 30"
    assert goals["sent"] == "sent <= 0"
