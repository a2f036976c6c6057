"""The app as a server that is warm before its first visitor comes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from rnnviz.runs.limits import Limits
from rnnviz.runs.shared import close_shared_engine
from rnnviz.runs.store.quota import Quotas
from rnnviz.ui.guard import Guard
from rnnviz.ui.kept_files import KeptFiles
from rnnviz.ui.options import APP_SCRIPT, said_of_address, server_options, stay_silent
from rnnviz.ui.safe_headers import SafeHeaders
from rnnviz.ui.startup import start_in_background
from rnnviz.ui.workspace import WorkspaceCookie, shared_server

logger = logging.getLogger(__name__)


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    start_in_background()
    try:
        yield
    finally:
        # Not left to the end of the process: the web server ends itself by the signal that it
        # was sent, and then nothing else is run.
        await asyncio.to_thread(close_shared_engine)


def serve(port: int, address: str | None = None) -> None:
    """Serve the app until it is interrupted, on 127.0.0.1 unless another address is named.

    Raises
    ------
    ValueError
        If the app's settings cannot be read.
    """
    options = server_options(port, address)
    Limits.from_environment()  # rather now than on a page
    Quotas.from_environment()
    stay_silent()
    if said := said_of_address(options, shared=shared_server()):
        logger.warning("%s", said)
    around = [Middleware(SafeHeaders), Middleware(Guard), Middleware(KeptFiles)]
    if shared_server():
        around.append(Middleware(WorkspaceCookie))
    st.App(APP_SCRIPT, lifespan=_lifespan, middleware=around).run(config=options)
