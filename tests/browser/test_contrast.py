"""Text on coloured cells: readable in both themes, and of one ink, whatever lies under it."""

import pytest

from rnnviz.palette import browser_palette
from tests.browser.conftest import script_of

READABLE = 4.5  # WCAG 2.2, 1.4.3
# Of both themes in .streamlit/config.toml: page, panel, text.
THEMES = {
    "light": ("#FFFFFF", "#F6F7F8", "#1D2733"),
    "dark": ("#12171D", "#1B222A", "#E6EAEE"),
}
CELLS = """(palette) => rnnviz.readTheme(document.body, palette).stateCells().map((cell) => {
  const { ground, text } = cell;
  return [rnnviz.contrastRatio(ground, text), rnnviz.luminance(text)];
})"""


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_the_state_scale_has_one_ink_that_can_be_read(browser, theme):
    page = browser.new_page()
    background, panel, text = THEMES[theme]
    page.set_content(
        f'<body style="--st-background-color: {background}; '
        f'--st-secondary-background-color: {panel}; --st-text-color: {text}">'
    )
    page.add_script_tag(content=script_of("shared/theme.ts", "shared/colour.ts"))
    cells = page.evaluate(CELLS, browser_palette())
    page.close()
    assert len(cells) == 256
    assert min(contrast for contrast, _ in cells) >= READABLE
    # Black and white on two blues that are nearly the same would look like a difference.
    assert len({ink > 0.5 for _, ink in cells}) == 1
