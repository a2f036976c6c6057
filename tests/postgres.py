"""A PostgreSQL server for the tests: its own cluster, on loopback, gone when they are done."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

FOLDER_OF_TESTS = Path(__file__).parent


def programs() -> Path | None:
    """Return where initdb and postgres are; Debian keeps them out of the search path."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    for one in [*(str(path) for path in reversed(found)), shutil.which("initdb")]:
        if one and Path(one).resolve().with_name("postgres").exists():
            return Path(one).resolve().parent
    return None


class Server:
    """One cluster in a temporary folder; ``stop`` and ``start`` as an administrator would."""

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        # A short path: those of Unix sockets are limited, and none is used.
        self.folder = Path(tempfile.mkdtemp(prefix="rnnviz-pg-"))
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if _known("postgres") else "nobody"
        self._as = {"user": self._user} if os.getuid() == 0 else {}
        if self._as:
            found = pwd.getpwnam(self._user)
            os.chown(self.folder, found.pw_uid, found.pw_gid)
            self._as["group"] = found.pw_gid
            self._as["extra_groups"] = []
        self.data = self.folder / "data"
        self.password = "a p@ss/word"
        self.port = _free_port()
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self._as:
            os.chown(secret, found.pw_uid, found.pw_gid)
        self._call(
            *("initdb", "-D", self.data, "-U", "rnnviz", "--pwfile", secret, "-A", "scram-sha-256"),
            *("-E", "UTF8", "--locale=C", "--no-sync"),
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _call(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self._bin / program, *map(str, arguments)],
            check=True,
            capture_output=True,
            cwd=self.folder,
            timeout=120,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **self._as,
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = open(self.folder / "log", "ab")
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": 60,
        }
        self._process = subprocess.Popen(
            [self._bin / "postgres", "-D", self.data]
            + [part for key, value in settings.items() for part in ("-c", f"{key}={value}")],
            stdout=log,
            stderr=log,
            cwd=self.folder,
            start_new_session=True,
            preexec_fn=_ends_with_the_tests if sys.platform == "linux" else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            **self._as,
        )
        log.close()
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    said = (self.folder / "log").read_text()
                    raise AssertionError(f"PostgreSQL does not start: {said[-2000:]}") from None
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT cuts all connections, SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it and start it again on the same port."""
        self.stop(how)
        self.start()

    def remove(self) -> None:
        """Stop it and remove all it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return the address of a database, with the password."""
        return f"postgresql://rnnviz:a%20p%40ss%2Fword@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as an administrator."""
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=5)

    def create(self) -> str:
        """Make an empty database and return its address."""
        name = f"test_{uuid4().hex[:12]}"
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, whoever is still connected to it."""
        name = sql.Identifier(url.rpartition("/")[2])
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def cut(self, url: str) -> int:
        """End the connections to a database, and return how many there were."""
        with self.connect() as connection:
            return connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
                (url.rpartition("/")[2],),
            ).fetchone()[0]


def _ends_with_the_tests() -> None:
    """Have the server end when the tests are killed: then nobody stops it."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _known(user: str) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(user))
    return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def postgres():
    """Return the server of the session; tests that need one are skipped where there is none."""
    found = programs()
    if found is None:
        message = "PostgreSQL is not installed"
        if os.environ.get("RNNVIZ_REQUIRE_POSTGRES"):
            pytest.fail(message)
        pytest.skip(message)
    server = Server(found)
    yield server
    server.remove()


@pytest.fixture
def database(postgres):
    """Return the address of an empty database."""
    url = postgres.create()
    yield url
    postgres.drop(url)
