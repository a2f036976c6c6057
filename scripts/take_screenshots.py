"""Take the pictures that the README shows, from the real app. Usage: take_screenshots.py URL."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"


def train(page: Page, url: str) -> str:
    """Train an RNN and an LSTM on the noisy sine and return the query that names them."""
    page.goto(url)
    page.locator("[data-role=stage]").wait_for()
    page.locator(".st-key-lab_train button").click()
    page.locator("[data-role=lane]").nth(1).wait_for()
    page.get_by_text("Step through these networks").wait_for()
    return page.url.split("?", 1)[1]


def shoot(page: Page, address: str, ready: str, name: str) -> None:
    """Open an address, wait until it has drawn, and keep the picture."""
    page.goto(address)
    page.locator(ready).first.wait_for()
    page.wait_for_timeout(2000)
    page.screenshot(path=IMAGES / name)


def main(url: str) -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1180})
        runs = train(page, url)
        shoot(page, f"{url}/?{runs}", "[data-role=stage]", "lab.png")
        lstm = runs.split("=")[1].split(".")[1]
        moment = f"runs={lstm}&step=28"
        shoot(page, f"{url}/step_through?{moment}", "[data-role=player]", "step_through.png")
        page.get_by_role("button", name="Diagram").first.click()
        page.wait_for_timeout(1000)
        page.screenshot(path=IMAGES / "diagram.png")
        shoot(page, f"{url}/forecast?{runs}", "[data-role=forecast]", "forecast.png")
        shoot(page, f"{url}/compare?{runs}", "[data-role=comparison]", "compare.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
