"""The app as a server that is warm before its first visitor comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from rnnviz.ui.startup import start_in_background

APP_SCRIPT = Path(__file__).parents[2] / "app.py"


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    start_in_background()
    yield


def serve(port: int) -> None:
    """Serve the app until it is interrupted, on the address that the configuration names."""
    st.App(APP_SCRIPT, lifespan=_lifespan).run(config={"server.port": port})
