"""Started from an empty folder, the app is as local and as silent as from its own.

Every process that it starts writes down each address it listens on or turns to: Python loads the
``sitecustomize`` below before anything else, and an audit hook sees every socket.
"""

import ast
import ipaddress
import socket
from pathlib import Path
from unittest.mock import Mock

import pytest
from streamlit import net_util
from streamlit.web.server.server_util import is_url_from_allowed_origins

from rnnviz.ui import navigation, options
from rnnviz.ui.options import OPTIONS_FILE, said_of_address, server_options
from tests.runs import processes
from tests.runs.waiting import wait_for
from tests.security.test_server import ask, stream

WATCH = """
import os, sys

def write_down(event, args):
    if event in ("socket.bind", "socket.connect", "socket.sendto", "socket.getaddrinfo"):
        if event == "socket.getaddrinfo":
            kind, where = "name", args[0]
        else:
            kind, where = args[0].type.name, args[1]
        line = repr((event, kind, where if isinstance(where, (str, tuple)) else str(where)))
        file = os.open(os.environ["SOCKETS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, (line + "\\n").encode())
        os.close(file)

sys.addaudithook(write_down)
"""
STARTED_BY = {
    "python -m rnnviz app": ("rnnviz", "app", "--port"),
    "streamlit run": ("streamlit", "run", str(processes.ROOT / "app.py"), "--server.port"),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        return ask(port, "GET", "/_stcore/health")[0] == 200
    except OSError:
        return False


def is_local(where):
    """Say whether an address or name is of this machine; a path is that of a local socket."""
    host = where[0] if isinstance(where, tuple) else where
    if host in ("localhost", socket.gethostname(), "None") or str(host).startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(params=STARTED_BY)
def started(request, tmp_path):
    """Start the app from an empty folder; return how, its port, the sockets seen and its home."""
    home, empty, hooks = (tmp_path / name for name in ("home", "empty", "hooks"))
    for folder in (home, empty, hooks):
        folder.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCH)
    port, sockets = free_port(), tmp_path / "sockets"
    server = processes.start(
        home,
        *STARTED_BY[request.param],
        port,
        cwd=empty,
        PYTHONPATH=f"{hooks}:{processes.ROOT}",
        SOCKETS=str(sockets),
    )
    try:
        wait_for(lambda: answers(port), "the server", every=0.1)
        yield request.param, port, sockets, home
    finally:
        server.terminate()
        server.wait(timeout=30)
        processes.kill(processes.of(home))
        wait_for(lambda: not processes.of(home), "the processes to end", every=0.2)


def test_from_an_empty_folder_it_is_local_and_sends_nothing(started):
    command, port, sockets, home = started
    # A name that was made to point here (DNS rebinding).
    rebound = f"evil.example:{port}"
    assert stream(port, f"http://{rebound}", Host=rebound) == 403
    assert b"<!doctype html>" in ask(port, "GET", "/")[2].lower()
    if command == "python -m rnnviz app":
        # Streamlit would look up this machine's own address, to know whether that page is its
        # own. `streamlit run` reads nothing of ours before its first visitor, and does.
        assert stream(port, "http://evil.example") == 403
        wait_for(lambda: processes.of(home, "worker"), "a worker", every=0.1)
    seen = [ast.literal_eval(line) for line in sockets.read_text().splitlines()]
    bound = [where for event, _, where in seen if event == "socket.bind"]
    assert port in [where[1] for where in bound if isinstance(where, tuple)]
    # A UDP socket that is connected has sent nothing: that is how a program learns which of its
    # own addresses it would send from.
    spoken = [found for found in seen if found[:2] != ("socket.connect", "SOCK_DGRAM")]
    assert [found for found in spoken if not is_local(found[2])] == []


def test_a_page_that_was_opened_has_silenced_streamlit_too(monkeypatch, tmp_path):
    monkeypatch.setenv("RNNVIZ_HOME", str(tmp_path))
    asked = []
    monkeypatch.setattr(net_util, "get_external_ip", lambda: asked.append("asked"))
    assert not is_url_from_allowed_origins("http://evil.example")
    assert asked == ["asked"]
    monkeypatch.setattr(navigation, "current_page", lambda: Mock())
    navigation.run_page()
    assert not is_url_from_allowed_origins("http://evil.example")
    assert asked == ["asked"]


def test_the_watch_sees_what_is_sent(tmp_path):
    hooks = tmp_path / "sitecustomize.py"
    hooks.write_text(WATCH)
    sockets = tmp_path / "sockets"
    speaks = tmp_path / "speaks.py"
    speaks.write_text(
        "import socket\nsocket.socket().bind(('0.0.0.0', 0))\n"
        "try: socket.getaddrinfo('name.invalid', 80)\nexcept OSError: pass\n"
    )
    done = processes.start(
        tmp_path, "speaks", cwd=tmp_path, PYTHONPATH=str(tmp_path), SOCKETS=str(sockets)
    )
    assert done.wait(timeout=30) == 0
    seen = [ast.literal_eval(line) for line in sockets.read_text().splitlines()]
    assert [found[2] for found in seen if not is_local(found[2])] == [
        ("0.0.0.0", 0),
        "name.invalid",
    ]


def test_the_options_are_those_of_the_file_wherever_one_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[server]\naddress = "0.0.0.0"\n')
    found = server_options(8600)
    assert found["server.port"] == 8600
    assert found["server.address"] == found["browser.serverAddress"] == "127.0.0.1"
    assert found["server.headless"] is True
    assert found["server.fileWatcherType"] == "none"
    assert found["server.maxUploadSize"] <= 10
    assert found["server.maxWidgetStateSize"] == 1
    assert found["browser.gatherUsageStats"] is False
    assert found["client.showErrorDetails"] == "none"
    assert found["runner.magicEnabled"] is False
    assert found["theme.dark.backgroundColor"] == "#12171D"


@pytest.mark.parametrize(
    ("address", "browser"),
    [("10.0.0.5", "10.0.0.5"), ("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1")],
)
def test_another_address_is_one_that_somebody_named(address, browser):
    found = server_options(8600, address)
    assert (found["server.address"], found["browser.serverAddress"]) == (address, browser)
    assert found["browser.gatherUsageStats"] is False


@pytest.mark.parametrize(
    ("address", "shared", "told"),
    [
        (None, False, ""),
        ("localhost", False, ""),
        ("::1", False, ""),
        ("127.0.0.2", True, ""),
        ("0.0.0.0", False, "every visitor may change every run; RNNVIZ_SHARED=1"),
        ("::", False, "every visitor may change every run"),
        ("10.0.0.5", True, "nothing between it and them is encrypted"),
        ("lab.example.org", False, "listens on lab.example.org"),
    ],
)
def test_who_opens_the_app_to_others_is_told_so(address, shared, told):
    said = said_of_address(server_options(8600, address), shared=shared)
    assert (told in said) if told else said == ""


def test_an_address_of_the_environment_is_told_of_too(monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert "other machines" in said_of_address(server_options(8600), shared=True)


def test_a_variable_of_streamlits_goes_before_the_file(monkeypatch):
    monkeypatch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", "rnn.example.org")
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "5")
    found = server_options(8600)
    assert found["browser.serverAddress"] == "rnn.example.org"
    assert found["server.maxUploadSize"] == 5
    assert found["server.address"] == "127.0.0.1"


def test_variables_are_read_as_their_options_are(monkeypatch):
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "False")
    monkeypatch.setenv(
        "STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS", "https://a.example, https://b.example"
    )
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "none")
    found = server_options(8600)
    assert found["browser.gatherUsageStats"] is False
    assert found["server.corsAllowedOrigins"] == ["https://a.example", "https://b.example"]
    assert found["client.showErrorDetails"] == "none"
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "perhaps")
    with pytest.raises(ValueError, match="GATHER_USAGE_STATS cannot be 'perhaps'"):
        server_options(8600)


def test_behind_a_proxy_the_name_that_visitors_use_stays(monkeypatch):
    monkeypatch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", "rnn.example.org")
    found = server_options(8600, "10.0.0.5")
    assert found["server.address"] == "10.0.0.5"
    assert found["browser.serverAddress"] == "rnn.example.org"


@pytest.mark.parametrize("content", [None, "[server"])
def test_without_its_settings_it_does_not_start(monkeypatch, tmp_path, content):
    file = tmp_path / "config.toml"
    if content is not None:
        file.write_text(content)
    monkeypatch.setattr(options, "OPTIONS_FILE", file)
    with pytest.raises(ValueError, match=r"settings could not be read from .*does not start"):
        server_options(8600)
    assert Path(OPTIONS_FILE).is_file()
