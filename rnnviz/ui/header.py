"""The frame that every page shares."""

from pathlib import Path

import streamlit as st

from rnnviz.runs.shared import shared_store
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.ui.navigation import enter_frame, narrow_navigation
from rnnviz.ui.selection import enter_page, selection_notices
from rnnviz.ui.startup import start_in_background

_STYLE = f"<style>\n{Path(__file__).with_name('frame.css').read_text(encoding='utf-8')}</style>"


def page_header(title: str, sentence: str, *, any_runs: bool = False) -> RunStore:
    """Begin a page: its title, one sentence, and the store of runs.

    If the store cannot be opened the page ends here, with a message that says what to do. Of a
    page that takes ``any_runs``, whatever data they are about, none is said to be left out.
    """
    enter_frame()
    enter_page(title)
    st.html(_STYLE)
    narrow_navigation()
    # The frame's style puts it into the bar of the pages, which names the page already.
    with st.container(key="page_head", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"#### {title}", width="content")
        st.markdown(f":small[{sentence}]", width="content")
    try:
        store = shared_store()
    except StoreError as error:
        st.error(str(error), icon=":material/database_off:")
        st.stop()
    start_in_background()
    with st.container():  # a notice that goes must not move, and so rebuild, what is below
        selection_notices(store, any_runs=any_runs)
    return store
