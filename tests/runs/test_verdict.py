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
