"""One built file, three homes: here those without Streamlit, each with a packet that was saved."""

import base64
import functools
import http.server
import json
import threading

import pytest

from rnnviz.models import SequenceModel
from rnnviz.packet import PACKET_VERSION, pack
from rnnviz.replay import ReplayedRun, replay_packet
from rnnviz.tasks import load_task
from tests.browser.conftest import ROOT

WEB = ROOT / "rnnviz" / "web"

PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="player.css">
<div data-rnnviz="player" data-packet="packet" data-moment="moment"></div>
<script type="text/plain" id="packet">{packet}</script>
<script type="application/json" id="moment">{moment}</script>
<script type="module" src="player.js"></script>"""

# What a notebook does with a widget; the bytes come as a DataView into a larger buffer.
HOST = """<!doctype html><meta charset="utf-8"><div id="cell"></div>
<script type="module">
import part from "./player.js";
const packet = Uint8Array.from(atob("{packet}"), (symbol) => symbol.charCodeAt(0));
const buffer = new ArrayBuffer(packet.length + 7);
new Uint8Array(buffer, 3).set(packet);
const values = new Map([["packet", new DataView(buffer, 3, packet.length)]]);
const listeners = new Map();
window.saved = [];
const model = {{
  get: (name) => values.get(name),
  set: (name, value) => values.set(name, value),
  on: (event, listener) => listeners.set(event, listener),
  off: (event) => listeners.delete(event),
  save_changes: () => window.saved.push(Object.fromEntries(values)),
}};
window.listeners = listeners;
const widget = part();
window.leave = await widget.render({{ model, el: document.getElementById("cell") }});
</script>"""


@pytest.fixture(scope="module")
def packet():
    task = load_task("sine")
    model = SequenceModel.for_task(task, cell="lstm", hidden_size=6, num_layers=1).eval()
    run = ReplayedRun(id="a", label="LSTM", model=model, epoch=1, epochs=1)
    return replay_packet(task, "test", [run])


@pytest.fixture
def serve(tmp_path, browser):
    """Serve a page beside the built files, and open it."""
    for name in ("player.js", "player.css"):
        (tmp_path / name).write_bytes((WEB / name).read_bytes())

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pages, wrong = [], []

    def opened(template, message, moment=None):
        text = template.format(
            packet=base64.b64encode(message).decode(), moment=json.dumps(moment or {})
        )
        (tmp_path / "page.html").write_text(text)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        pages.append(page)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.server_port}/page.html")
        return page

    yield opened
    for page in pages:
        page.close()
    server.shutdown()
    server.server_close()
    assert not wrong


def step(page):
    return int(page.locator("[data-role=step]").inner_text())


def plays(page):
    page.locator("[data-role=player]").wait_for()
    first = step(page)
    page.locator("[data-role=play]").click()
    page.wait_for_function(
        f"Number(document.querySelector('[data-role=step]').innerText) > {first + 2}"
    )
    page.locator("[data-role=play]").click()


def test_a_page_with_nothing_but_the_built_file_and_a_packet_plays(serve, packet):
    page = serve(PAGE, packet, {"step": 5})
    page.locator("[data-role=player]").wait_for()
    assert step(page) == 5
    plays(page)


def test_a_notebooks_widget_plays(serve, packet):
    page = serve(HOST, packet)
    plays(page)
    page.wait_for_function("window.saved.length > 0")
    moment = page.evaluate("window.saved.at(-1).moment")
    assert moment["step"] == step(page)
    assert page.evaluate("[...window.listeners.keys()]") == ["change:packet"]
    page.evaluate("window.leave()")
    assert page.evaluate("window.listeners.size") == 0


@pytest.mark.parametrize("template", [PAGE, HOST])
def test_a_packet_of_another_version_is_refused_with_a_sentence(serve, template):
    later = pack({"kind": "player", "version": PACKET_VERSION + 1}, {})
    alert = serve(template, later).get_by_role("alert")
    alert.wait_for()
    assert "another version of rnnviz" in alert.inner_text()
    assert f"this page reads version {PACKET_VERSION}" in alert.inner_text()


def test_a_packet_of_another_kind_is_refused_with_a_sentence(serve):
    alert = serve(PAGE, pack({"kind": "stage", "version": PACKET_VERSION}, {})).get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text() == "This is a packet of stage, not of player."
