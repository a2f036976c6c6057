"""What an ASGI request says of itself, for all that stands around the app."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]


def header(scope: Message, name: bytes) -> str | None:
    """Return what a request says under a lower-case name: the first of several, None of none."""
    for key, value in scope["headers"]:
        if key.lower() == name:
            return str(value.decode("latin-1"))
    return None


def came_by_tls(scope: Message) -> bool:
    """Say whether the visitor's browser speaks TLS, with this server or with a proxy before it.

    A chain of proxies writes a list, the visitor's own way first: ``https, http``.
    """
    told = header(scope, b"x-forwarded-proto")
    way = scope.get("scheme", "") if told is None else told.split(",")[0]
    return way.strip().lower() in ("https", "wss")
