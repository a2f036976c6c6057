"""README's section for a class, run word for word from an empty folder, and what it promises.

Everything is real and on this machine: PostgreSQL, Dask, two replicas of the app, nginx, Chromium.
Only ports differ, and a new environment is lent the packages that rnnviz needs.
"""

import os
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import psycopg
import pytest
from playwright.sync_api import sync_playwright

from rnnviz.runs.demonstration import demonstration_spec
from rnnviz.runs.store import RunStore
from rnnviz.runs.workspaces import workspace_of
from tests import postgres
from tests.browser.actions import choose_task, open_settings, press_train, set_number
from tests.browser.conftest import find_browser, settled
from tests.deploy import readme, standing
from tests.deploy.repository import free_ports, make_repository

HOST = "class.example.org"
COOKIE = "rnnviz_workspace"
ADMINISTRATOR = "administrator"
SERVICES = ("scheduler", "worker", "app-1", "app-2", "proxy")
PATIENCE_MS = 60_000

# The first test waits for an installation and for all services.
pytestmark = pytest.mark.timeout(600)


@dataclass
class Class:
    folder: Path
    ports: dict[int, int]
    environment: dict[str, str]
    sessions: list[subprocess.Popen[bytes]]
    log: Path
    store: RunStore

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.ports[8080]}"

    def processes(self, service: str) -> list[psutil.Process]:
        """Return what ``start.py SERVICE`` started, with all that this started."""
        for session in self.sessions:
            for process in standing.in_session(session.pid):
                with suppress(psutil.NoSuchProcess):
                    if process.cmdline()[1:] == ["start.py", service]:
                        return process.children(recursive=True)
        return []

    def kill(self, service: str) -> None:
        """End all processes of a service, as when its container is gone from now on."""
        for process in self.processes(service):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        standing.wait_for(lambda: not self.processes(service), f"{service} to be gone")

    def start(self, service: str) -> None:
        """Start a service again, by the README's line."""
        (line,) = (line for line in readme.lines() if line.endswith(f"start.py {service} &"))
        more = {key: value for key, value in self.environment.items() if key != "PYTHONPATH"}
        self.sessions.append(standing.shell(line, self.folder, self.log, **more))

    def is_healthy(self, service: str) -> bool:
        return self.run(f".venv/bin/python start.py --health {service}").returncode == 0

    def listener(self, service: str, port: int) -> psutil.Process:
        """Return which of a service's processes listens on a port."""
        for process in self.processes(service):
            with suppress(psutil.NoSuchProcess):
                lines = process.net_connections(kind="inet")
                if port in {one.laddr.port for one in lines if one.status == psutil.CONN_LISTEN}:
                    return process
        raise AssertionError(f"nothing of {service} listens on port {port}")

    def run(self, line: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a line as the README has it, in the folder where its other lines end."""
        return subprocess.run(
            ["sh", "-e", "-c", line],
            cwd=self.folder,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def replica_of(self, visitor: str) -> str:
        """Return the service that nginx leads a visitor's cookie to."""
        mark = os.urandom(6).hex()
        subprocess.run(
            [
                "curl",
                "--silent",
                "--fail",
                "--output",
                os.devnull,
                "--cookie",
                f"{COOKIE}={visitor}",
            ]
            + ["--header", f"Host: {HOST}", f"http://127.0.0.1:{self.ports[8080]}/?{mark}"],
            check=True,
        )
        line = standing.wait_for(
            lambda: next((x for x in self.log.read_text().splitlines() if f"/?{mark} " in x), ""),
            "nginx's log",
            every=0.05,
        )
        port = int(line.rpartition(":")[2])
        return next(f"app-{n}" for n in (1, 2) if self.ports[8500 + n] == port)

    def visitor_of(self, replica: str) -> str:
        """Return a cookie that leads to a replica."""
        names = (os.urandom(16).hex() for _ in range(100))
        return next(name for name in names if self.replica_of(name) == replica)


def script() -> str:
    """Return the lines that need no container, in the README's order."""
    docker, plain = readme.blocks()[:2]
    lines = [line for line in docker.splitlines() if not line.startswith("docker ")]
    return "\n".join([*lines, plain])


@pytest.fixture(scope="module")
def database():
    found = postgres.programs()
    if found is None:
        if os.environ.get("RNNVIZ_REQUIRE_POSTGRES") or os.environ.get("RNNVIZ_REQUIRE_NGINX"):
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL is not installed")
    server = postgres.Server(found)
    try:
        # The name is the README's to make.
        with server.connect() as owner:
            owner.execute(f"CREATE ROLE {ADMINISTRATOR} SUPERUSER LOGIN PASSWORD 'secret'")
        told = f"host=127.0.0.1 port={server.port} dbname=postgres password=secret"
        with psycopg.connect(f"{told} user={ADMINISTRATOR}", autocommit=True) as owner:
            owner.execute("ALTER ROLE rnnviz RENAME TO earlier")
        yield found, server.port
    finally:
        server.remove()


@pytest.fixture(scope="module")
def a_class(nginx, database, tmp_path_factory):
    programs, port = database
    outside = tmp_path_factory.mktemp("outside")
    ports = free_ports() | {5432: port}
    repository = make_repository(outside / "repository", ports)
    empty = tmp_path_factory.mktemp("empty")
    paths = [str(Path(sys.executable).parent), str(programs), os.environ.get("PATH", "")]
    more = {
        "PATH": os.pathsep.join(paths),
        "HOME": str(outside),
        "RNNVIZ_REPOSITORY": str(repository),
        "PGHOST": "127.0.0.1",
        "PGPORT": str(port),
        "PGUSER": ADMINISTRATOR,
        "PGPASSWORD": "secret",
    }
    log = outside / "log"
    shell = standing.shell(script(), empty, log, **more)
    sessions = [shell]
    store = None
    try:
        assert shell.wait(240) == 0, log.read_text()[-4000:]
        folder = empty / "rnnviz" / "deploy"
        (password,) = re.findall("RNNVIZ_PASSWORD=(.*)", (folder / ".env").read_text())
        store = RunStore(f"postgresql://rnnviz:{password}@127.0.0.1:{port}/rnnviz")
        found = Class(folder, ports, standing.environment(**more), sessions, log, store)
        for service in SERVICES:
            standing.wait_for(
                lambda service=service: found.is_healthy(service),
                f"{service} to be healthy: {log.read_text()[-4000:]}",
            )
        yield found
    finally:
        if store is not None:
            store.close()
        for session in sessions:
            standing.end_these(standing.in_session(session.pid))
        standing.end(*sessions)


@pytest.fixture(scope="module")
def browser():
    path = find_browser()
    if path is None:
        if os.environ.get("RNNVIZ_REQUIRE_BROWSER"):
            pytest.fail("RNNVIZ_REQUIRE_BROWSER is set and there is no browser")
        pytest.skip("no browser is installed")
    with sync_playwright() as playwright:
        # Root may not use Chromium's sandbox; the class's name is this machine.
        found = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"],
        )
        yield found
        found.close()


class Visitor:
    """A browser with a cookie, and what went wrong in it."""

    def __init__(self, browser, cookie: str, hosts: tuple[str, ...] = (HOST,)) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 1000})
        self.context.add_cookies(
            [{"name": COOKIE, "value": cookie, "domain": host, "path": "/"} for host in hosts]
        )
        self.problems: list[str] = []

    def page(self, url: str):
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("console", self._console)
        page.goto(url)
        return page

    def _console(self, message) -> None:
        # A page of a multipage app first looks for the server below its own address.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.problems.append(f"console: {message.text}")


def train(a_class, page, cookie: str, epochs: int = 1000):
    """Start the Lab's networks by hand, and return their runs once they have trained a while."""
    page.locator("[data-role=stage]").wait_for()
    choose_task(page, "hello world")
    open_settings(page)
    field = page.get_by_label("Epochs", exact=True)
    standing.wait_for(lambda: field.count() == 1, "the settings of the task")
    set_number(page, "Epochs", str(epochs))
    # A slow server may still draw the settings as they were.
    standing.wait_for(lambda: field.input_value() == str(epochs), "the number to stay")
    page.keyboard.press("Escape")
    settled(page)
    press_train(page)
    page.locator("[data-role=lane]").nth(1).wait_for()
    # Not a function that the page evaluates: nginx's policy forbids that.
    shown = page.locator("[data-role=timeline] [data-role=epoch]").first
    standing.wait_for(lambda: int(shown.text_content() or 0) > 3, "epochs to be shown")
    mine = a_class.store.runs(workspace_of(cookie))
    assert [run.spec.training.epochs for run in mine] == [epochs, epochs]
    return mine


def finish(a_class, runs) -> None:
    """Wait until runs are finished, without a hand's help."""
    ids = [run.id for run in runs]
    standing.wait_for(
        lambda: all(run.status == "finished" for run in a_class.store.existing_runs(ids)),
        "every run to finish",
        seconds=240,
    )


def test_what_runs_is_installed_and_not_the_repository(a_class):
    answer = a_class.run(
        "cd / && exec $OLDPWD/.venv/bin/python -c 'import rnnviz as r; print(r.__file__)'"
    )
    assert answer.stdout.startswith(str(a_class.folder / ".venv")), answer.stderr
    for service in SERVICES:
        for process in a_class.processes(service):
            with suppress(psutil.NoSuchProcess):
                assert not Path(process.cwd()).is_relative_to(a_class.folder.parent), service


def test_the_settings_are_nobody_elses_to_read(a_class):
    assert (a_class.folder / ".env").stat().st_mode & 0o077 == 0


def test_all_that_listens_listens_on_loopback(a_class):
    found = set()
    for service in SERVICES:
        processes = a_class.processes(service)
        assert processes, service
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                for line in process.net_connections(kind="inet"):
                    if line.status == psutil.CONN_LISTEN:
                        found.add((line.laddr.ip, line.laddr.port))
    assert {address for address, _ in found} == {"127.0.0.1"}
    assert {a_class.ports[port] for port in (8080, 8501, 8502, 8786)} <= {port for _, port in found}


def test_the_database_is_checked_as_compose_does(a_class):
    line = ".venv/bin/python start.py --health database"
    assert a_class.run(line).returncode == 0
    assert a_class.run(f"PGPORT={free_ports((1,))[1]} {line}").returncode != 0


def test_every_page_is_drawn_through_nginx_and_nothing_is_refused(a_class, browser):
    visitor = Visitor(browser, os.urandom(16).hex())
    page = visitor.page(f"{a_class.url}/")
    page.locator("[data-role=stage]").wait_for()
    settled(page)
    for name in ("step_through", "forecast", "compare", "runs"):
        page.goto(f"{a_class.url}/{name}")
        page.get_by_role("link", name="Step through", exact=True).first.wait_for()
        settled(page)
    icon = page.locator("link[rel~=icon]").first.get_attribute("href")
    assert icon.startswith("data:image/svg+xml"), "the wheel's page has not found its icon"
    assert visitor.problems == []
    visitor.context.close()


def test_a_run_started_on_one_replica_is_seen_on_the_other_and_outlives_the_first(a_class, browser):
    cookie = a_class.visitor_of("app-1")
    visitor = Visitor(browser, cookie, hosts=(HOST, "127.0.0.1"))
    page = visitor.page(f"{a_class.url}/")
    mine = train(a_class, page, cookie)

    other = visitor.page(f"http://127.0.0.1:{a_class.ports[8502]}/runs")
    other.get_by_text("2 runs").wait_for()

    a_class.kill("app-1")
    page.reload()
    page.locator("[data-role=lane]").nth(1).wait_for()
    assert a_class.replica_of(cookie) == "app-2"
    finish(a_class, mine)

    # It comes back, and so do its visitors.
    a_class.start("app-1")
    standing.wait_for(lambda: a_class.is_healthy("app-1"), "the replica to be back")
    standing.wait_for(lambda: a_class.replica_of(cookie) == "app-1", "its visitor", every=1)
    visitor.context.close()


def test_a_worker_that_dies_costs_no_run(a_class, browser):
    cookie = a_class.visitor_of("app-2")
    visitor = Visitor(browser, cookie)
    page = visitor.page(f"{a_class.url}/")
    mine = train(a_class, page, cookie)
    ids = [run.id for run in mine]
    running = standing.wait_for(
        lambda: [run for run in a_class.store.existing_runs(ids) if run.status == "running"],
        "one to train",
    )
    address = re.match(r"tcp://127\.0\.0\.1:(\d+)/", running[0].worker)
    a_class.listener("worker", int(address[1])).kill()
    finish(a_class, mine)
    assert a_class.store.run(running[0].id).attempt > running[0].attempt
    visitor.context.close()


def test_a_replaced_scheduler_costs_no_run(a_class):
    workspace, defaults = "browser-of-somebody-else", demonstration_spec()
    spec = replace(defaults, training=replace(defaults.training, epochs=600))
    run = a_class.store.create(spec, workspace=workspace)
    standing.wait_for(lambda: len(a_class.store.epochs(run.id)) > 3, "the run to train")
    a_class.kill("scheduler")
    # Its workers end as well, and Compose starts them again; here that is ours to do.
    standing.wait_for(lambda: not a_class.processes("worker"), "the workers to end")
    a_class.start("scheduler")
    standing.wait_for(lambda: a_class.is_healthy("scheduler"), "the scheduler")
    a_class.start("worker")
    finish(a_class, [run])


def test_what_is_backed_up_comes_back(a_class):
    inside = re.compile(r"^docker compose exec -T database (.*)$")
    backup, restore = (found[1] for line in readme.lines() if (found := inside.match(line)))
    assert shlex.split(backup)[0] == "pg_dump"
    store, workspace = a_class.store, "browser-of-somebody"
    run = store.create(demonstration_spec(), workspace=workspace)
    # Inside the container nobody is asked for a password.
    (password,) = re.findall("RNNVIZ_PASSWORD=(.*)", (a_class.folder / ".env").read_text())
    answer = a_class.run(backup, PGPASSWORD=password)
    assert answer.returncode == 0, answer.stderr
    store.delete(run.id)
    assert store.runs(workspace) == []
    answer = a_class.run(restore, PGPASSWORD=password)
    assert answer.returncode == 0, answer.stderr
    assert [found.id for found in store.runs(workspace)] == [run.id]


def test_what_is_pulled_is_the_repository_s_own(a_class):
    assert "git pull" in readme.lines()
    # The ports are those of this test; a person changes nothing in the clone.
    answer = a_class.run("git pull")
    assert answer.returncode == 0, answer.stderr
