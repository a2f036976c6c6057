"""The app: the frame around every page, then the page."""

import streamlit as st

from rnnviz.ui.navigation import run_page

st.set_page_config(page_title="rnnviz", page_icon="rnnviz/ui/icon.svg", layout="wide")
run_page()
