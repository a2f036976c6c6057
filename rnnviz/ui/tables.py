"""Tables that a phone can show: on a wide screen a grid, on a narrow one a card a row.

The server does not know how wide a screen is. Both are sent, and the frame's style shows one.
"""

import math
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

NOTHING = "–"
_LONG_NAME = 18


def table_or_cards(table: pd.DataFrame, key: str, columns: Mapping[str, Any] | None = None) -> None:
    """Show a table whose first column says what a row is about.

    Parameters
    ----------
    table
        Its columns are named by what a person reads.
    key
        Unlike that of any other table of the page.
    columns
        What Streamlit is told of the columns, by their names.
    """
    with st.container(key=f"wide_{key}"):
        st.dataframe(table, hide_index=True, key=f"table_{key}", column_config=dict(columns or {}))
    with st.container(key=f"narrow_{key}"):
        st.html(as_cards(table))


def as_cards(table: pd.DataFrame) -> str:
    """Return the rows of a table as HTML, one below the other; cells without a value are left out.

    Everything is escaped: some of it was typed.
    """
    # Two pairs side by side, unless a name is so long that it would break.
    kind = " long" if any(len(str(name)) > _LONG_NAME for name in table.columns[1:]) else ""
    cards = []
    for row in table.to_dict("records"):
        (_, title), *rest = row.items()
        told = "".join(
            f"<div><dt>{escape(str(name))}</dt><dd>{escape(text)}</dd></div>"
            for name, value in rest
            if (text := _in_words(value))
        )
        cards.append(
            f'<div class="rnnviz-card{kind}"><strong>{escape(str(title))}</strong>'
            f"<dl>{told}</dl></div>"
        )
    return "".join(cards)


def _in_words(value: object) -> str:
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return f"{value:,.0f}" if value.is_integer() else f"{value:.4g}"
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return "" if text == NOTHING else text
