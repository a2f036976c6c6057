"""The app's pages and their order, and a guard that keeps every page inside its frame."""

import streamlit as st
from streamlit.navigation.page import Page

from rnnviz.runs.store import StoreError
from rnnviz.ui.options import stay_silent

_FRAMED = "inside_the_frame"
PAGES = {
    "pages/lab.py": "Lab",
    "pages/step_through.py": "Step through",
    "pages/forecast.py": "Forecast",
    "pages/compare.py": "Compare",
    "pages/runs.py": "Runs",
}


def current_page() -> Page:
    """Declare the pages to Streamlit and return the one that the address names."""
    st.session_state[_FRAMED] = True
    return st.navigation(
        [st.Page(path, title=name, default=name == "Lab") for path, name in PAGES.items()],
        position="top",
    )


def run_page() -> None:
    """Run the page that the address names; what is damaged in the store is said in a sentence."""
    stay_silent()  # `streamlit run` started this server, if nothing did before
    page = current_page()
    try:
        page.run()
    except StoreError as error:
        st.error(str(error), icon=":material/database_off:")


def narrow_navigation() -> None:
    """Name the pages where the screen is narrow: Streamlit folds its own links into a "»" there.

    The frame's style shows these links just where that sign is.
    """
    with st.container(key="narrow_pages", horizontal=True):
        for path, name in PAGES.items():
            st.page_link(path, label=name, width="content")


def enter_frame() -> None:
    """Run the app from its beginning if this page was called without it.

    A folder named ``pages`` makes Streamlit run a page by itself when its address is the very
    first that a new server is asked for, before the app could declare its pages.
    """
    if not st.session_state.get(_FRAMED):
        current_page()
        st.rerun()
