import numpy as np
import pytest

from rnnviz.analysis.gain import Gain
from rnnviz.runs.verdict import Scored, gain_in_words, gain_over, level_for, verdict
from rnnviz.tasks.case_scores import CaseScores
from rnnviz.tasks.metrics import METRICS

SHARED = np.random.default_rng(0).standard_normal(80)


def errors(rmse, seed=1, cases=80):
    """Squared errors with this root mean, most of each shared by all forecasts."""
    own = np.random.default_rng(seed).standard_normal(cases)
    squared = (SHARED[:cases] + 0.2 * own) ** 2
    return Scored(rmse, CaseScores(squared * rmse**2 / squared.mean(), overlap=1))


def hits(share, cases=1000):
    return Scored(share, CaseScores((np.arange(cases) < share * cases).astype(float)))


def test_says_by_how_much_and_how_sure_on_how_many_values():
    told = verdict("rmse", {"GRU": errors(0.073)}, {"persistence": errors(0.1, 2)})
    assert told.startswith(
        "GRU beats persistence (next value = this value) on 80 test values by 27% (95% interval "
    )
    low, high = (
        int(part.strip("%)")) for part in told.rstrip(".").split("interval ")[1].split(" to ")
    )
    assert low < 27 < high


def test_what_cannot_be_told_apart_is_said_to_be_so_with_its_interval():
    told = verdict("rmse", {"GRU": errors(0.098, 1, 18)}, {"persistence": errors(0.1, 2, 18)})
    assert told.startswith(
        "GRU cannot be told apart from persistence (next value = this value) on 18 test values (−"
    )


def test_every_network_gets_its_word_not_only_the_best():
    found = {"LSTM": hits(0.983), "RNN tanh": hits(0.49)}
    told = verdict("accuracy", found, {"coin_toss": Scored(0.5)})
    assert "LSTM (98.3%) beats a coin toss (50.0%) on 1,000 test sequences by 48.3 points" in told
    assert "RNN tanh (49.0%) cannot be told apart from a coin toss (" in told
    assert told.endswith("LSTM is ahead of RNN tanh.")


def test_who_loses_is_told_by_how_much():
    told = verdict("rmse", {"LSTM": errors(0.15)}, {"persistence": errors(0.1, 2)})
    assert told.startswith("LSTM is worse than persistence (next value = this value) on 80 test")
    assert "by 50% (95% interval" in told


@pytest.mark.parametrize(
    ("rmse", "strongest", "words"),
    [
        (0.09, 0.0665, "AR(10), which needs no network, is better than LSTM by 35% (95% interval"),
        (0.0668, 0.0665, "LSTM cannot be told apart from AR(10), the best baseline ("),
        (0.05, 0.0665, "LSTM also beats AR(10), the best baseline, by 25% (95% interval"),
        (0.05, 0.0, "AR(10), which needs no network, is better than LSTM by ∞"),
    ],
)
def test_says_when_something_simpler_is_stronger(rmse, strongest, words):
    baselines = {
        "persistence": errors(0.1, 2),
        "AR(10)": errors(strongest, 3),
        "ETS": errors(0.1, 4),
    }
    assert words in verdict("rmse", {"LSTM": errors(rmse)}, baselines, "K")


def test_the_same_baseline_is_not_named_twice():
    told = verdict("rmse", {"LSTM": errors(0.05)}, {"persistence": errors(0.1), "ETS": errors(0.2)})
    assert "best baseline" not in told


def test_networks_are_told_apart_or_not():
    near = {"RNN": errors(0.0702, 3), "GRU": errors(0.07, 4), "LSTM": errors(0.14, 5)}
    told = verdict("rmse", near, {"persistence": errors(0.3, 2)})
    assert told.endswith("GRU and RNN cannot be told apart; GRU is ahead of LSTM.")


def test_a_floor_is_told_and_never_beaten():
    cases = CaseScores(0.976 + 0.01 * np.random.default_rng(0).standard_normal(200))
    told = verdict(
        "cross_entropy",
        {"GRU": Scored(0.976, cases)},
        {"entropy_floor": Scored(0.974), "uniform": Scored(2.3)},
    )
    assert "GRU (0.9760) beats all symbols equally likely (2.3000)" in told
    assert "nats (95% interval" in told
    assert told.endswith("The best possible is 0.9740 (entropy floor).")


def test_more_networks_ask_for_wider_intervals():
    assert level_for(1) == 0.95
    assert level_for(5) == pytest.approx(0.99)
    metric = METRICS["rmse"]
    one, many = (
        gain_over(metric, errors(0.07), errors(0.1, 2), level_for(count)) for count in (1, 9)
    )
    assert one is not None and many is not None
    assert many.low < one.low


def test_a_run_of_an_earlier_version_has_no_interval_and_says_so():
    told = verdict("rmse", {"GRU": Scored(0.07)}, {"persistence": Scored(0.1)}, "K")
    assert told.startswith("GRU: RMSE 0.0700 K; persistence (next value = this value) 0.1000 K.")
    assert "Train it again to find out." in told
    assert gain_over(METRICS["rmse"], Scored(0.07), errors(0.1)) is None


@pytest.mark.parametrize(
    ("name", "gain", "words"),
    [
        ("rmse", Gain(0.27, 0.21, 0.33, 80), "27% better (21% to 33%)"),
        ("rmse", Gain(-0.26, -0.5, -0.1, 18), "26% worse (10% to 50%)"),
        ("rmse", Gain(0.05, -0.02, 0.2, 18), "cannot be told apart (−2.0% to +20%)"),
        ("accuracy", Gain(0.27, 0.21, 0.33, 80), "27.0 points better (21.0 to 33.0 points)"),
        (
            "accuracy",
            Gain(0.1, np.nan, np.nan, 2),
            "cannot be told apart (too few test cases for an interval)",
        ),
        ("cross_entropy", Gain(0.27, 0.21, 0.33, 80), "0.270 nats better (0.210 to 0.330 nats)"),
    ],
)
def test_gains_in_a_table(name, gain, words):
    assert gain_in_words(METRICS[name], gain) == words


def test_needs_a_network():
    with pytest.raises(ValueError, match="no network"):
        verdict("rmse", {}, {})
