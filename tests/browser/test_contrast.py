"""Text on coloured cells: readable in both themes, and of one ink, whatever lies under it."""

import pytest

from rnnviz.palette import browser_palette
from rnnviz.ui.frontend import bundle

READABLE = 4.5  # WCAG 2.2, 1.4.3
# Of both themes in .streamlit/config.toml: page, panel, text.
THEMES = {
    "light": ("#FFFFFF", "#F6F7F8", "#1D2733"),
    "dark": ("#12171D", "#1B222A", "#E6EAEE"),
}
CELLS = """(palette) => resolveTheme(document.body, palette).stateCells().map((cell) => {
  const { ground, text } = cell;
  const [below, ink] = [ground, text].map((one) => one.match(/[\\d.]+/g).slice(0, 3).map(Number));
  return [contrastRatio(below, ink), luminance(ink)];
})"""


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_the_state_scale_has_one_ink_that_can_be_read(browser, theme):
    page = browser.new_page()
    background, panel, text = THEMES[theme]
    page.set_content(
        f'<body style="--st-background-color: {background}; '
        f'--st-secondary-background-color: {panel}; --st-text-color: {text}">'
    )
    page.add_script_tag(content=bundle("colour.js", "player/theme.js"))
    cells = page.evaluate(CELLS, browser_palette())
    page.close()
    assert len(cells) == 256
    assert min(contrast for contrast, _ in cells) >= READABLE
    # Black and white on two blues that are nearly the same would look like a difference.
    assert len({ink > 0.5 for _, ink in cells}) == 1
