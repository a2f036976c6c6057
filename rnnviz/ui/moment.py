"""The moment that the player shows: kept in the address and from page to page."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

_NUMBERS = ("step", "unit", "epoch", "run")
# What is one of a few words; the first is so by itself and stands in no address.
_CHOICES = {
    "view": ("equation", "diagram"),
    "sort": ("similarity", "gate", "activity", "index"),
}
# The units pinned in all networks, "3..5" where the second has none; needed for several only.
_PINS = "pins"
_PIN_SEPARATOR = "."
_MOST_PINS = 8
Start = dict[str, int | str | tuple[int | None, ...] | None]

_START = "player_start"
_MOMENT = "moment"
_LARGEST = 10**6


def player_start() -> Start:
    """Return the step, units, epoch and network at which the player opens.

    They stay the same for as long as the player is on screen: it moves by itself, and a new
    start would send it everything again.
    """
    if "player" not in st.session_state or _START not in st.session_state:
        kept = st.session_state.get(_MOMENT, {})
        start: Start = {name: _number(name, kept.get(name)) for name in _NUMBERS}
        for name, choices in _CHOICES.items():
            written = st.query_params.get(name, kept.get(name))
            start[name] = written if written in choices else choices[0]
        pins = st.query_params.get(_PINS)
        start[_PINS] = _pins_of(kept.get(_PINS)) if pins is None else _read_pins(pins)
        # A page that was opened by a link has to find its moment again, too, when one comes back
        # to it: the player tells nothing before it is moved.
        linked = {name: value for name, value in start.items() if name in st.query_params}
        st.session_state[_MOMENT] = kept | linked
        st.session_state[_START] = start | {"step": start["step"] or 0, "speed": 10}
    found: Start = st.session_state[_START]
    return found


def _number(parameter: str, otherwise: int | None) -> int | None:
    """Read a number from the address; nonsense there counts as nothing."""
    found = _whole(st.query_params.get(parameter, ""))
    return otherwise if found is None else found


def _whole(text: str) -> int | None:
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]), _LARGEST)
    return None


def _read_pins(text: str) -> tuple[int | None, ...] | None:
    """Read the pinned units of an address; None where there is no unit among them."""
    return _pins_of([_whole(part) for part in text.split(_PIN_SEPARATOR, _MOST_PINS)[:_MOST_PINS]])


def _pins_of(told: Sequence[Any] | None) -> tuple[int | None, ...] | None:
    units = tuple(unit if isinstance(unit, int) else None for unit in (told or ())[:_MOST_PINS])
    return units if any(unit is not None for unit in units) else None


def remember_moment(moment: Mapping[str, Any] | None) -> None:
    """Keep what the player told, for the address and for the next visit of the page."""
    if moment:
        st.session_state[_MOMENT] = dict(moment)


def write_moment() -> None:
    """Keep the address in step with the player, so that its link shows this moment."""
    for name, text in _as_written(st.session_state.get(_MOMENT, {})).items():
        if text is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != text:
            st.query_params[name] = text


def _as_written(moment: Mapping[str, Any]) -> dict[str, str | None]:
    """Return what stands in the address for a moment; None where nothing does."""
    told: dict[str, str | None] = {}
    for name in _NUMBERS:
        if name in moment:
            usual = moment[name] is None or (name == "run" and moment[name] == 0)
            told[name] = None if usual else str(moment[name])
    for name, choices in _CHOICES.items():
        if name in moment:
            told[name] = moment[name] if moment[name] in choices[1:] else None
    if _PINS in moment:
        pins = _pins_of(moment[_PINS])
        units = ("" if unit is None else str(unit) for unit in pins or ())
        told[_PINS] = _PIN_SEPARATOR.join(units) if pins else None
    return told


def shown_moment() -> dict[str, Any]:
    """Return what the player shows now; empty where it still shows what it opened with."""
    return dict(st.session_state.get(_MOMENT, {}))


def go_to_moment(step: int) -> None:
    """Make the player open anew on a step, with what else it shows kept."""
    kept = shown_moment() | {"step": step}
    st.session_state[_MOMENT] = kept
    start: Start = {name: kept.get(name) for name in (*_NUMBERS, *_CHOICES)}
    start[_PINS] = _pins_of(kept.get(_PINS))
    # A new token tells the player to begin here although it is on screen already.
    token = player_start().get("token")
    counted = token + 1 if isinstance(token, int) else 1
    st.session_state[_START] = start | {"speed": 10, "token": counted}
