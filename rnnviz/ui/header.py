"""The frame that every page shares."""

import streamlit as st

from rnnviz.runs.engine import shared_store
from rnnviz.runs.store import RunStore, StoreError
from rnnviz.ui.navigation import enter_frame
from rnnviz.ui.selection import enter_page, selection_notices
from rnnviz.ui.startup import start_in_background

# Streamlit leaves a hand's breadth above the content and fades elements while a script runs.
# The player and the stage need the room, and a picture that updates must not fade.
_STYLE = """
<style>
.stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 3rem; max-width: 1360px; }
.st-key-stage_code { display: none; }
[data-stale="true"] { opacity: 1 !important; transition: none !important; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 0.9rem; padding-right: 0.9rem; padding-top: 4rem; }
}
</style>
"""


def page_header(title: str, sentence: str, *, any_runs: bool = False) -> RunStore:
    """Begin a page: its title, one sentence, and the store of runs.

    If the store cannot be opened the page ends here, with a message that says what to do. Of a
    page that takes ``any_runs``, whatever data they are about, none is said to be left out.
    """
    enter_frame()
    enter_page(title)
    st.html(_STYLE)
    st.markdown(f"#### {title} &nbsp; :small[:gray[{sentence}]]")
    try:
        store = shared_store()
    except StoreError as error:
        st.error(str(error), icon=":material/database_off:")
        st.stop()
    start_in_background()
    with st.container():  # a notice that goes must not move, and so rebuild, what is below
        selection_notices(store, any_runs=any_runs)
    return store
