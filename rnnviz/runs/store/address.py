"""Where runs are kept: a file of this machine, or a PostgreSQL server that many share."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from rnnviz.runs.store.errors import StoreError

STORE_VARIABLE = "RNNVIZ_STORE"
_SQLITE = "sqlite:///"
_FORMS = (
    "Write it as postgresql://user:password@host/database, with %40 for an @ in the password, "
    "or as the path of a file."
)


@dataclass(frozen=True)
class Address:
    """The place of a store.

    Attributes
    ----------
    url
        With it another process opens the same store. Holds the password: never shown or logged.
    name
        The same for people and for keys of caches, without the password.
    path
        The file of SQLite; None for a server.
    """

    url: str
    name: str
    path: Path | None


def home_folder() -> Path:
    """Return where files are kept: ``RNNVIZ_HOME``, or the platform's folder for user data."""
    named = os.environ.get("RNNVIZ_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("rnnviz", appauthor=False))


def default_place() -> Path | str:
    """Return the store's place: ``RNNVIZ_STORE``, or a file in :func:`home_folder`."""
    return os.environ.get(STORE_VARIABLE) or home_folder() / "runs.sqlite3"


def address_of(place: Path | str) -> Address:
    """Read a path or a URL.

    Raises
    ------
    StoreError
        If it is neither.
    """
    if isinstance(place, str) and place.startswith(_SQLITE):
        place = Path(os.fsdecode(unquote_to_bytes(place.removeprefix(_SQLITE))))
    if isinstance(place, Path) or "://" not in place:
        path = Path(place)
        return Address(_SQLITE + quote(os.fsencode(os.path.abspath(path))), str(path), path)
    url = _server(place)
    shown = {key: value for key, value in url.query.items() if "password" not in key}
    bare = url.set(drivername="postgresql", query=shown)
    name = URL.create(
        bare.drivername, bare.username, None, bare.host, bare.port, bare.database, bare.query
    ).render_as_string()
    return Address(url.render_as_string(hide_password=False), name, None)


def _server(place: str) -> URL:
    kind = place.partition("://")[0]
    if kind not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise StoreError(f"RNNVIZ_STORE names a store of the kind {kind[:40]!r}. {_FORMS}")
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        # The error may quote the address, and with it the password.
        raise StoreError(f"RNNVIZ_STORE is not an address. {_FORMS}") from None
    if "@" in (url.host or "") or not (url.database or url.query):
        raise StoreError(f"RNNVIZ_STORE is not an address of a database. {_FORMS}")
    return url.set(drivername="postgresql+psycopg")
