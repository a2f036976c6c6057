"""A visitor without a screen: speaks to the app as a browser does, and takes the time.

A page whose part asks to be brought up to date is asked for it again and again, as the browser
would. What is timed is the way from the question to the message that says the part is done.
"""

import asyncio
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

_PATIENCE_SECONDS = 30.0


@dataclass
class Visit:
    """What one visitor saw.

    Attributes
    ----------
    seconds
        From each question to its answer.
    asked
        When each question was asked, by `time.perf_counter`.
    kilobytes
        Of each answer.
    failures
        What went wrong, in words.
    """

    seconds: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


async def visit(url: str, query: str, *, delay: float, interval: float, duration: float) -> Visit:
    """Open a page and keep its live part up to date for a while.

    Parameters
    ----------
    url, query
        Where the app listens, and the page's address behind the ``?``.
    delay
        Seconds to wait first, so that visitors do not come all at once.
    interval
        Seconds between two questions.
    duration
        Seconds to stay after the page has come.
    """
    seen = Visit()
    await asyncio.sleep(delay)
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    try:
        async with connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(url),
            max_size=None,
            compression=None,
        ) as socket:
            fragment = await _open_page(socket, query)
            if not fragment:
                seen.failures.append("the page has no live part")
                return seen
            end = time.perf_counter() + duration
            while (asked := time.perf_counter()) < end:
                await _ask(socket, query, fragment, seen)
                await asyncio.sleep(max(0.0, asked + interval - time.perf_counter()))
    except (OSError, TimeoutError) as error:
        seen.failures.append(f"{type(error).__name__}: {error}")
    return seen


async def _open_page(socket: ClientConnection, query: str) -> str:
    """Run the page once; return the name of its live part, if it has one."""
    question = BackMsg()
    question.rerun_script.query_string = query
    await socket.send(question.SerializeToString())
    fragment = ""
    while True:
        message = await _read(socket)
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            fragment = message.auto_rerun.fragment_id
        if kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue
            return fragment


async def _ask(socket: ClientConnection, query: str, fragment: str, seen: Visit) -> None:
    question = BackMsg()
    question.rerun_script.query_string = query
    question.rerun_script.fragment_id = fragment
    question.rerun_script.is_auto_rerun = True
    start = time.perf_counter()
    await socket.send(question.SerializeToString())
    size = 0
    while True:
        message = await _read(socket)
        size += message.ByteSize()
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            seen.failures.append(message.delta.new_element.exception.message)
        if kind == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                seen.failures.append(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
            break
    seen.seconds.append(time.perf_counter() - start)
    seen.asked.append(start)
    seen.kilobytes.append(size / 1000)


async def _read(socket: ClientConnection) -> ForwardMsg:
    raw = await asyncio.wait_for(socket.recv(), _PATIENCE_SECONDS)
    message = ForwardMsg()
    message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
    return message
