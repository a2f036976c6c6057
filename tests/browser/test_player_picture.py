"""The saved picture of a moment: shapes and texts that every drawing program knows."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from rnnviz.tasks import load_task
from tests.browser.pages_of_players import write_page

KNOWN = {
    *("svg", "g", "defs", "rect", "path", "line", "circle", "text", "clipPath"),
}


def pixels_of(png):
    """Return colours, shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def as_image(page, text, folder):
    """Show a picture as a page of its own shows an image: no script, no style, no font of ours."""
    (folder / "picture.svg").write_text(text)
    (folder / "page.html").write_text('<body style="margin: 0"><img src="picture.svg"></body>')
    other = page.context.new_page()
    other.goto((folder / "page.html").as_uri())
    image = other.locator("img")
    assert image.evaluate("async (e) => { await e.decode(); return e.naturalWidth }") > 0
    return pixels_of(image.screenshot())


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return write_page(tmp_path_factory.mktemp("pages"), load_task("reber"), ("lstm", "gru"))


def saved(page):
    with page.expect_download() as found:
        page.locator("[data-role=save-svg]").click()
    return found.value.path().read_text()


def local_names(root):
    return [node.tag.rpartition("}")[2] for node in root.iter()]


@pytest.mark.parametrize(
    ("width", "scheme", "view"),
    [(1280, "light", "equation"), (1280, "dark", "diagram"), (390, "light", "diagram")],
)
def test_the_picture_is_made_of_real_shapes(browser, played, tmp_path, width, scheme, view):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(played.url)
    page.locator(f"[data-role=view-{view}]").click()
    page.locator("[data-role=show-products]").first.click()
    page.locator("[data-role=player]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    before = page.locator("[data-role=player]").inner_text()
    page.locator("[data-role=save-svg]").scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    text = saved(page)
    assert page.locator("[data-role=player]").inner_text() == before
    assert page.evaluate("scrollY") == scrolled
    root = ElementTree.fromstring(text)
    names = local_names(root)
    assert set(names) <= KNOWN
    assert names.count("text") > 60
    assert names.count("path") > 100
    written = ["".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text")]
    sentence = page.locator("[data-role=equation] [data-column=hidden]").first.inner_text()
    assert sentence in written
    assert any(one.startswith("unit ") for one in written)
    assert "hidden state h" in written
    for control in ("Save as SVG", "by similarity", "Select steps"):
        assert control not in written, "a picture has no controls"
    # Colours are those that SVG 1.1 knows.
    colours = {node.get(kind, "none") for node in root.iter() for kind in ("fill", "stroke")}
    assert all(c == "none" or c.startswith(("#", "url(#")) for c in colours), colours

    picture = as_image(page, text, tmp_path)
    assert picture.shape[1] == int(root.get("width"))
    # The values of the heatmap have the colours that they have on screen.
    screen = pixels_of(page.locator("[data-role=heatmap] canvas").first.screenshot())
    high, wide = screen.shape[:2]
    for down, across in ((0.45, 0.75), (0.62, 0.9), (0.92, 0.97)):
        colour = screen[int(high * down), int(wide * across)]
        assert (np.abs(picture - colour).sum(axis=-1) <= 6).sum() > 30, (down, across)
    # Nothing but ground at the margin: what is drawn is not cut off there.
    assert (picture[:, -3:] == picture[0, -1]).all()
    assert (picture[-3:] == picture[0, -1]).all()
    context.close()
    assert not problems


def test_long_pictures_are_pixels_inside(browser, tmp_path):
    task = load_task("mackey_glass")
    path = write_page(tmp_path, task, ("gru",), units=24)
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(path.url)
    page.locator("[data-role=player]").wait_for()
    text = saved(page)
    root = ElementTree.fromstring(text)
    heatmaps = page.locator("[data-role=heatmap]").count()
    assert local_names(root).count("image") in (0, heatmaps)
    assert len(text) < 4_000_000
    page.context.close()


def test_the_png_is_the_same_picture_at_twice_the_size(browser, played):
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(played.url)
    page.locator("[data-role=player]").wait_for()
    root = ElementTree.fromstring(saved(page))
    with page.expect_download() as found:
        page.locator("[data-role=save-png]").click()
    data = found.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(data[k : k + 4], "big") for k in (16, 20)]
    assert size == [2 * int(root.get("width")), 2 * int(root.get("height"))]
    page.context.close()
