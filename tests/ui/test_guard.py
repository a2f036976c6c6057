"""Which requests reach Streamlit, asked without a server."""

import asyncio

import pytest
from streamlit import config

from rnnviz.ui.guard import Guard
from rnnviz.ui.safe_headers import HEADERS, SafeHeaders

OPTIONS = {
    "server.address": "127.0.0.1",
    "browser.serverAddress": "127.0.0.1",
    "server.corsAllowedOrigins": [],
    "server.allowedHosts": [],
    "browser.serverPort": 8501,
}


@pytest.fixture
def options(monkeypatch):
    found = dict(OPTIONS)
    monkeypatch.setattr(config, "get_option", found.__getitem__)
    monkeypatch.setattr(config, "is_manually_set", lambda name: found[name] != OPTIONS[name])
    return found


def ask(path="/", host="127.0.0.1:8501", method="GET", kind="http", scheme=None, **headers):
    """Return what a visitor is answered: a status, 101 for a websocket that opens."""
    sent = []

    async def app(scope, receive, send):
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start if kind == "http" else {"type": "websocket.accept"})

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    told = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": kind,
        "path": path,
        "method": method,
        "scheme": scheme or ("http" if kind == "http" else "ws"),
        "headers": [(k.encode(), v.encode()) for k, v in told.items() if v is not None],
    }
    asyncio.run(Guard(app)(scope, receive, send))
    if kind == "http":
        return sent[0]["status"]
    return 101 if sent[0]["type"] == "websocket.accept" else 403


def opens(origin, host="127.0.0.1:8501", **headers):
    found = ask("/_stcore/stream", host, kind="websocket", origin=origin, **headers)
    return found == 101


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "10.0.0.5"])
def test_a_page_opens_a_session_with_its_own_server_alone(options, host):
    assert opens(f"http://{host}", host)
    assert opens(f"https://{host}", host)  # TLS ends at a proxy that does not say so
    assert not opens(f"http://{host}", host, x_forwarded_proto="https")
    name = host.removesuffix(":8501")
    assert not opens(f"http://{name}:8502", host)
    assert not opens(f"https://{name}:8443", host)
    for origin in (
        "null",
        "",
        "http://",
        "file://",
        f"ftp://{host}",
        f"http://a@{host}",
        "http://[",
    ):
        assert not opens(origin, host), origin
    assert opens(None, host)  # no browser


def test_a_default_port_is_the_same_written_or_not(options):
    options["browser.serverAddress"] = "class.example.org"
    for origin in ("https://class.example.org", "https://class.example.org:443"):
        for host in ("class.example.org", "class.example.org:443"):
            assert opens(origin, host, x_forwarded_proto="https")
    assert not opens("https://class.example.org:8443", "class.example.org")
    assert not opens("http://class.example.org", "class.example.org:443")


def test_a_name_that_was_made_to_point_here_is_refused(options):
    """A page of evil.example:8501 and its websocket have the same host: both are refused."""
    assert ask(host="evil.example:8501") == 421
    assert not opens("http://evil.example:8501", "evil.example:8501")
    for host in (
        "",
        None,
        "a b",
        "127.0.0.1@evil.example",
        "127.0.0.1:x",
        "127.0.0.1.evil.example",
    ):
        assert ask(host=host) == 421, host
    assert ask("/_stcore/health", host="evil.example") == 200


def test_a_name_that_somebody_configured_is_known(options):
    options["browser.serverAddress"] = "class.example.org"
    options["server.allowedHosts"] = ["*.lab.example.org"]
    options["server.corsAllowedOrigins"] = ["https://other.example.org"]
    assert ask(host="Class.Example.Org.:80") == ask(host="a.lab.example.org") == 200
    assert ask(host="lab.example.com") == 421
    assert opens("https://other.example.org", "class.example.org")
    assert not opens("https://other.example.org:8443", "class.example.org")


def test_a_proxy_may_call_the_app_by_its_address(options):
    options["browser.serverAddress"] = "class.example.org"
    assert opens("https://class.example.org", "127.0.0.1:8501")
    assert not opens("https://class.example.org:8443", "127.0.0.1:8501")
    options["browser.serverPort"] = 8443
    assert opens("https://class.example.org:8443", "127.0.0.1:8501")


@pytest.mark.parametrize("base", ["", "/below", "/step_through"])
def test_streamlit_answers_only_what_the_pages_ask_for(options, base):
    for path in ("health", "host-config", "bidi-components/rnnviz-0.stage/stage.js"):
        assert ask(f"{base}/_stcore/{path}") == 200
    for path in ("metrics", "upload_file/a/b", "agent/mcp", "agent/openapi.json", "health/x", ""):
        assert ask(f"{base}/_stcore/{path}") == 404, path
        assert ask(f"{base}/_stcore/{path}", method="PUT") == 404
    # Whatever the path ends in.
    assert ask(f"{base}/_stcore/upload_file/_stcore/health", method="PUT") == 404
    assert ask(f"{base}/_stcore/health", method="PUT") == 405
    assert ask(f"{base}/media/a.csv", method="POST") == ask(method="DELETE") == 405
    assert ask(method="HEAD") == 200


@pytest.mark.parametrize("given", [[], [(b"X-Content-Type-Options", b"sniff")]])
def test_every_answer_has_every_header_once(given):
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": given})

    async def send(message):
        sent.append(message)

    asyncio.run(SafeHeaders(app)({"type": "http"}, None, send))
    told = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    assert told == [(name.lower(), value) for name, value in HEADERS.items()]
