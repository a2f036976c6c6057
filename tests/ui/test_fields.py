"""What is typed beyond its limit: a browser stops there, another program does not."""

import pytest
from streamlit.testing.v1 import AppTest

# Less than `server.maxWidgetStateSize`: what is more, Streamlit itself refuses.
LONG = "x" * 500_000


def page():
    import streamlit as st

    from rnnviz.ui.fields import short_text

    with st.form("form") if st.session_state.get("in_form") else st.container():
        written = short_text("Name", 80, value="before", key="field")
        if st.session_state.get("in_form"):
            st.form_submit_button("Send")
    st.session_state["read"] = written


@pytest.mark.parametrize("in_form", [False, True])
def test_what_is_sent_beyond_a_limit_is_cut(in_form):
    test = AppTest.from_function(page)
    test.session_state["in_form"] = in_form
    test.run()
    assert test.session_state["read"] == "before"
    test.text_input(key="field").set_value(LONG)
    (test.button[0].click() if in_form else test).run()
    assert not test.exception
    assert test.session_state["read"] == test.session_state["field"] == "x" * 80
    assert len(test.text_input(key="field").value) == 80
    assert not test.warning
