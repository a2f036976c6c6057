"""The line to the workers, with a scheduler in the test's own hands."""

import asyncio
import threading

import pytest

from rnnviz.runs.control import CONTROL_TOPIC
from rnnviz.runs.line import Line


class Loop:
    """An event loop on a thread of its own, as Dask's client has one."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def add_callback(self, call):
        self.loop.call_soon_threadsafe(lambda: self.loop.create_task(call()))

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


class Client:
    """A client whose subscriptions hold only after some events, and whose events can be held."""

    def __init__(self, loop, deaf_for=0):
        self.loop, self.scheduler = loop, self
        self.deaf_for = deaf_for
        self.handlers, self.events = {}, []
        self.gate = threading.Event()
        self.gate.set()
        self.on_its_way, self.arrived = threading.Event(), threading.Semaphore(0)

    def subscribe_topic(self, topic, handler):
        self.handlers[topic] = handler

    def unsubscribe_topic(self, topic):
        del self.handlers[topic]

    async def log_event(self, topic, msg):
        self.on_its_way.set()
        while not self.gate.is_set():
            await asyncio.sleep(0.001)
        self.events.append((topic, msg))
        self.arrived.release()
        if self.deaf_for:
            self.deaf_for -= 1
        elif topic in self.handlers:
            self.handlers[topic]((0.0, msg))


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    loop.close()


def test_it_listens_only_when_its_own_event_came_back(loop):
    client, heard = Client(loop, deaf_for=3), []
    topic = Line(client, heard.append).listen()
    assert client.deaf_for == 0
    assert [event for event in client.events if event[0] == topic] == [(topic, None)] * 4
    assert heard == []  # that event is no report
    client.handlers[topic]((0.0, {"number": 1}))
    assert heard == [{"number": 1}]


def test_a_new_topic_replaces_the_last(loop):
    client = Client(loop)
    line = Line(client, lambda _: None)
    first, second = line.listen(), line.listen()
    assert first != second
    assert list(client.handlers) == [second]


def test_orders_that_were_overtaken_are_not_sent(loop):
    client = Client(loop)
    line = Line(client, lambda _: None)
    client.gate.clear()
    line.publish({"a": {"pace": -1}})
    assert client.on_its_way.wait(10)
    for k in range(1000):
        line.publish({"a": {"pace": k}, f"b{k % 2}": {"pace": k}})
    client.gate.set()
    for _ in range(2):
        assert client.arrived.acquire(timeout=10)
    line.publish({"c": {"pace": 0}})
    assert client.arrived.acquire(timeout=10)
    assert [topic for topic, _ in client.events] == [CONTROL_TOPIC] * 3
    first, second, third = (message for _, message in client.events)
    assert first["a"]["pace"] == -1
    assert {run: order["pace"] for run, order in second.items()} == {"a": 999, "b0": 998, "b1": 999}
    assert first["a"]["serial"] < second["a"]["serial"] < third["c"]["serial"]


def test_nothing_is_sent_for_no_run(loop):
    client = Client(loop)
    Line(client, lambda _: None).publish({})
    assert client.events == []
