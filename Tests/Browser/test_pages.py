"""Every page that links lead to, with and without script, in every width and light."""

from urllib.parse import urlsplit

import pytest

from checks import HEAVIEST, WIDE, words
from crawl import MOST, name_of, visit


def test_every_link_leads_somewhere(base):
    pages, broken = visit(base)
    assert not broken, "\n".join(f"{origin} links to {address}: {status}" for origin, address, status in broken)
    assert len(pages) < MOST


def test_both_languages_have_the_same_pages(base):
    pages = set(visit(base)[0])
    chinese = {page for page in pages if page != "/en" and not page.startswith("/en/")}
    english = {page[3:] or "/" for page in pages - chinese}
    assert chinese == english


def weigh(tab):
    """Notes what the page's own address, styles and scripts weigh, headers excepted."""
    weights = {}

    def note(response):
        if response.request.resource_type in ("document", "stylesheet", "script"):
            weights[urlsplit(response.url).path] = len(response.body())
    tab.on("requestfinished", lambda request: note(request.response()))
    return weights


def test_page(tab, inspect, address):
    weights = weigh(tab)
    response = tab.goto(address)
    assert response.status == 200
    assert sum(weights.values()) <= HEAVIEST, weights
    inspect(tab, name_of(address))


def test_page_without_script(bare_tab, address):
    bare_tab.set_viewport_size({"width": 360, "height": 800})
    assert bare_tab.goto(address).status == 200
    faults = words(bare_tab) + bare_tab.evaluate(WIDE)
    hidden = bare_tab.locator(".js-only").evaluate_all("all => all.filter((e) => e.checkVisibility()).length")
    if hidden:
        faults.append("something that needs script is shown without it")
    assert not faults, "\n".join(faults)


def test_keyboard(tab, keyboard, address):
    if address.startswith("/en"):
        pytest.skip("the English page has the same elements")
    tab.goto(address)
    keyboard(tab)


def test_large_type_and_paper(tab, address):
    """131 % type at 360 px needs no sideways scroll, and neither does a sheet of A4."""
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.goto(address)
    tab.evaluate("document.documentElement.classList.add('large')")
    faults = tab.evaluate(WIDE)
    tab.evaluate("document.documentElement.classList.remove('large')")
    tab.set_viewport_size({"width": 700, "height": 990})
    tab.emulate_media(media="print")
    faults += tab.evaluate(WIDE)
    seen = tab.locator(".menu, .tools, .no-print").evaluate_all("all => all.filter((e) => e.checkVisibility()).length")
    if seen:
        faults.append("navigation is printed")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path, most", [("/rules/rules-2020", 24), ("/history", 8), ("/", 4)])
def test_printed(tab, paper, path, most):
    """A page is printed in as many sheets as its text needs, without what only a screen can do."""
    tab.goto(path)
    assert 1 <= paper(tab, name_of(path)) <= most


@pytest.mark.parametrize("language", ["", "/en"])
def test_quick_check(tab, inspect, language):
    """The seven questions: what must be mended, then the four conditions."""
    tab.allowed.append("422")
    tab.goto(language or "/")
    check = tab.locator("form#answers .actions button")
    with tab.expect_navigation():
        check.click()
    inspect(tab, f"eligibility-errors{language.replace('/', '-')}")
    tab.locator("#f-birth").fill("1985.6.15")
    tab.locator("#f-since").fill("2015.6")
    for name, value in [("person", "man"), ("permit", "yes"), ("record", "unsure")]:
        tab.locator(f"input[name={name}][value={value}]").check()
    with tab.expect_navigation():
        check.click()
    assert tab.locator("main section").count() == 4
    inspect(tab, f"eligibility-answer{language.replace('/', '-')}")
