"""What every answer tells a browser to refuse: frames of other sites, other sites' scripts."""

from rnnviz.ui.asgi import Application, Message, Receive, Send

# Streamlit starts by a script within its page, and draws with styles in elements and with images
# and workers that it makes itself.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: "
    "blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_NAMES = {name for name, _ in _ENCODED}


class SafeHeaders:
    """Adds the headers to every answer, each once.

    Parameters
    ----------
    app
        The ASGI application around which it stands.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [pair for pair in message["headers"] if pair[0].lower() not in _NAMES]
                message = {**message, "headers": [*others, *_ENCODED]}
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
