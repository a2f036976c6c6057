import pytest

from rnnviz.runs.verdict import verdict


@pytest.mark.parametrize(
    ("rmse", "sentence"),
    [
        ({"GRU": 0.073}, "GRU beats persistence (next equals now) by 27% on the test range."),
        (
            {"LSTM": 0.08, "GRU": 0.073},
            "GRU, the best of 2, beats persistence (next equals now) by 27% on the test range.",
        ),
        (
            {"LSTM": 0.0985, "GRU": 0.2},
            "A tie: LSTM is within 3% of persistence (next equals now) on the test range.",
        ),
        (
            {"LSTM": 0.15, "GRU": 0.2},
            "No network beats persistence (next equals now) here: LSTM is 50% worse on the "
            "test range.",
        ),
        (
            {"LSTM": 0.15},
            "LSTM does not beat persistence (next equals now) here: LSTM is 50% worse on the "
            "test range.",
        ),
    ],
)
def test_says_who_wins(rmse, sentence):
    assert verdict("rmse", rmse, {"persistence": 0.1}) == sentence


@pytest.mark.parametrize(
    ("rmse", "strongest", "sentence"),
    [
        # The strongest baseline of the noisy sine, against an LSTM of the app's settings.
        (
            0.0700,
            0.0665,
            "LSTM beats persistence (next equals now) by 30% on the test range; AR(10), which "
            "needs no network, does better (0.0665 K against 0.0700 K).",
        ),
        (
            0.0665,
            0.0665,
            "LSTM beats persistence (next equals now) by 34% on the test range; AR(10), which "
            "needs no network, does as well (0.0665 K against 0.0665 K).",
        ),
        (
            0.05,
            0.0665,
            "LSTM beats persistence (next equals now) by 50% on the test range, and AR(10), the "
            "strongest forecast without a network, by 25%.",
        ),
        (
            0.2,
            0.05,
            "LSTM does not beat persistence (next equals now) here: LSTM is 100% worse on the "
            "test range; AR(10), which needs no network, does better (0.0500 K against 0.2000 K).",
        ),
        # As strong as persistence: named once.
        (0.05, 0.099, "LSTM beats persistence (next equals now) by 50% on the test range."),
        # A rule that is exact.
        (
            0.05,
            0.0,
            "LSTM beats persistence (next equals now) by 50% on the test range; AR(10), which "
            "needs no network, does better (0.0000 K against 0.0500 K).",
        ),
    ],
)
def test_says_when_something_simpler_is_stronger(rmse, strongest, sentence):
    baselines = {"persistence": 0.1, "AR(10)": strongest, "ETS": 0.1}
    assert verdict("rmse", {"LSTM": rmse}, baselines, "K") == sentence


def test_needs_a_network():
    with pytest.raises(ValueError, match="no network"):
        verdict("rmse", {}, {})


def test_shares_and_losses_read_as_what_they_are():
    assert (
        verdict("accuracy", {"RNN tanh": 0.5, "LSTM": 0.983}, {"chance": 0.5})
        == "LSTM does best: accuracy 98.3% (chance 50.0%)."
    )
    assert (
        verdict("mse", {"GRU": 0.0002}, {"always_1": 1 / 6})
        == "GRU: MSE 0.0002 on the test split (always 1 0.1667)."
    )


def test_what_is_level_is_not_called_behind():
    values = {"RNN": 0.9765, "LSTM": 0.9767, "GRU": 0.9764}
    told = verdict("cross_entropy", values, {})
    assert told.startswith("GRU does best: cross-entropy 0.976")
    assert told.endswith(", but RNN and LSTM are within 3% of it.")
    values["RNN"] = 1.2
    assert verdict("cross_entropy", values, {}).endswith(", but LSTM is within 3% of it.")
    assert "within" not in verdict("accuracy", {"LSTM": 0.98, "RNN": 0.5}, {})
