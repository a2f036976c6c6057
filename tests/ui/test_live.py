from streamlit.testing.v1 import AppTest


def test_a_part_that_runs_by_itself_says_what_is_wrong_with_the_store():
    def page():
        import streamlit as st

        from rnnviz.runs.store import StoreError
        from rnnviz.ui.live import live

        def part(name):
            st.button("again")
            if st.session_state.setdefault("runs", 0):
                raise StoreError(f"The runs of {name} cannot be read.")
            st.session_state["runs"] += 1

        st.fragment(live(part))("somebody")

    app = AppTest.from_function(page).run()
    assert not app.error
    app.button[0].click().run()
    assert [error.value for error in app.error] == ["The runs of somebody cannot be read."]
    assert not app.exception
