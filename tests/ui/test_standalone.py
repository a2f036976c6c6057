import base64
import re

import pytest

from rnnviz.packet import pack
from rnnviz.ui import standalone


@pytest.fixture(autouse=True)
def anew():
    yield
    standalone._script.cache_clear()
    standalone._style.cache_clear()


def with_code(monkeypatch, code, style=""):
    standalone._script.cache_clear()
    standalone._style.cache_clear()
    monkeypatch.setattr(
        standalone, "built_text", lambda name: code if name.endswith(".js") else style
    )


def test_the_page_holds_the_very_same_bundle(monkeypatch):
    code, style = "const a = 1;\nexport { a as default };\n", ".row { top: 0; }"
    with_code(monkeypatch, code, style)
    packet = pack({"x": "</script>"}, {})
    page = standalone.standalone_page(packet, "A title", {"step": 3})
    assert f'<script type="module">\n{code}' in page
    assert style in page
    (held,) = re.findall(r'<script type="text/plain" id="packet">(.*)</script>', page)
    assert base64.b64decode(held) == packet
    assert '<div data-rnnviz="player" data-packet="packet" data-moment="moment">' in page
    # The script finds its element: it stands before it.
    assert page.index("data-rnnviz") < page.index('type="module"')


@pytest.mark.parametrize("code", ["const a = '</SCRIPT >'", "if (a <!--b) {}"])
def test_code_that_would_end_its_element_is_refused(monkeypatch, code):
    with_code(monkeypatch, code)
    with pytest.raises(ValueError, match="would end its own element"):
        standalone.standalone_page(b"", "x")
    with_code(monkeypatch, "", "p::before { content: '</style>'; }")
    with pytest.raises(ValueError, match="would end its own element"):
        standalone.standalone_page(b"", "x")
