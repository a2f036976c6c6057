"""The stage in the browser: its code sent once a page, its numbers as often as they change.

Streamlit sends a component's whole code along with each change of its data. So the code comes
in a component of its own, which shows nothing and never changes, and the stage itself is a few
lines that wait for it.
"""

import json

import streamlit as st

from rnnviz.ui.frontend import STAGE_FILES, bundle

_style = f"const STAGE_STYLE = {json.dumps(bundle('stage/stage.css'))};\n"
_code = st.components.v2.component("rnnviz_stage_code", js=_style + bundle(*STAGE_FILES))
_waiting = bundle("stage/waiting.js")
_stage = st.components.v2.component("rnnviz_stage", js=f'const PART = "stage";\n{_waiting}')
_comparison = st.components.v2.component(
    "rnnviz_comparison", js=f'const PART = "comparison";\n{_waiting}'
)


def bring_stage_code() -> None:
    """Send the code; once in a page run, outside of what is brought up to date."""
    with st.container(key="stage_code"):  # hidden by the frame's style
        _code(key="stage_code_component")


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
