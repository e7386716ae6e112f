"""Staff who work in English: a window's desk, the city's units, the roles, the audit. Nothing is changed but what each journey
makes itself."""

import re

import pytest

from steps import click, press, says

OWN_CITY = True

CHINESE = re.compile("[\u3400-\u9fff]")


def walk(page, look, state, path=None):
    """What the platform says stands in English; names of the demo city and places in documents stay Chinese."""
    if path:
        page.goto(path)
    for text in page.locator("main").locator("h2, th[scope=col], label, legend, button").all_inner_texts():
        assert not CHINESE.search(text), text
    look(page, f"en-{state}")


def test_a_window_in_english(enter, look):
    page = enter("window-haidian-1", to="/en/window")
    walk(page, look, "window")
    says(page, "Window of")
    page.locator("main table tbody th a").first.click()
    page.wait_for_load_state()
    walk(page, look, "dispute")
    page.locator("textarea[name=remark]").fill("Checked with the registry")
    press(page, "Check the decision")
    assert page.locator(".error-summary").is_visible()
    assert page.locator("textarea[name=remark]").input_value() == "Checked with the registry"
    walk(page, look, "dispute-mistake")
    page.locator("input[name=decision][value=upheld]").check()
    press(page, "Check the decision")
    says(page, "Nothing is decided yet")
    walk(page, look, "dispute-check")
    press(page, "Decide")
    says(page, "Receipt")
    walk(page, look, "dispute-decided")
    walk(page, look, "identity", "/en/window/identity")


def test_the_city_in_english(enter, look):
    page = enter("city-1", to="/en/city")
    walk(page, look, "city")
    click(page, "See the units")
    walk(page, look, "units")
    page.locator("main table tbody tr").filter(has_text="Active").first.get_by_role("link").first.click()
    page.wait_for_load_state()
    walk(page, look, "unit")
    for state in ("cycles", "sanctions"):
        walk(page, look, state, f"/en/city/{state}")


def test_security_in_english(enter, look):
    page = enter("security-1", to="/en/security")
    walk(page, look, "security")
    walk(page, look, "roles", "/en/security/accounts?role=window")
    page.locator("main table tbody th a").first.click()
    page.wait_for_load_state()
    walk(page, look, "account")
    click(page, "Propose to grant a role")
    walk(page, look, "grant")


def test_the_auditor_in_english(enter, look):
    page = enter("auditor-1", to="/en/audit")
    walk(page, look, "audit")
    page.locator("select[name=subject]").select_option("anything")
    press(page, "Search")
    walk(page, look, "acts")
    page.locator("main table tbody th a").first.click()
    page.wait_for_load_state()
    walk(page, look, "act")
