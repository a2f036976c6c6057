import logging

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui import web_components
from rnnviz.ui.web_components import built_text, web_component

SCRIPT = "export default () => undefined;\n//# sourceMappingURL=player.js.map\n"


PAGE = """
from rnnviz.ui.web_components import web_component

web_component("player")(key="one", data=b"first")
web_component("player")(key="two", data=b"second")
"""


@pytest.fixture(autouse=True)
def built(tmp_path, monkeypatch):
    folder = tmp_path / "web"
    folder.mkdir()
    (tmp_path / "page.py").write_text(PAGE)
    (folder / "player.js").write_text(SCRIPT)
    (folder / "player.css").write_text(
        "p { color: red; }\n/*# sourceMappingURL=player.css.map */\n"
    )
    monkeypatch.setattr(web_components, "_PACKAGE", tmp_path)
    cached = (built_text, web_components._digest, web_components._inline)
    for function in cached:
        function.cache_clear()
    yield folder
    for function in cached:
        function.cache_clear()


def mounted(folder):
    app = AppTest.from_file(str(folder.parent / "page.py"), default_timeout=30).run()
    assert not app.exception
    return [element.proto for element in app.get("bidi_component")]


def test_code_is_fetched_by_its_address_and_not_sent_along(built):
    first, second = mounted(built)
    for proto in (first, second):
        assert proto.js_source_path == "player.js" and proto.css_source_path == "player.css"
        assert not proto.js_content and not proto.css_content
    assert first.component_name == second.component_name


def test_another_build_has_another_address(built):
    before = mounted(built)[0].component_name
    (built / "player.js").write_text(f"// new\n{SCRIPT}")
    web_components._digest.cache_clear()
    assert mounted(built)[0].component_name != before


def test_code_is_sent_along_where_files_cannot_be_served(built, monkeypatch, caplog):
    def changed(*_, **__):
        raise TypeError("it takes other arguments now")

    monkeypatch.setattr(
        "streamlit.components.v2.component_manager.BidiComponentManager.register_from_manifest",
        changed,
    )
    with caplog.at_level(logging.WARNING):
        protos = mounted(built)
    assert all("export default" in proto.js_content for proto in protos)
    assert all("color: red" in proto.css_content for proto in protos)
    said = [one.message for one in caplog.records if one.name == web_components.__name__]
    assert len(said) == 1 and "it takes other arguments now" in said[0]


def test_a_text_that_travels_names_no_source_map():
    assert built_text("player.js") == "export default () => undefined;\n\n"
    assert "sourceMappingURL" not in built_text("player.css")


def test_a_part_that_is_not_built_is_missed_with_a_sentence(built):
    (built / "player.js").unlink()
    with pytest.raises(FileNotFoundError, match="make frontend"):
        web_component("player")(key="one", data=b"")
