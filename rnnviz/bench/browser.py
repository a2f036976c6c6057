"""The system's browser, driven by Playwright, for measurements of what a person sees."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class NoBrowserError(RuntimeError):
    """There is no browser, or nothing to drive one with."""


def find_browser() -> str:
    """Return the path of a browser that can be driven.

    Raises
    ------
    NoBrowserError
        If there is none, or Playwright is not installed; the message says what to do.
    """
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError as error:
        raise NoBrowserError(
            "this benchmark drives a browser with Playwright, which is not installed: "
            "pip install -r requirements-dev.txt"
        ) from error
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowserError(
            f"this benchmark needs a browser, one of {', '.join(BROWSERS)}: "
            "apt-get install chromium"
        )
    return found


@contextmanager
def a_browser() -> Iterator["Browser"]:
    """Open the browser without a window, and close it.

    Raises
    ------
    NoBrowserError
        As :func:`find_browser`.
    """
    path = find_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root may not use Chromium's sandbox; these pages are our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
