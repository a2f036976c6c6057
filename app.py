"""The app: the frame around every page, then the page."""

from pathlib import Path

import streamlit as st

from rnnviz.ui import navigation

# Its whole path: the app may be started from any folder.
ICON = str(Path(navigation.__file__).with_name("icon.svg"))
st.set_page_config(page_title="rnnviz", page_icon=ICON, layout="wide")
navigation.run_page()
