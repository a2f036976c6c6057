"""Built files are kept by the browser: their address names what is in them."""

from rnnviz.ui.asgi import Application, Message, Receive, Send

# Streamlit's own answer names no age and no version, so that a browser asks for them every time.
_KEPT = (b"cache-control", b"public, max-age=86400, immutable")
_ROUTE = "/_stcore/bidi-components/rnnviz-"


class KeptFiles:
    """Lets a browser keep the built files for a day.

    Parameters
    ----------
    app
        The ASGI application around which it stands.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or _ROUTE not in scope["path"]:
            await self._app(scope, receive, send)
            return

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_file(message):
                others = [pair for pair in message["headers"] if pair[0].lower() != _KEPT[0]]
                message = {**message, "headers": [*others, _KEPT]}
            await send(message)

        await self._app(scope, receive, send_kept)


def _is_file(answer: Message) -> bool:
    """Say whether it is one; under an address that only looks like it, the app's page comes."""
    kind = next(
        (value for name, value in answer["headers"] if name.lower() == b"content-type"), b""
    )
    return answer["status"] == 200 and not kind.startswith(b"text/html")
