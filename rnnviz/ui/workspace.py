"""Whose runs these are: everybody's on one's own machine, each browser's own on a shared server.

With ``RNNVIZ_SHARED=1`` every browser gets a cookie, and its runs are filed under a hash of it. The
cookie is a secret of its browser: addresses carry the ids of runs and never a workspace, so a
link shows a run and gives no right to change it.
"""

import os
import re
import secrets
from collections.abc import Sequence

import streamlit as st
from starlette.requests import cookie_parser

from rnnviz.runs.run import DEFAULT_WORKSPACE, Run
from rnnviz.runs.workspaces import workspace_of
from rnnviz.ui.asgi import Application, Message, Receive, Send, came_by_tls

SHARED_VARIABLE = "RNNVIZ_SHARED"
COOKIE = "rnnviz_workspace"
_YEAR_SECONDS = 365 * 24 * 3600
_NAME = re.compile(r"[A-Za-z0-9_-]{22,64}")

_MEDIA = "/media/"
_PLAIN = [(b"content-type", b"text/plain; charset=utf-8")]
_NO_COOKIE = b"This file is for whoever opened a page here; the browser must accept its cookie."


def shared_server() -> bool:
    """Say whether this server keeps its visitors apart."""
    return os.environ.get(SHARED_VARIABLE, "") not in ("", "0")


def current_workspace() -> str:
    """Return the workspace of whoever looks at this page."""
    if not shared_server():
        return DEFAULT_WORKSPACE
    name = _cookie()
    if not _NAME.fullmatch(name):
        # A browser that keeps no cookies: its runs are its own until the page is loaded anew.
        name = st.session_state.setdefault(COOKIE, secrets.token_urlsafe(16))
    return workspace_of(name)


def _cookie() -> str:
    return str(st.context.cookies.get(COOKIE, ""))


def may_change(run: Run) -> bool:
    """Say whether a run is the visitor's own."""
    return run.workspace == current_workspace()


def own_runs(runs: Sequence[Run]) -> list[Run]:
    """Return those runs that are the visitor's own."""
    return [run for run in runs if may_change(run)]


class WorkspaceCookie:
    """Gives each browser that loads the page its cookie, and files to none without.

    Parameters
    ----------
    app
        The ASGI application around which it stands.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or _has_cookie(scope):
            await self._app(scope, receive, send)
            return
        if _MEDIA in scope["path"]:
            # Pictures and downloads belong to whoever opened a page.
            await send({"type": "http.response.start", "status": 403, "headers": _PLAIN})
            await send({"type": "http.response.body", "body": _NO_COOKIE})
            return

        async def send_with_cookie(message: Message) -> None:
            # With the page alone: what it loads beside itself comes at the same time, and each
            # answer would bring another cookie.
            if message["type"] == "http.response.start" and _is_page(message):
                message = {**message, "headers": [*message["headers"], _new_cookie(scope)]}
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _has_cookie(scope: Message) -> bool:
    sent = "; ".join(
        value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"cookie"
    )
    # As Streamlit reads them: cookies of other programs, of whatever form, hide ours from nobody.
    return bool(_NAME.fullmatch(cookie_parser(sent).get(COOKIE, "")))


def _is_page(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in message["headers"]
    )


def _new_cookie(scope: Message) -> tuple[bytes, bytes]:
    secure = "; Secure" if came_by_tls(scope) else ""
    value = (
        f"{COOKIE}={secrets.token_urlsafe(16)}; Max-Age={_YEAR_SECONDS}; Path=/; HttpOnly; "
        f"SameSite=Lax{secure}"
    )
    return b"set-cookie", value.encode()
