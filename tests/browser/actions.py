"""What a person does in the Lab, for the tests that need it done."""

import time

from tests.browser.conftest import PATIENCE_MS, settled

TRAIN = ".st-key-lab_train button"


def wait_until(page, expression, arg=None):
    """Wait until JavaScript gives what is true: the app's policy lets no text become code in it."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(30)


def press_train(page):
    page.locator(TRAIN).click()


def choose_task(page, title):
    page.get_by_role("combobox", name="Task").click()
    page.get_by_role("option", name=title).click()
    settled(page)


def toggle_cells(page, *titles):
    for title in titles:
        page.get_by_role("button", name=title, exact=True).click()
        settled(page)


def open_settings(page):
    page.get_by_role("button", name="Settings").click()


def set_number(page, label, value):
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")
    settled(page)


def start_long_training(page, epochs="4000"):
    open_settings(page)
    set_number(page, "Epochs", epochs)
    page.keyboard.press("Escape")
    press_train(page)
    page.locator("[data-role=lane]").nth(1).wait_for()
    wait_until(
        page,
        "document.querySelector('[data-testid=stApp]') && [...document.querySelectorAll('*')]"
        ".some(e => e.shadowRoot && "
        "Number(e.shadowRoot.querySelector('[data-role=timeline] [data-role=epoch]')"
        "?.textContent) > 3)",
    )


def stop_training(page):
    page.get_by_role("button", name="Stop").click()
    page.locator(TRAIN).wait_for()


def zoom_of(page, root: str) -> str:
    """Say which epochs a picture of curves shows once it is zoomed, as its button does."""
    button = page.locator(f"[data-role={root}] [data-role=reset-zoom]")
    button.wait_for()
    return button.get_attribute("title")


def mark_seen(page, role: str) -> None:
    """Put a mark on the element of a role: a picture that is built anew would not have it."""
    page.evaluate(_OF_ROLE + "of(role).seen = true; }", role)


def still_seen(page, role: str) -> bool:
    """Say whether the element of a role is the one that was marked."""
    return page.evaluate(_OF_ROLE + "return of(role)?.seen === true; }", role)


_OF_ROLE = """role => {
  const of = (role) => [...document.querySelectorAll("*")].map((e) => e.shadowRoot)
    .filter(Boolean).map((r) => r.querySelector(`[data-role=${role}]`)).find(Boolean);
  """
