"""A visitor without a screen who uses a page's widgets, as a hand on the mouse does.

Widgets are named by their keys, which Streamlit puts at the end of what it calls them.
"""

import asyncio
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

_PATIENCE_SECONDS = 60.0
_WIDGETS = {
    "selectbox": "string_value",
    "number_input": "double_value",
    "checkbox": "bool_value",
    "button_group": "string_array_value",
}


class Hand:
    """Holds one page open. Made by :func:`hand`."""

    def __init__(self, socket: ClientConnection, query: str) -> None:
        self._socket, self._query = socket, query
        self._widgets: dict[str, tuple[str, str]] = {}
        self._states: dict[str, WidgetState] = {}
        self.said: list[str] = []

    async def change(self, key: str, value: Any) -> None:
        """Give a widget a value, and wait until the page stands.

        Raises
        ------
        KeyError
            If the page has no widget of that key.
        """
        name, kind = self._widgets[key]
        state = WidgetState(id=name)
        field = _WIDGETS[kind]
        if field == "string_array_value":
            state.string_array_value.data.extend(value)
        else:
            setattr(state, field, value)
        self._states[name] = state
        await self.run()

    async def press(self, key: str) -> None:
        """Press a button, and wait until the page stands.

        Raises
        ------
        KeyError
            If the page has no button of that key.
        """
        name, _ = self._widgets[key]
        await self.run(WidgetState(id=name, trigger_value=True))

    @property
    def keys(self) -> list[str]:
        """Of the widgets that the page has, from its top down."""
        return list(self._widgets)

    def has(self, key: str) -> bool:
        """Whether the page has a widget of that key."""
        return key in self._widgets

    async def run(self, *pressed: WidgetState) -> None:
        """Have the page run, and read it to its end."""
        question = BackMsg()
        question.rerun_script.query_string = self._query
        question.rerun_script.widget_states.widgets.extend([*self._states.values(), *pressed])
        await self._socket.send(question.SerializeToString())
        self._widgets, self.said = {}, []
        while True:
            message = await self._read()
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._see(message.delta.new_element)
            if kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            if kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return
                # The page runs anew: what it has drawn so far is not what stands in the end.
                self._widgets, self.said = {}, []

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind in ("markdown", "alert"):
            self.said.append(getattr(element, kind).body)
        elif kind == "exception":
            self.said.append(element.exception.message)
        elif kind in (*_WIDGETS, "button"):
            name = getattr(element, kind).id
            self._widgets[name.rsplit("-", 1)[-1]] = (name, kind)

    async def _read(self) -> ForwardMsg:
        raw = await asyncio.wait_for(self._socket.recv(), _PATIENCE_SECONDS)
        message = ForwardMsg()
        message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
        return message


@asynccontextmanager
async def hand(url: str, query: str = "") -> AsyncIterator[Hand]:
    """Open the Lab as a visitor of one's own: with the cookie of a first visit.

    Raises
    ------
    OSError
        If nothing answers.
    """
    cookie = await asyncio.to_thread(_first_cookie, url)
    async with connect(
        url.replace("http://", "ws://") + "/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(url),
        additional_headers={"Cookie": cookie} if cookie else None,
        max_size=None,
        compression=None,
    ) as socket:
        opened = Hand(socket, query)
        await opened.run()
        yield opened


def _first_cookie(url: str) -> str:
    """Return what a browser sends back after its first visit; nothing where it gets no cookie."""
    with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as answer:
        return str(answer.headers.get("Set-Cookie", "")).partition(";")[0]
