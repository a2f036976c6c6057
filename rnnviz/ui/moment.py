"""The moment that the player shows: kept in the address and from page to page."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

_NUMBERS = ("step", "unit", "epoch", "run")
# What is so by itself stands in no address.
_USUAL = {"run": 0, "view": "equation"}
_VIEWS = ("equation", "diagram")
Start = dict[str, int | str | None]

_START = "player_start"
_MOMENT = "moment"
_LARGEST = 10**6


def player_start() -> Start:
    """Return the step, unit, epoch and network at which the player opens.

    They stay the same for as long as the player is on screen: it moves by itself, and a new
    start would send it everything again.
    """
    if "player" not in st.session_state or _START not in st.session_state:
        kept = st.session_state.get(_MOMENT, {})
        start = {name: _number(name, kept.get(name)) for name in _NUMBERS}
        view = st.query_params.get("view", kept.get("view"))
        st.session_state[_START] = start | {
            "step": start["step"] or 0,
            "speed": 10,
            "view": view if view in _VIEWS else _VIEWS[0],
        }
    found: Start = st.session_state[_START]
    return found


def _number(parameter: str, otherwise: int | None) -> int | None:
    """Read a number from the address; nonsense there counts as nothing."""
    text = st.query_params.get(parameter, "")
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]), _LARGEST)
    return otherwise


def remember_moment(moment: Mapping[str, Any] | None) -> None:
    """Keep what the player told, for the address and for the next visit of the page."""
    if moment:
        st.session_state[_MOMENT] = dict(moment)


def write_moment() -> None:
    """Keep the address in step with the player, so that its link shows this moment."""
    for name, value in st.session_state.get(_MOMENT, {}).items():
        if name not in (*_NUMBERS, "view"):
            continue
        if value is None or value == _USUAL.get(name):
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)


def shown_moment() -> dict[str, Any]:
    """Return what the player shows now; empty where it still shows what it opened with."""
    return dict(st.session_state.get(_MOMENT, {}))


def go_to_moment(step: int) -> None:
    """Make the player open anew on a step, with what else it shows kept."""
    kept = shown_moment() | {"step": step}
    st.session_state[_MOMENT] = kept
    start = {name: kept.get(name) for name in (*_NUMBERS, "view")}
    # A new token tells the player to begin here although it is on screen already.
    token = int(player_start().get("token") or 0) + 1
    st.session_state[_START] = start | {"speed": 10, "token": token}
