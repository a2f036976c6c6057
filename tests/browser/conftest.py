"""A real server and a real browser. Without a browser these tests are left out, and say so."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
PATIENCE_MS = 45_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(config, items):
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if find_browser() is None and not os.environ.get("RNNVIZ_REQUIRE_BROWSER"):
        reason = f"no browser: none of {', '.join(BROWSERS)} is installed"
        for item in here:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="package")
def browser():
    path = find_browser()
    if path is None:
        pytest.fail("RNNVIZ_REQUIRE_BROWSER is set and there is no browser")
    with sync_playwright() as playwright:
        # Root may not use Chromium's sandbox; these pages are our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def script_of(*modules: str) -> str:
    """Return modules of the front end as one script, with what they export in ``rnnviz``."""
    folder = ROOT / "frontend"
    esbuild = folder / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists() and not os.environ.get("RNNVIZ_REQUIRE_BROWSER"):
        pytest.skip("the front end's packages are not installed: `make frontend` does that")
    answer = subprocess.run(
        [esbuild, "--bundle", "--format=iife", "--global-name=rnnviz", "--loader=ts"],
        input="".join(f'export * from "./{name}";\n' for name in modules),
        # Node stands beside this Python.
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


@dataclass(frozen=True)
class Server:
    url: str
    home: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start_server(home: Path, *command: str, cwd: Path = ROOT):
    """Start the app on a free port, from a folder, and wait until it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = (home / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *(["--port", str(port)] if "app" in command else [])]
        if "streamlit" not in command
        else [sys.executable, "-m", *command, "--server.port", str(port)],
        cwd=cwd,
        env=os.environ | {"RNNVIZ_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    log.close()
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"the server did not start:\n{(home / 'server.log').read_text()}")
        time.sleep(0.1)
    return process, url


def stop_server(process) -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    process, url = start_server(home, "rnnviz", "app")
    yield Server(url, home)
    stop_server(process)
    assert "Traceback" not in (home / "server.log").read_text()


class Visit:
    """A browser context that remembers what went wrong and what was asked for."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.context = context
        self.server = server
        self.problems: list[str] = []
        self.requested: list[str] = []
        self.received_bytes = 0

    def page(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("console", self._console)
        page.on("request", lambda request: self.requested.append(request.url))
        page.goto(self.server.url + path)
        return page

    def _console(self, message) -> None:
        # A page of a multipage app first looks for the server below its own address.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.problems.append(f"console: {message.text}")


def settled(page: Page) -> None:
    """Wait until no script runs."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


@pytest.fixture
def visit(browser: Browser, server: Server):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    visit = Visit(context, server)
    yield visit
    context.close()
    assert not visit.problems
    outside = [url for url in visit.requested if not url.startswith((server.url, "data:", "blob:"))]
    assert not outside, "the app asked another server for something"
