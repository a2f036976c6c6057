"""Fields that read what a person may type, and say beside themselves what is wrong with it."""

from collections.abc import Callable, MutableSequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def whole_number(
    place: DeltaGenerator, label: str, value: int, *, key: str, step: int = 1, help: str = ""
) -> int:
    """Draw a field for a whole number that takes ``1e3`` for a thousand.

    Streamlit's own field for whole numbers reads as far as the first letter, and so 1. What is no
    whole number is returned as it is: whoever checks the setting says so.
    """
    st.session_state.setdefault(key, float(value))
    typed = place.number_input(
        label,
        step=float(step),
        format="%.0f",
        key=key,
        help=help or None,
        persist_state="session",
    )
    return int(typed) if typed.is_integer() else typed  # type: ignore[return-value]


def short_text(label: str, most: int, *, key: str, **options: Any) -> str:
    """Draw a field for a line of text and return at most ``most`` characters of it.

    The browser stops a person there. What another program sends is cut before anything else
    reads it: Streamlit itself keeps, and hands on, whatever it is sent.
    """
    sent = st.session_state.get(key)
    if isinstance(sent, str) and len(sent) > most:
        st.session_state[key] = sent[:most]
        options.pop("value", None)
    return (st.text_input(label, max_chars=most, key=key, **options) or "")[:most]


def sentence_of(error: ValueError) -> str:
    """Return what is wrong with a setting as a sentence, settings by their names on screen."""
    text = str(error).replace("_", " ")
    return f"{text[0].upper()}{text[1:]}."


def check_field(
    place: DeltaGenerator, make: Callable[[], object], problems: MutableSequence[str]
) -> None:
    """Say under a field what is wrong with its value, and note it; nothing if it is right.

    Parameters
    ----------
    place
        Where the field was drawn just now.
    make
        Makes something of the value alone, all else being right; raises ValueError if it is wrong.
    problems
        Takes the sentence.
    """
    try:
        make()
    except ValueError as error:
        problems.append(sentence_of(error))
        place.warning(problems[-1], icon=":material/edit:")
