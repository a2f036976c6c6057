import numpy as np
import pandas as pd

from rnnviz.ui.tables import as_cards


def test_every_row_is_a_card_and_every_value_stands_in_it():
    table = pd.DataFrame(
        {"network": ["LSTM", "GRU"], "RMSE": [0.07312345, np.nan], "epochs": [1200, 20]}
    )
    first, second = as_cards(table).split('<div class="rnnviz-card">')[1:]
    assert "LSTM" in first
    assert "<dt>RMSE</dt><dd>0.07312</dd>" in first
    assert "<dd>1,200</dd>" in first
    assert "GRU" in second
    assert "RMSE" not in second, "no value, no line"


def test_what_somebody_typed_is_no_markup():
    table = pd.DataFrame({"<i>": ["<script>alert(1)</script>"], "a<b": ["<img src=x>"]})
    cards = as_cards(table)
    assert "<script" not in cards
    assert "<img" not in cards
    assert "a&lt;b" in cards


def test_what_is_nothing_is_left_out():
    assert "<dt>" not in as_cards(pd.DataFrame({"network": ["ETS"], "parameters": ["–"]}))
