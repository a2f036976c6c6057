"""The app as a server that is warm before its first visitor comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from rnnviz.runs.shared import close_shared_engine
from rnnviz.ui.startup import start_in_background
from rnnviz.ui.workspace import WorkspaceCookie, shared_server

APP_SCRIPT = Path(__file__).parents[2] / "app.py"


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    start_in_background()
    try:
        yield
    finally:
        # Not left to the end of the process: the web server ends itself by the signal that it
        # was sent, and then nothing else is run.
        await asyncio.to_thread(close_shared_engine)


def serve(port: int) -> None:
    """Serve the app until it is interrupted, on the address that the configuration names."""
    cookies = [Middleware(WorkspaceCookie)] if shared_server() else []
    st.App(APP_SCRIPT, lifespan=_lifespan, middleware=cookies).run(config={"server.port": port})
