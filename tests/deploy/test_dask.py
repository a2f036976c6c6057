"""The scheduler and a worker of a class, as real processes: what they answer by HTTP."""

import http.client
import os
import subprocess
import sys

import psutil
import pytest

from tests.deploy import standing
from tests.deploy.repository import ROOT, free_ports, on_ports

# Routes that Dask has unless it is told otherwise; some name tasks, and so runs.
ROUTES = (
    *(
        "/",
        "/status",
        "/metrics",
        "/api/v1/retire_workers",
        "/statics/css/base.css",
    ),
    *("/info/main/workers.html", "/info/main/logs.html", "/json/counts.json", "/json/index.html"),
    *("/json/identity.json", "/proxy/8786/127.0.0.1/status", "/individual-workers"),
)


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dask")
    ports = free_ports()
    (folder / "start.py").write_text((ROOT / "deploy" / "start.py").read_text())
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    (folder / "compose.yaml").write_text(on_ports(compose, ports))
    told = os.environ | {
        "RNNVIZ_HOST": "unused",
        "RNNVIZ_PASSWORD": "unused",
        "RNNVIZ_WORKERS": "1",
    }
    with (folder / "log").open("ab") as log:
        started = [
            subprocess.Popen(
                [sys.executable, folder / "start.py", name],
                env=told,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            for name in ("scheduler", "worker")
        ]
    try:
        for port in (8787, 8788):
            url = f"http://127.0.0.1:{ports[port]}/health"
            standing.wait_for(lambda url=url: standing.answers(url), url)
        yield ports, started
    finally:
        standing.end(*started)


def ask(port, path, host):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("service", [8787, 8788], ids=["scheduler", "worker"])
def test_dask_says_by_http_that_it_is_well_and_nothing_else(ports, service):
    port = ports[0][service]
    for host in ("127.0.0.1", "evil.example"):
        assert ask(port, "/health", host) == (200, "ok")
        # Every server of Dask's lists its routes: here those are no more than these two.
        assert '["/health", "/sitemap.json"]' in ask(port, "/sitemap.json", host)[1]
        assert {path: ask(port, path, host)[0] for path in ROUTES} == dict.fromkeys(ROUTES, 404)


def test_no_process_of_dask_listens_beyond_this_machine(ports):
    """Nor is there an HTTP server besides those two: a nanny has none."""
    found = set()
    for process in ports[1]:
        for one in psutil.Process(process.pid).children(recursive=True):
            sockets = one.net_connections(kind="inet")
            found |= {tuple(each.laddr) for each in sockets if each.status == psutil.CONN_LISTEN}
    assert {host for host, _ in found} <= {"127.0.0.1", "::1"}
    assert {ports[0][name] for name in (8786, 8787, 8788)} <= {port for _, port in found}
    for host, port in found - {("127.0.0.1", ports[0][name]) for name in (8787, 8788)}:
        try:
            status, text = ask(port, "/", host)
        except (http.client.HTTPException, OSError):
            continue  # Dask's own protocol
        pytest.fail(f"port {port} speaks HTTP: {status} {text[:200]}")
