"""What surrounds every page: skip link, language switch, large type, and the script's small comforts."""

import pytest


def root_size(tab):
    return tab.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")


def test_first_tab_is_the_skip_link_and_it_skips(tab):
    tab.goto("/design")
    tab.keyboard.press("Tab")
    skip = tab.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().left >= 0")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("start, end, language", [("/design", "/en/design", "en"), ("/en/design", "/design", "zh-CN")])
def test_language_switch_stays_on_the_page(bare_tab, start, end, language):
    bare_tab.goto(start)
    bare_tab.locator("a.language").click()
    bare_tab.wait_for_url(f"**{end}")
    assert bare_tab.locator("html").get_attribute("lang") == language


def test_large_type_is_remembered_with_script(tab):
    tab.goto("/design")
    assert root_size(tab) == 16
    tab.locator(".size-on").click()
    assert root_size(tab) == 21
    assert tab.evaluate("document.activeElement.className") == "size-off"
    tab.goto("/")
    assert root_size(tab) == 21
    tab.locator(".size-off").click()
    assert root_size(tab) == 16
    tab.reload()
    assert root_size(tab) == 16


def test_large_type_works_on_the_page_without_script(bare_tab):
    bare_tab.goto("/design")
    bare_tab.locator(".size-on").click()
    assert root_size(bare_tab) == 21
    bare_tab.locator(".size-off").click()
    assert root_size(bare_tab) == 16


def test_nothing_is_kept_but_the_size(tab):
    tab.goto("/design")
    tab.locator(".size-on").click()
    assert tab.context.cookies() == []
    assert tab.evaluate("[localStorage.length, sessionStorage.length, localStorage.getItem('size')]") == [1, 0, "large"]


def scripted(tab, body):
    """Puts a piece of a page under the real script and policy of the site."""
    def answer(route):
        original = route.fetch()
        text = original.text()
        start, end = text.index("<h1>"), text.index("</main>")
        route.fulfill(response=original, body=text[:start] + body + text[end:])
    tab.route("**/design", answer)


def test_live_total_follows_the_answers(tab):
    scripted(tab, """<h1>x</h1><form id="answers" data-total="/total" method="post"><label>a
        <input name="months" value=""></label><input type="hidden" name="case" value="sealed"></form>
        <div class="live" aria-live="polite">1</div>""")
    sent = []

    def total(route):
        sent.append(route.request.post_data)
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body="<p>88.40</p>")
    tab.route("**/total", total)
    tab.goto("/design")
    tab.locator("[name=months]").press_sequentially("123", delay=20)
    tab.locator(".live p").wait_for()
    assert tab.locator(".live").inner_text() == "88.40"
    assert sent == ["months=123&case=sealed"]


def test_live_total_stays_when_the_server_cannot_answer(tab):
    scripted(tab, """<h1>x</h1><form id="answers" data-total="/total"><input name="months" aria-label="m"></form>
        <div class="live">old</div>""")
    tab.allowed.append("503")
    tab.route("**/total", lambda route: route.fulfill(status=503, content_type="text/html", body="busy"))
    tab.goto("/design")
    with tab.expect_response("**/total"):
        tab.locator("[name=months]").fill("1")
    tab.wait_for_function("() => !document.querySelector('.live').hasAttribute('aria-busy')")
    assert tab.locator(".live").inner_text() == "old"


def test_error_summary_takes_the_focus(tab):
    scripted(tab, """<h1>x</h1><div class="error-summary" tabindex="-1"><a href="#y">y</a></div><input id="y">""")
    tab.goto("/design")
    assert tab.evaluate("document.activeElement.className") == "error-summary"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "y"


def test_a_shared_case_is_opened_from_the_fragment_once(tab):
    scripted(tab, """<h1>x</h1><form id="shared" method="post" action="/opened"><input name="case" aria-label="c"></form>""")
    sent = []

    def opened(route):
        sent.append(route.request.post_data)
        route.fulfill(status=200, content_type="text/html", body="<h1>opened</h1>")
    tab.route("**/opened", opened)
    tab.goto("/design#abc_-123")
    tab.wait_for_url("**/opened")
    assert sent == ["case=abc_-123"]
    tab.go_back()
    assert "abc" not in tab.url
    assert len(sent) == 1


def test_copy_button_copies_and_says_so(tab):
    scripted(tab, """<h1>x</h1><input id="link" value="https://example.org/#case" aria-label="l" readonly>
        <button data-copy="#link" data-done="Copied">Copy</button>""")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto("/design")
    tab.get_by_role("button", name="Copy").click()
    tab.get_by_role("button", name="Copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == "https://example.org/#case"
    tab.wait_for_function("() => document.querySelector('[role=status]').textContent === 'Copied'")
