"""The real server and its real workers: what listens where, and what a stranger gets to see."""

import http.client
import re
import socket
import stat

import psutil
import pytest

from rnnviz.ui.safe_headers import HEADERS
from tests.runs import processes
from tests.runs.waiting import wait_for

LOOPBACK = {"127.0.0.1", "::1"}
EVIL = "http://evil.example"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("security") / "home"


@pytest.fixture(scope="module")
def port(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found = probe.getsockname()[1]
    log = home.parent / "log"
    log.mkdir()
    # The server makes its home itself: who may look into it is one of the claims.
    server = processes.start(
        log, "rnnviz", "app", "--port", found, RNNVIZ_HOME=str(home), RNNVIZ_SHARED="1"
    )
    try:
        # The demonstration is what it trains.
        wait_for(lambda: len(processes.of(home, "worker")) >= 1, "a worker", every=0.1)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=30)
        wait_for(lambda: not processes.of(home), "the processes to end", every=0.2)


def ask(port, method, path, **headers):
    """Return the status, headers and body of one request, its path sent as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read() if answer.status != 101 else b""
    finally:
        connection.close()


def stream(port, origin, **headers):
    """Ask for the page's websocket from a page of an origin; return the status."""
    return ask(
        port,
        "GET",
        "/_stcore/stream",
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
        Origin=origin,
        **headers,
    )[0]


def listening(home):
    """Return (process, address) of every listening socket of a home's processes."""
    found = []
    for process in processes.of(home):
        try:
            for connection in process.net_connections(kind="inet"):
                if connection.status == psutil.CONN_LISTEN:
                    found.append((process.pid, connection.laddr))
        except psutil.NoSuchProcess:
            continue
    return found


def test_all_that_listens_listens_on_loopback(home, port):
    """The app listens on one port and its workers on none: the store is all that they share."""
    sockets = listening(home)
    assert port in {address.port for _, address in sockets}
    assert {address.ip for _, address in sockets} <= LOOPBACK
    workers = {process.pid for process in processes.of(home, "worker")}
    assert not workers & {pid for pid, _ in sockets}


def test_the_search_for_sockets_sees_one_that_is_open_to_all(home, port, monkeypatch):
    with socket.socket() as wide:
        wide.bind(("0.0.0.0", 0))
        wide.listen()
        monkeypatch.setattr(processes, "of", lambda _: [psutil.Process()])
        assert "0.0.0.0" in {address.ip for _, address in listening(home)}


def test_nobody_else_looks_into_the_home_folder(home, port):
    assert stat.S_IMODE(home.stat().st_mode) & 0o077 == 0


def test_the_cookie_is_for_the_server_alone(port):
    status, headers, _ = ask(port, "GET", "/")
    (cookie,) = headers.get_all("set-cookie")
    assert status == 200
    assert re.match(r"rnnviz_workspace=[A-Za-z0-9_-]{22,}; ", cookie)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # a browser would not send it back over plain HTTP
    (secure,) = ask(port, "GET", "/", X_Forwarded_Proto="https")[1].get_all("set-cookie")
    assert "Secure" in secure.split("; ")
    (listed,) = ask(port, "GET", "/", X_Forwarded_Proto="HTTPS, http")[1].get_all("set-cookie")
    assert "Secure" in listed.split("; ")
    assert secure.split(";")[0] != cookie.split(";")[0]


def test_no_page_of_another_site_opens_a_session(port):
    assert stream(port, f"http://127.0.0.1:{port}") == 101
    assert stream(port, EVIL) == 403
    assert stream(port, f"{EVIL}:{port}") == 403
    assert stream(port, "null") == 403
    # Browsers send the cookie to every port of a host: a page of another one is another site.
    assert stream(port, f"http://127.0.0.1:{port + 1}") == 403
    assert stream(port, "http://127.0.0.1") == 403
    assert stream(port, f"http://localhost:{port}") == 403


def test_a_name_that_was_made_to_point_here_is_refused(port):
    """DNS rebinding: to the browser, page and websocket are of one site."""
    host = f"evil.example:{port}"
    assert stream(port, f"http://{host}", Host=host) == 403
    status, _, body = ask(port, "GET", "/", Host=host)
    assert status == 421 and b"STREAMLIT_BROWSER_SERVER_ADDRESS" in body
    assert stream(port, f"http://localhost:{port}", Host=f"localhost:{port}") == 101


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/static/none.js", "/media/none", "/%2e"])
def test_headers_keep_a_visitors_browser_safe_without_a_proxy(port, path):
    found = ask(port, "GET", path)[1]
    for name, value in HEADERS.items():
        assert found.get_all(name) == [value]
    assert "frame-ancestors 'self'" in found["Content-Security-Policy"]


def test_what_no_page_needs_is_shut(port):
    for path in ("metrics", "agent/openapi.json", "upload_file/a/b"):
        for base in ("", "/lab"):
            assert ask(port, "GET", f"{base}/_stcore/{path}")[0] == 404


def test_files_of_a_session_are_for_browsers_with_a_cookie(port):
    (cookie,) = ask(port, "GET", "/")[1].get_all("set-cookie")
    assert ask(port, "GET", "/media/a.csv")[0] == 403
    assert ask(port, "GET", "/media/a.csv", Cookie=cookie.split(";")[0])[0] == 404


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config"])
def test_no_page_of_another_site_reads_an_answer(port, path):
    allowed = ask(port, "GET", path, Origin=EVIL)[1].get("access-control-allow-origin")
    assert allowed is None


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nothing_is_uploaded_or_deleted_from_outside(port, method):
    status = ask(port, method, "/_stcore/upload_file/a/b", Origin=EVIL, Content_Length="0")[0]
    assert 400 <= status < 500


@pytest.mark.parametrize("up", ["..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "....//", "..\\.."])
@pytest.mark.parametrize("start", ["", "/static", "/media", "/component", "/app/static", "/lab"])
def test_no_file_of_the_machine_is_served(port, start, up):
    for target in ("etc/passwd", "pyproject.toml", "runs.sqlite3", "rnnviz/__main__.py"):
        for path in (f"{start}/{up}/{target}", f"{start}/{'/'.join([up] * 8)}/{target}"):
            body = ask(port, "GET", path)[2]
            assert not re.search(rb"root:|build-backend|SQLite format|argparse", body), path


def test_the_server_tells_no_inner_names(port):
    for path in ("/%ff", "/_stcore/stream", "/media/nope", "/" + "a" * 4000):
        assert b"Traceback" not in ask(port, "GET", path)[2]
