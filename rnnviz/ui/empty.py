"""What a page shows when it has nothing to show: why, and what to do next."""

import streamlit as st


def nothing_to_show(why: str) -> None:
    """End the page with a reason and a way on."""
    with st.container(border=True):
        st.markdown(f"**{why}**")
        st.markdown("Train one in the Lab; it takes a few seconds.")
        st.page_link("pages/lab.py", label="Open the Lab", icon=":material/science:")
    st.stop()
