"""Streamlit's options, the same whatever folder the app is started from.

They stand in ``.streamlit/config.toml`` beside ``app.py`` and nowhere else. ``streamlit run`` reads
that file from the folder of the script; a server that Python starts would read the file of the
folder it happens to be started from, or none, and then listen on every address.

In a clone of the repository ``app.py`` stands beside the package; a wheel carries it, with its
pages and options, inside the package (``setup.py``).
"""

import ipaddress
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from streamlit import config, net_util

_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "served" / "app.py"
APP_SCRIPT = _INSTALLED if _INSTALLED.is_file() else _PACKAGE.parent / "app.py"
OPTIONS_FILE = APP_SCRIPT.parent / ".streamlit" / "config.toml"
_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_EVERY_ADDRESS = {"0.0.0.0", "::", ""}
_VISITED = "browser.serverAddress"
# Under `streamlit run` the file's list; here the guard knows addresses too (:mod:`.guard`).
_HOSTS = "server.allowedHosts"


def server_options(port: int, address: str | None = None) -> dict[str, Any]:
    """Return every option of the file and of the environment, to be set in code.

    A variable such as ``STREAMLIT_BROWSER_SERVER_ADDRESS`` goes before the file, as it does with
    ``streamlit run``: its command line reads it, and a server that Python starts would not.

    Parameters
    ----------
    port
        Where to listen.
    address
        The address to listen on; by default that of the file, 127.0.0.1.

    Raises
    ------
    ValueError
        If the file is missing or cannot be read: without it the app would be open to all; or if
        a variable is no value of its option.
    """
    try:
        options = tomllib.loads(OPTIONS_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(
            f"the app's settings could not be read from {OPTIONS_FILE} ({error}); without them it "
            "would listen on every address, so it does not start: put the file back"
        ) from error
    named = {name: value for name, value in _flattened(options) if name != _HOSTS}
    told = _environment()
    named |= told
    if address is not None:
        named["server.address"] = address
        # Visitors use the address itself, unless somebody says otherwise, as behind a proxy.
        if address not in _EVERY_ADDRESS and _VISITED not in told:
            named[_VISITED] = address
    return {**named, "server.port": port}


def said_of_address(options: Mapping[str, Any], *, shared: bool) -> str:
    """Return what an administrator should know where others can reach the app; else nothing.

    Parameters
    ----------
    options
        As of :func:`server_options`.
    shared
        Whether visitors are kept apart.
    """
    address = options.get("server.address", "")
    if _is_loopback(address):
        return ""
    told = f"rnnviz listens on {address or 'every address'}: other machines may reach it, and "
    if shared:
        return f"{told}nothing between it and them is encrypted unless a proxy with TLS is in front"
    return f"{told}every visitor may change every run; RNNVIZ_SHARED=1 keeps visitors apart"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def stay_silent() -> None:
    """Keep Streamlit from asking a server on the internet for this machine's own address.

    It would do so when a page of another site tries to connect, to see whether that page is its
    own. No option turns it off.
    """
    net_util.get_external_ip = _unknown


def _unknown() -> None:
    return None


def _flattened(options: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in options.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _environment() -> dict[str, Any]:
    """Return the options that variables of the environment name."""
    found = {}
    for name, option in config.get_config_options().items():
        said = os.environ.get(option.env_var, "")
        if not said:
            continue
        try:
            parts = [_read(part.strip(), option.type) for part in said.split(",")]
            found[name] = parts if option.multiple else _read(said, option.type)
        except ValueError:
            raise ValueError(f"{option.env_var} cannot be {said!r}") from None
    return found


def _read(said: str, kind: type) -> Any:
    if kind is not bool:
        return kind(said)
    if said.lower() not in _TRUE + _FALSE:
        raise ValueError(said)
    return said.lower() in _TRUE
