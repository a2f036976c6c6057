"""What visitors wrote, in a real browser: on every page it is text, and nothing to click."""

from urllib.parse import quote

import pytest

from rnnviz.runs.spec import RunSpec
from rnnviz.runs.store import RunStore
from rnnviz.tasks import Architecture
from rnnviz.train_config import TrainConfig
from tests.browser.conftest import Server, Visit, settled, start_server, stop_server
from tests.security.test_every_page import HEBREW, NAMES
from tests.ui.test_stage import train_into

# Links of the whole document, those inside components and pictures too.
LINKS = """() => {
  const found = [];
  const walk = (root) => root.querySelectorAll("*").forEach((one) => {
    for (const name of ["href", "xlink:href", "src"]) {
      const to = one.getAttribute(name);
      if (to) found.push(new URL(to, document.baseURI).href);
    }
    if (one.shadowRoot) walk(one.shadowRoot);
  });
  walk(document);
  return found;
}"""
TEXT = """() => {
  const found = [document.body.innerText];
  document.querySelectorAll("*").forEach((one) => {
    if (one.shadowRoot) found.push(one.shadowRoot.textContent);
  });
  return found.join(" ");
}"""
READY = {
    "/": "[data-role=stage]",
    "/step_through": "[data-role=player]",
    "/forecast": ".js-plotly-plot",
    "/compare": ".js-plotly-plot",
    "/runs": "[data-testid=stDataFrame]",
}


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """A server whose runs bear hostile names; one run was deleted, and one failed."""
    home = tmp_path_factory.mktemp("named")
    store = RunStore(home / "runs.sqlite3")
    cells = ("gru", "lstm", "rnn_tanh", "gru", "lstm")
    shapes = [(cell, Architecture(4 + k)) for k, cell in enumerate(cells)]
    spec = [RunSpec("gs10", cell, shape, TrainConfig(epochs=2)) for cell, shape in shapes]
    runs = [train_into(store, one) for one in spec]
    for run, name in zip(runs, (*NAMES, NAMES[0]), strict=True):
        store.rename(run.id, name)
    store.hide([runs[-1].id])
    failed = store.create(spec[0], name=NAMES[0], worker="test")
    store.set_status(failed.id, "failed", f"It ended with {NAMES[0]}.")
    store.close()
    process, url = start_server(home, "rnnviz", "app")
    yield Server(url, home), [*(run.id for run in runs[:-1]), failed.id]
    stop_server(process)
    assert "Traceback" not in (home / "server.log").read_text()


@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_s_words_become_a_link_on_any_page(browser, named, width):
    server, runs = named
    scheme = "light" if width > 1000 else "dark"
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    visit = Visit(context, server)
    shown = ""
    try:
        page = visit.page(f"/runs?runs={'.'.join(runs)}")
        for path, ready in READY.items():
            page.goto(f"{server.url}{path}?runs={'.'.join([*runs, quote(NAMES[0])])}")
            page.locator(f"{ready}:visible").first.wait_for()
            settled(page)
            shown += page.evaluate(TEXT)
            outside = [to for to in page.evaluate(LINKS) if not ours(to, server)]
            assert outside == [], path
        words = quote(f"https://evil.io/a x@evil.io {HEBREW} \u202e1")
        page.goto(f"{server.url}/step_through?runs={runs[0]}&data=typed&text={words}")
        page.get_by_text("Still shown").wait_for()
        settled(page)
        shown += page.evaluate(TEXT)
        assert [to for to in page.evaluate(LINKS) if not ours(to, server)] == []
        page.goto(f"{server.url}/")
        page.get_by_role("button", name="Earlier runs").click()
        page.get_by_role("button", name="Back to the demonstration").wait_for()
        shown += page.evaluate(TEXT)
        assert [to for to in page.evaluate(LINKS) if not ours(to, server)] == []
    finally:
        context.close()
    assert not visit.problems  # the policy refused nothing, and nothing else went wrong
    bare = shown.replace("\u2060", "")
    assert bare.count("https://evil.io/a") > 5
    assert ":evil:" in bare and ":red[evil]" in bare and "<a href=//evil.io>" in bare
    assert not {"\u202e", "\u2066"} & set(shown)
    assert f"\u2068{HEBREW}" in shown or "\u2068=evil" in shown


def ours(address, server):
    return address.startswith((f"{server.url}/", "data:", "blob:", "about:"))
