"""Two people at one shared server: each has runs of their own."""

import pytest

from tests.browser.actions import choose_task, press_train
from tests.browser.conftest import Server, Visit, settled, start_server, stop_server


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_SHARED", "1")
    process, url = start_server(tmp_path, "rnnviz", "app")
    yield Server(url, tmp_path)
    stop_server(process)
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_each_browser_sees_and_changes_its_own_runs_alone(browser, shared):
    ann, bob = (Visit(browser.new_context(), shared) for _ in range(2))
    page = ann.page()
    page.locator("[data-role=stage]").wait_for()
    (cookie,) = [c for c in ann.context.cookies() if c["name"] == "rnnviz_workspace"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    choose_task(page, "hello world")
    press_train(page)
    page.get_by_text("Step through these networks").wait_for()
    address = page.url
    # Found again in the same browser, under a bare address.
    again = ann.page("/runs")
    again.get_by_text("2 runs").wait_for()

    others = bob.page("/runs")
    settled(others)
    assert others.get_by_text("2 runs").count() == 0
    linked = bob.page(address.removeprefix(shared.url))
    linked.locator("[data-role=lane]").nth(1).wait_for()
    settled(linked)
    assert linked.get_by_role("button", name="Delete").count() == 0
    assert linked.get_by_role("button", name="Earlier runs").count() == 0
    for visit in (ann, bob):
        assert not visit.problems
        visit.context.close()
