"""Every page on a phone and on a screen, light and dark: nothing wider than the page."""

import pytest

from tests.browser.conftest import PATIENCE_MS

PAGES = {
    "/": "[data-role=stage]",
    "/step_through": "[data-role=player]",
    "/forecast": ".js-plotly-plot",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_page(browser, server, visit, path, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(server.url + path)
    page.locator(PAGES[path]).first.wait_for()
    page.wait_for_timeout(700)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    background = page.locator("[data-testid=stApp]").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    sliders = page.get_by_role("slider")
    names = sliders.evaluate_all("all => all.map(one => one.getAttribute('aria-label') || '')")
    assert all(names), names
    assert names
    context.close()


def test_a_deep_link_to_a_new_server_has_its_frame(browser, tmp_path):
    from tests.browser.conftest import start_server, stop_server

    process, url = start_server(tmp_path, "streamlit", "run", "app.py")
    try:
        context = browser.new_context()
        page = context.new_page()
        page.goto(url + "/forecast")
        page.get_by_role("link", name="Step through").wait_for()
        page.get_by_text("Forecast").first.wait_for()
        context.close()
    finally:
        stop_server(process)


def test_nothing_is_shown_before_its_style_has_arrived(visit):
    held = []
    visit.context.route("**/stage.css", lambda route: held.append(route))
    page = visit.context.new_page()
    with page.expect_response("**/stage.js", timeout=PATIENCE_MS) as script:
        page.goto(visit.server.url)
    script.value.finished()
    page.wait_for_timeout(500)
    stage = page.locator("[data-role=stage]")
    assert held and stage.count() == 0
    held[0].continue_()
    stage.wait_for(timeout=PATIENCE_MS)
    assert stage.evaluate("e => getComputedStyle(e).display") != "none"
    assert page.locator("[data-role=stage] canvas").first.is_visible()
