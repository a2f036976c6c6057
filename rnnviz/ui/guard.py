"""Which requests reach Streamlit: those for this server's own names, from its own pages.

A browser sends cookies to every port of a host, and a stranger can make any name point here.
So a page counts as this server's own only if scheme, name and port agree, and the name is one
that this server was told or an address: names can be made to point elsewhere, addresses cannot.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cached_property
from urllib.parse import urlsplit

from streamlit import config

from rnnviz.ui.asgi import Application, Message, Receive, Send, came_by_tls, header

_HEALTH = "health"
# What the app's pages ask Streamlit for. It has more: metrics, uploads, an interface for agents.
_CORE = re.compile(rf"{_HEALTH}|host-config|stream|bidi-components/.+")
_READS = {"GET", "HEAD", "OPTIONS"}
_EVERY_ADDRESS = {"0.0.0.0", "::", ""}
_PORTS = {"http": 80, "https": 443}


class Guard:
    """Refuses requests under other names, from other origins, or for what no page needs.

    Parameters
    ----------
    app
        The ASGI application around which it stands.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and (refusal := self._refusal(scope)):
            await _refuse(send, *refusal)
        elif scope["type"] == "websocket" and not self._is_own_page(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        core = _core_route(scope["path"])
        # Whoever looks after the server may use any name for it.
        if core != _HEALTH and not self._is_own_host(scope):
            return 421, (
                "This server does not know the name by which you called it. Whoever runs it can "
                "set STREAMLIT_BROWSER_SERVER_ADDRESS to that name."
            )
        if core is not None and not _CORE.fullmatch(core):
            return 404, "There is nothing here."
        if scope["method"] not in _READS:
            return 405, "This server takes nothing in."
        return None

    def _is_own_host(self, scope: Message) -> bool:
        host, _ = _host_and_port(f"//{header(scope, b'host') or ''}")
        return bool(host) and (_is_address(host) or self._is_known(host))

    def _is_own_page(self, scope: Message) -> bool:
        """Say whether a page of this server asks; what is no browser sends no origin."""
        if not self._is_own_host(scope):
            return False
        origin = header(scope, b"origin")
        if origin is None or origin.lower().rstrip("/") in self._trusted:
            return True
        scheme = origin.partition(":")[0].lower()
        if scheme not in _PORTS or (scheme == "http" and came_by_tls(scope)):
            return False
        default = _PORTS[scheme]
        host, port = _host_and_port(origin)
        asked, asked_port = _host_and_port(f"//{header(scope, b'host')}")
        if not host:
            return False
        if (host, port or default) == (asked, asked_port or default):
            return True
        # A proxy that passes on a name of its own: the one that visitors use is configured.
        rewritten = asked != self._visited == host
        return rewritten and (port or default) in (default, self._visited_port)

    def _is_known(self, host: str) -> bool:
        return any(fnmatchcase(host, name) for name in self._names)

    # Streamlit knows its options when it serves, not when this is made.

    @cached_property
    def _names(self) -> frozenset[str]:
        told = [config.get_option("server.address") or "", self._visited]
        told += [_host_and_port(origin)[0] for origin in self._trusted]
        told += config.get_option("server.allowedHosts")
        named = {name.strip().lower() for name in told} - _EVERY_ADDRESS
        return frozenset(named | {"localhost", socket.gethostname().lower()})

    @cached_property
    def _trusted(self) -> frozenset[str]:
        origins: Iterable[str] = config.get_option("server.corsAllowedOrigins")
        return frozenset(origin.strip().lower().rstrip("/") for origin in origins)

    @cached_property
    def _visited(self) -> str:
        address = str(config.get_option("browser.serverAddress") or "").lower()
        return "" if address == "localhost" or _is_address(address) else address

    @cached_property
    def _visited_port(self) -> int:
        told = config.is_manually_set("browser.serverPort")
        return int(config.get_option("browser.serverPort")) if told else 0


def _core_route(path: str) -> str | None:
    """Return what of Streamlit's own a path is about; pages look for it below their own address."""
    _, found, route = path.partition("/_stcore/")
    return route if found else None


def _host_and_port(url: str) -> tuple[str, int | None]:
    """Read the host, in small letters, and the port of a URL; both empty where it has no sense."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", None
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return "", None
    return (parts.hostname or "").rstrip("."), port


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
