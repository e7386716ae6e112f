"""What journeys do on a page, by its words."""

import re
from datetime import datetime


def click(page, text):
    """A link or button of the page's main part, by its words."""
    page.locator("main").get_by_role("link", name=text).or_(
        page.locator("main").get_by_role("button", name=text)).first.click()
    page.wait_for_load_state()


def sign_in(page, subject, to="/my"):
    """Somebody of the demo provider, at a browser where nobody is signed in."""
    page.goto("/sign-in?to=" + to)
    # Whose page lists them: people, legal entities or staff.
    for way in page.locator("main a.button").evaluate_all("links => links.map((link) => link.href)"):
        page.goto(way)
        button = page.locator(f"button[name=account][value='{subject}']")
        if button.count():
            button.click()
            page.wait_for_load_state()
            return
    raise AssertionError(f"the demo provider has no {subject}")


def press(page, text):
    """A button that begins with these words, where a link says the same."""
    page.locator("main").get_by_role("button", name=text).first.click()
    page.wait_for_load_state()


def says(page, text):
    assert text in page.locator("main").inner_text(), page.locator("main").inner_text()[:2000]


def now(page):
    """The city's time, as the banner of a demo installation has it."""
    told = re.search(r"(\d+)年(\d+)月(\d+)日 (\d+):(\d+)", page.locator("body").inner_text())
    return datetime(*map(int, told.groups()))


def written(day):
    """A day as a page writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def resident(digits):
    """An identity number with its check digit (GB 11643)."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, weights)) % 11]
