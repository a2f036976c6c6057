"""The app: the frame around every page, then the page."""

import streamlit as st

from rnnviz.ui.navigation import current_page

st.set_page_config(page_title="rnnviz", page_icon="rnnviz/ui/icon.svg", layout="wide")
current_page().run()
