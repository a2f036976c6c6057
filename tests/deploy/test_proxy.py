"""The real nginx with the configuration of a class, before two stand-ins for the app."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from rnnviz.ui.safe_headers import HEADERS
from tests.deploy import standing
from tests.deploy.repository import ROOT, free_ports, on_ports

HOST = "class.example.org"
COOKIE = "rnnviz_workspace"
REPLICA = Path(__file__).with_name("replica.py")


@dataclass
class Proxy:
    port: int
    ports: dict[int, int]
    script: Path
    environment: dict[str, str]

    def ask(self, path="/", method="GET", body=None, host=HOST, **headers):
        """Return the status, headers and text of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Host": host, **named})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def replica_of(self, visitor):
        status, _, text = self.ask(Cookie=f"{COOKIE}={visitor}")
        assert status == 200
        return json.loads(text)["replica"]


def start_replica(port):
    return subprocess.Popen([sys.executable, REPLICA, str(port)], stdin=subprocess.DEVNULL)


@contextmanager
def before_two(folder, **settings):
    """Start nginx before two stand-ins; yield it, and them by their ports in a class."""
    ports = free_ports()
    deploy = folder / "deploy"
    deploy.mkdir()
    for name in ("start.py", "nginx.conf.template"):
        (deploy / name).write_text((ROOT / "deploy" / name).read_text())
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    (deploy / "compose.yaml").write_text(on_ports(compose, ports))
    told = os.environ | {"RNNVIZ_HOST": HOST, "RNNVIZ_PASSWORD": "unused"} | settings
    replicas = {port: start_replica(ports[port]) for port in (8501, 8502)}
    with (folder / "nginx.log").open("ab") as log:
        nginx = subprocess.Popen(
            [sys.executable, deploy / "start.py", "proxy"],
            env=told,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        for port, path in ((8080, "health"), (8501, ""), (8502, "")):
            url = f"http://127.0.0.1:{ports[port]}/{path}"
            standing.wait_for(lambda url=url: standing.answers(url), url, seconds=30)
        yield Proxy(ports[8080], ports, deploy / "start.py", told), replicas
    finally:
        standing.end(nginx, *replicas.values())


@pytest.fixture(scope="module")
def proxy(nginx, tmp_path_factory):
    with before_two(tmp_path_factory.mktemp("proxy")) as (proxy, _):
        yield proxy


def test_nginx_accepts_its_configuration(nginx, tmp_path):
    text = (ROOT / "deploy" / "nginx.conf.template").read_text()
    for name, value in {
        "LISTEN": "127.0.0.1:8080",
        "HOST": HOST,
        "PROTO": "https",
        "TRUSTED_PROXY": "10.0.0.0/8",
        "APP_1": "127.0.0.1:8501",
        "APP_2": "127.0.0.1:8502",
    }.items():
        assert f"${{RNNVIZ_{name}}}" in text, name
        text = text.replace(f"${{RNNVIZ_{name}}}", value)
    assert not re.findall(r"\$\{RNNVIZ_\w+\}", text)
    # Checked without a write to where an ordinary account may not write.
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(text.replace("/dev/stdout", "visits.log"))
    answer = subprocess.run(
        [nginx, "-t", "-e", "stderr", "-p", tmp_path, "-c", configuration],
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    assert not re.search(r"\[(warn|error|emerg)\]", answer.stderr), answer.stderr


def test_a_cookie_leads_to_one_replica_and_cookies_to_both(proxy):
    found = {f"visitor-{n:020}": proxy.replica_of(f"visitor-{n:020}") for n in range(40)}
    share = list(found.values()).count(proxy.ports[8501])
    assert 8 <= share <= 32  # by a hash of the name: about half
    for visitor, replica in found.items():
        # In a row: replicas in turn would be another one each time.
        assert {proxy.replica_of(visitor) for _ in range(3)} == {replica}


def test_without_a_cookie_the_address_decides(proxy):
    assert len({json.loads(proxy.ask()[2])["replica"] for _ in range(12)}) == 1
    # What a visitor says of its address counts for nothing.
    said = [json.loads(proxy.ask(X_Forwarded_For=f"10.1.{n}.7")[2])["replica"] for n in range(12)]
    # 127.0.0.1 is the default of whom to trust, and here the visitor: it may say so.
    assert len(set(said)) == 2


def test_the_address_of_a_stranger_is_not_believed(nginx, tmp_path):
    with before_two(tmp_path, RNNVIZ_TRUSTED_PROXY="10.9.9.9") as (proxy, _):
        told = [json.loads(proxy.ask(X_Forwarded_For=f"10.1.{n}.7")[2]) for n in range(12)]
    assert len({answer["replica"] for answer in told}) == 1
    assert {answer["headers"]["X-Forwarded-For"] for answer in told} == {"127.0.0.1"}


def test_headers_keep_a_visitor_s_browser_safe(proxy):
    for path in ("/", "/_stcore/health", "/nothing"):
        headers = proxy.ask(path)[1]
        for name, value in HEADERS.items():  # once, not the replica's as well
            assert headers.get_all(name) == [value]
            assert f"{name}: {value}" in (ROOT / "docs" / "SECURITY.md").read_text()
        assert headers["Server"] == "nginx"
        # Over plain HTTP a browser would ignore it, and an administrator could not go back.
        assert "Strict-Transport-Security" not in headers


def test_the_app_is_told_the_truth_about_the_visitor(proxy):
    headers = json.loads(proxy.ask(X_Forwarded_Proto="https")[2])["headers"]
    assert headers["Host"] == HOST
    assert headers["X-Forwarded-Proto"] == "http"


def test_where_tls_ends_in_front_the_app_and_the_browser_know(nginx, tmp_path):
    with before_two(tmp_path, RNNVIZ_PROTO="https") as (proxy, _):
        _, headers, text = proxy.ask()
    assert json.loads(text)["headers"]["X-Forwarded-Proto"] == "https"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"{HOST}.evil.example", ""])
def test_no_other_site_s_name_reaches_the_app(proxy, host):
    status, _, text = proxy.ask(host=host)
    assert status in {400, 421}
    assert "replica" not in text
    assert proxy.ask(host=f"{HOST}:{proxy.port}")[0] == 200


def test_large_bodies_are_refused(proxy):
    assert proxy.ask(method="POST", body=b"x" * 100_000)[0] == 200
    assert proxy.ask(method="POST", body=b"x" * 1_100_000)[0] == 413


def test_who_asks_too_often_is_told_so(proxy):
    visitor = f"{COOKIE}=an-impatient-visitor-0000"
    found = [proxy.ask(Cookie=visitor)[0] for _ in range(900)]
    if 429 not in found:  # this machine is too slow to ask that often in a row
        pytest.fail(f"{len(found)} requests in a row were all answered")
    assert proxy.ask(Cookie=f"{COOKIE}=another-visitor-00000000")[0] == 200


def test_a_websocket_passes(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=20) as line:
        line.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\n\r\n".encode()
        )
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += line.recv(4096)
        assert heard.startswith(b"HTTP/1.1 101")
        line.sendall(b"ping")
        heard = heard.split(b"\r\n\r\n")[1]
        while len(heard) < 4:
            heard += line.recv(4)
        assert heard == b"ping"


def test_its_health_check_passes_and_fails(proxy):
    command = [sys.executable, proxy.script, "--health", "proxy"]
    assert subprocess.run(command, env=proxy.environment, capture_output=True).returncode == 0
    script = proxy.script.with_name("compose.yaml")
    before = script.read_text()
    script.write_text(before.replace(f":{proxy.port}/health", f":{free_ports((1,))[1]}/health"))
    try:
        assert subprocess.run(command, env=proxy.environment, capture_output=True).returncode != 0
    finally:
        script.write_text(before)


def test_when_a_replica_ends_its_visitors_are_served_by_the_other(nginx, tmp_path):
    with before_two(tmp_path) as (proxy, replicas):
        visitors = [f"visitor-{n:020}" for n in range(20)]
        before = {visitor: proxy.replica_of(visitor) for visitor in visitors}
        replicas[8501].kill()
        replicas[8501].wait()
        # At once, and without an error in between; those of the other notice nothing.
        assert {proxy.replica_of(visitor) for visitor in visitors} == {proxy.ports[8502]}
        replicas[8501] = start_replica(proxy.ports[8501])
        standing.wait_for(
            lambda: all(proxy.replica_of(visitor) == before[visitor] for visitor in visitors),
            "everyone to be back",
            seconds=30,
            every=1,
        )
