"""The parts of the front end as Streamlit components: built files that the browser keeps.

Streamlit sends a component's code along with each mount, unless the code is a file of a folder
that it serves. Folders are declared by an installed package; here the same is said when a part is
first shown, so that a clone of the repository needs no installation. That way is not public: where
it fails, the code travels with each mount as usual.
"""

import logging
import re
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st

logger = logging.getLogger(__name__)

Mount = Callable[..., Any]

_PACKAGE = Path(__file__).parents[1]
_FOLDER = "web"
PARTS = ("player", "stage", "comparison", "forecast")

_lock = Lock()
# Of each server in this process, of which tests start many, the parts by their names.
_mounts: WeakKeyDictionary[Any, dict[str, Mount]] = WeakKeyDictionary()


@cache
def built_text(name: str) -> str:
    """Return a built file, without the line that names its source map; empty if there is none.

    Raises
    ------
    FileNotFoundError
        If a part's script is missing.
    """
    path = _PACKAGE / _FOLDER / name
    if not path.is_file():
        if path.suffix == ".js":
            raise FileNotFoundError(f"{path} is missing: `make frontend` builds it")
        return ""
    # The map is a file beside it, and here there is no "beside".
    return re.sub(r"^(//# |/\*# )sourceMappingURL=.*$", "", path.read_text("utf-8"), flags=re.M)


def web_component(name: str) -> Mount:
    """Return a part as a component to mount, as ``st.components.v2.component`` returns one."""

    def mount(**given: Any) -> Any:
        return _mount_of(name)(**given)

    return mount


def _mount_of(name: str) -> Mount:
    """Return what mounts a part on the server that runs this script."""
    try:
        from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

        manager = get_bidi_component_manager()
        with _lock:
            if manager not in _mounts:
                _mounts[manager] = _served(manager)
            return _mounts[manager][name]
    except Exception as error:  # not public: it may fail in any way
        return _inline(name, f"{type(error).__name__}: {error}")


def _served(manager: Any) -> dict[str, Mount]:
    """Declare the folder of built files to a server, and return the parts in it."""
    from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

    # Files keep their names: an address of their own for each build keeps no old one in use.
    package = f"rnnviz-{_digest()}"
    folders = [ComponentConfig(name=name, asset_dir=_FOLDER) for name in PARTS]
    manifest = ComponentManifest(name=package, version="0", components=folders)
    manager.register_from_manifest(manifest, package_root=_PACKAGE)
    return {
        name: st.components.v2.component(
            f"{package}.{name}",
            js=f"{name}.js",
            css=f"{name}.css" if built_text(f"{name}.css") else None,
        )
        for name in PARTS
        if (_PACKAGE / _FOLDER / f"{name}.js").is_file()
    }


@cache
def _digest() -> str:
    found = blake2b(digest_size=6)
    for path in sorted((_PACKAGE / _FOLDER).glob("*.*")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


@cache
def _inline(name: str, why: str) -> Mount:
    logger.warning("the %s's code travels with each mount, for it is not served: %s", name, why)
    # A text without a line's end would be taken for a path.
    css = built_text(f"{name}.css")
    return st.components.v2.component(
        f"rnnviz_{name}", js=f"{built_text(f'{name}.js')}\n", css=f"{css}\n" if css else None
    )
