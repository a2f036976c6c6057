"""Programs of the system: where they are missing these tests are left out, and say so."""

import os
import shutil

import pytest

NGINX = ("nginx", "envsubst", "curl")


def program(name: str) -> str | None:
    # Debian keeps nginx where an ordinary account does not look.
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.fixture(scope="session")
def nginx() -> str:
    """Return nginx's path; the programs that stand beside it are there as well."""
    missing = [name for name in NGINX if program(name) is None]
    if missing:
        message = f"not installed: {', '.join(missing)}"
        if os.environ.get("RNNVIZ_REQUIRE_NGINX"):
            pytest.fail(message)
        pytest.skip(message)
    return str(program("nginx"))
