"""Real-browser tests of the pages, run by scripts/browser-test.sh, which builds and starts the server.

What a test may ask for (fixtures):

  base        the address of the running server, for instance http://127.0.0.1:40123; in a file that says
              OWN_CITY = True, that of a server with a demo city that only this file changes (LUOHU is its program)
  tab         a fresh page of one shared Chromium, script on, 1280 px wide, Chinese, light. It opens
              addresses below `base`: tab.goto("/design"). Console errors, broken or foreign
              requests and violations of the content security policy met by the page are kept, and
              fail the test at its end; a test that expects some lists their texts in tab.allowed.
  bare_tab    the same with script off
  enter       enter("unit-good") gives such a page with somebody of the demo provider signed in, in a
              browser of its own; enter("eligible", script=False) the same with script off
  inspect     inspect(tab, "calculator-result") judges the state the page is in now: at 360 and
              1280 px, light and dark, it checks title, heading, language, blank or unfilled texts,
              sideways scroll at 360 and 320 px, the accessibility engine, and keeps screenshots
              out/screenshots/NAME-WIDTH-SCHEME.png. Call it for every state a journey reaches.
  look        look(page, "signed-in") is inspect for a journey that runs with script and without (the parameter
              `script`): the pages are the same, so they are judged with script alone
  paper       paper(tab, "calculator-result") prints the page to out/screenshots/NAME-paper.png and
              .pdf and gives the number of sheets
  keyboard    keyboard(tab) walks the page by Tab alone and fails when an interactive element is
              left out, comes out of order or shows no focus

Any test that takes the parameter `address` runs once for each page that can be reached by links from
`/` and `/en`.
"""

import os
import re
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import checks
from crawl import crawl
from steps import sign_in

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "out" / "screenshots"
BASE = os.environ.get("LUOHU_URL", "http://127.0.0.1:8080").rstrip("/")
CHROMIUM = os.environ.get("LUOHU_CHROMIUM", "/usr/bin/chromium")
LUOHU = os.environ.get("LUOHU", str(ROOT / ".build" / "debug" / "luohu"))


def pytest_generate_tests(metafunc):
    if "address" in metafunc.fixturenames:
        metafunc.parametrize("address", crawl(BASE))


@contextmanager
def served(folder):
    """The address of a server of a demo city of its own, made in a folder."""
    made = subprocess.run([ROOT / "scripts" / "demo.sh", LUOHU, folder], check=True, capture_output=True, text=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with open(folder / "server.log", "w") as log:
        server = subprocess.Popen(
            [LUOHU, "serve", "--port", str(port), *made.stdout.splitlines()], stdout=log, stderr=log)
    try:
        for _ in range(600):
            assert server.poll() is None, (folder / "server.log").read_text()
            try:
                urllib.request.urlopen(address + "/healthz", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the server of the city does not answer")
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def base(request, tmp_path_factory):
    if not getattr(request.module, "OWN_CITY", False):
        yield BASE
        return
    with served(tmp_path_factory.mktemp("city")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser, base, script):
    """A page as a fixture: what is left of faults at the end of the test fails it."""
    page = watched(browser, base, script)
    yield page
    closed(page)


def closed(page):
    page.context.close()
    faults = [fault for fault in page.faults if not any(text in fault for text in page.allowed)]
    assert not faults, "\n".join(faults)


def watched(browser, base, script):
    """A page that keeps what goes wrong in it."""
    context = browser.new_context(
        base_url=base, java_script_enabled=script, locale="zh-CN", color_scheme="light",
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True,
    )
    page = context.new_page()
    page.allowed = []
    page.faults = []
    page.has_script = script
    page.on("console", lambda message: message.type in ("error", "warning") and page.faults.append(
        f"console: {message.text}"))
    page.on("pageerror", lambda error: page.faults.append(f"script: {error}"))
    page.on("requestfailed", lambda request: request.failure != "net::ERR_ABORTED" and page.faults.append(
        f"request failed: {request.url} {request.failure}"))
    page.on("request", lambda request: page.faults.append(f"foreign request: {request.url}")
            if not request.url.startswith((base + "/", "data:", "blob:", "about:")) else None)
    return page


@pytest.fixture
def tab(browser, base):
    yield from opened(browser, base, True)


@pytest.fixture
def bare_tab(browser, base):
    yield from opened(browser, base, False)


@pytest.fixture
def enter(browser, base):
    pages = []

    def signed_in(subject, to="/my", script=True):
        page = watched(browser, base, script)
        # Mistakes and refusals are part of a journey, and have such a status.
        page.allowed = [f"status of {code}" for code in (403, 409, 422)]
        pages.append(page)
        sign_in(page, subject, to)
        return page

    yield signed_in
    for page in pages:
        closed(page)


def keeping(check):
    """A check that keeps pictures under the name of a state."""
    def named(page, name):
        assert re.fullmatch(r"[a-z0-9-]+", name), f"a screenshot cannot be called {name}"
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        return check(page, name, SCREENSHOTS)
    return named


@pytest.fixture
def inspect():
    return keeping(checks.judge)


@pytest.fixture
def look(request, inspect):
    """The same for journeys that run with script and without: the states are the same pages, so they are judged once."""
    script = getattr(request.node, "callspec", None) is None or request.node.callspec.params.get("script", True)
    return (lambda page, state: inspect(page, f"journey-{state}")) if script else (lambda page, state: None)


@pytest.fixture
def paper():
    return keeping(checks.on_paper)


@pytest.fixture
def keyboard():
    return checks.walk_by_keyboard
