"""The stage, and Compare's curves, in the browser."""

import streamlit as st

from rnnviz.ui.web_components import web_component

_stage = web_component("stage")
_comparison = web_component("comparison")


def show_stage(packet: bytes) -> None:
    """Draw the stage, or bring it up to date: the component stays mounted.

    If the browser missed what an update builds on, ``stage_incomplete`` is set in the session.
    """
    _stage(key="stage", data=packet, on_incomplete_change=_note_incomplete)


def show_comparison(packet: bytes, key: str) -> None:
    """Draw learning curves of Compare, or bring them up to date: the component stays mounted."""
    _comparison(key=key, data=packet)


def _note_incomplete() -> None:
    st.session_state["stage_incomplete"] = True
