"""The player for everybody: names, focus, contrast, fingers, narrow screens; and hostile texts."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.palette import CELL_COLOURS, GATE_COLOURS
from rnnviz.replay import ReplayedRun, replay_probe
from rnnviz.tasks import load_task
from rnnviz.ui.standalone import standalone_page
from tests.browser.pages_of_players import networks, write_page

AA, AA_LARGE = 4.5, 3.0

# Contrast of every text on screen with what is painted below it, as WCAG 2 defines it.
CONTRASTS = """
() => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((v, k) => v * top[3] + under[k] * (1 - top[3]));
  const ground = (node) => {
    const layers = [];
    for (let n = node; n; n = n.parentElement) {
      layers.unshift(parse(getComputedStyle(n).backgroundColor));
    }
    return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (c) => c.map((v) => linear(v / 255))
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const player = document.querySelector("[data-role=player]");
  const walker = document.createTreeWalker(player, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const node = walker.currentNode.parentElement;
    if (!text || !node.checkVisibility()) continue;
    if (node.closest("[aria-hidden=true], :disabled, option, title, svg")) continue;
    const style = getComputedStyle(node);
    const below = ground(node);
    const [a, b] = [light(over(parse(style.color), below)), light(below)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600);
    found.push([(a + 0.05) / (b + 0.05), large, text]);
  }
  return found;
}
"""
UNNAMED = """
() => [...document.querySelectorAll(
    "[data-role=player] :is(button, input, select, canvas[role], svg[role], [tabindex])")]
  .filter((n) => n.checkVisibility())
  .filter((n) => !(n.getAttribute("aria-label") || n.textContent.trim()
    || n.closest("label")?.textContent.trim()))
  .map((n) => n.outerHTML)
"""
VECTORS = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror='window.hacked=1'>",
    "</script><script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "<iframe srcdoc='<script>top.hacked=1</script>'></iframe>",
    "javascript:window.hacked=1",
    "{{step}}<!--",
    "</style><style>*{display:none}</style>",
)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    cells = ("lstm", "gru", "rnn_tanh")
    return write_page(tmp_path_factory.mktemp("pages"), load_task("sine"), cells)


@pytest.fixture
def visit_page(browser, played):
    contexts = []

    def visit(url=None, **options):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(url or played.url)
        page.locator("[data-role=player]").wait_for()
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(visit_page, scheme):
    page = visit_page(color_scheme=scheme)
    for opened in ("[data-role=show-products]", "[data-role=select-toggle]"):
        page.locator(opened).first.click()
    found = page.evaluate(CONTRASTS)
    assert len(found) > 80
    poor = [(text, round(r, 2)) for r, large, text in found if r < (AA_LARGE if large else AA)]
    assert not poor


def luminance(colour: str) -> float:
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("page_colour", ["#ffffff", "#0e1117"])
def test_lines_of_the_palette_stand_out(page_colour):
    for name, colour in {**CELL_COLOURS, **GATE_COLOURS}.items():
        high, low = sorted([luminance(colour), luminance(page_colour)], reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3.0, name  # as graphics need


def test_every_control_has_a_name_and_shows_its_focus(visit_page):
    page = visit_page()
    page.locator("[data-role=select-toggle]").click()
    page.locator("[data-role=view-diagram]").click()
    assert page.evaluate(UNNAMED) == []
    page.locator("[data-role=player]").focus()
    unseen, seen = [], 0
    for _ in range(30):
        page.keyboard.press("Tab")
        name, style, width = page.evaluate(
            "() => { const n = document.activeElement, s = getComputedStyle(n);"
            " return [n.outerHTML.slice(0, 80), s.outlineStyle, parseFloat(s.outlineWidth)] }"
        )
        seen += 1
        if style == "none" or width < 1:
            unseen.append(name)
    assert seen == 30
    assert not unseen


def test_fingers_pin_a_unit_and_step(visit_page):
    page = visit_page(has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("[data-role=step-forward]").tap()
    page.locator("[data-role=step-forward]").tap()
    assert page.locator("[data-role=step]").inner_text() == "2"
    strips = page.locator("[data-role=strips]").first
    strips.scroll_into_view_if_needed()
    box = strips.bounding_box()
    sentence = page.locator("[data-role=equation]").first
    seen = set()
    for share in (0.1, 0.5, 0.8):
        page.touchscreen.tap(box["x"] + 60, box["y"] + 4 + share * (box["height"] - 32))
        seen.add(sentence.get_attribute("data-unit"))
    assert len(seen) == 3
    page.locator("[data-role=view-diagram]").tap()
    diagram = page.locator("[data-role=diagram]").first
    assert diagram.evaluate("e => e.scrollWidth > e.clientWidth"), "it scrolls inside its box"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_texts_are_never_markup(visit_page, tmp_path):
    task = load_task("sentiment")
    probe = task.probe("test")
    steps = len(probe.labels)
    hostile = tuple(VECTORS[k % len(VECTORS)] for k in range(steps))
    probe = replace(probe, labels=hostile, caption=VECTORS[0] + VECTORS[2])
    kept = networks(task, "gru", 4)
    run = ReplayedRun(
        id=VECTORS[2],
        label=VECTORS[1],
        model=kept[2],
        epoch=2,
        epochs=3,
        snapshots=tuple(kept),
        model_at=kept.__getitem__,
        code="# " + VECTORS[2] + " {{step}} {{unknown}}",
    )
    packet = replay_probe(task, probe, [run, run], start={"step": 1})
    moment = {"step": 1, "unit": None, "note": VECTORS[2]}
    path = tmp_path / "hostile.html"
    path.write_text(standalone_page(packet, VECTORS[2] + VECTORS[7], moment))
    page = visit_page(path.as_uri())
    box = page.locator("[data-role=symbol]").nth(1).bounding_box()
    page.mouse.click(box["x"] + 3, box["y"] + 3)
    for role in ("show-products", "view-diagram", "copy-python", "select-toggle"):
        page.locator(f"[data-role={role}]").first.click()
    for _ in range(len(VECTORS)):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("window.hacked") is None
    assert page.locator("[data-role=player] :is(script, iframe, style)").count() == 0
    assert page.locator("[data-role=player] img").count() == 0
    assert page.locator("script").count() == 3
    assert VECTORS[0] in page.locator(".heading").inner_text()
    assert VECTORS[1] in page.locator(".run-title").first.inner_text()
    code = page.locator("[data-role=code]").inner_text()
    assert VECTORS[2] in code
    assert "{{unknown}}" in code
    with page.expect_download() as found:
        page.locator("[data-role=save-svg]").click()
    saved = found.value.path().read_text()
    assert "<script" not in saved
    assert "onerror='" not in saved.replace("&lt;img src=x onerror='", "")
