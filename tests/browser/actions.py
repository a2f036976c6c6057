"""What a person does in the Lab, for the tests that need it done."""

from tests.browser.conftest import settled

TRAIN = ".st-key-lab_train button"


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
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]') && [...document.querySelectorAll('*')]"
        ".some(e => e.shadowRoot && "
        "Number(e.shadowRoot.querySelector('[data-role=stage]')?.dataset.points) > 3)"
    )


def stop_training(page):
    page.get_by_role("button", name="Stop").click()
    page.locator(TRAIN).wait_for()
