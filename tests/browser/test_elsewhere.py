"""The app as it was started from an empty folder, in a real browser."""

from pathlib import Path

import pytest

from tests.browser.conftest import (
    PATIENCE_MS,
    ROOT,
    Server,
    Visit,
    settled,
    start_server,
    stop_server,
)


@pytest.mark.parametrize(
    "command", [("rnnviz", "app"), ("streamlit", "run", str(ROOT / "app.py"))], ids=lambda c: c[0]
)
def test_from_an_empty_folder_every_page_works_and_asks_nobody_else(browser, tmp_path, command):
    home, empty = tmp_path / "home", tmp_path / "empty"
    home.mkdir()
    empty.mkdir()
    process, url = start_server(home, *command, cwd=empty)
    visit = Visit(browser.new_context(), Server(url, home))
    try:
        page = visit.page()
        page.locator("[data-role=stage]").wait_for(timeout=PATIENCE_MS)
        for path in ("/step_through", "/forecast", "/compare", "/runs"):
            page.goto(url + path)
            page.get_by_role("link", name="Step through", exact=True).first.wait_for()
            settled(page)
        icon = page.locator("link[rel~=icon]").first.get_attribute("href")
        assert icon.startswith("data:image/svg+xml"), "the page has not found its own icon"
        assert page.evaluate("document.body.innerText").strip()
    finally:
        visit.context.close()
        stop_server(process)
    assert not visit.problems
    outside = [asked for asked in visit.requested if not asked.startswith((url, "data:", "blob:"))]
    assert not outside, "the app asked another server for something"
    assert "Traceback" not in Path(home / "server.log").read_text()
    assert list(empty.iterdir()) == [], "it wrote into the folder that it was started from"
