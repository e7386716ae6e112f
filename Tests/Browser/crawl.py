"""Which pages there are: every address that links lead to, beginning at the two home pages."""

import urllib.error
import urllib.request
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

STARTS = ["/", "/en"]
# More than this is no site map but a maze; the test of the crawl says so.
MOST = 400


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "a" and values.get("href") and "download" not in values:
            self.found.append(values["href"])


@lru_cache
def visit(base):
    """Pages by address, and the links that lead nowhere as (from, to, status)."""
    pages, broken = [], []
    waiting = [(None, start) for start in STARTS]
    seen = set(STARTS)
    while waiting and len(seen) < MOST:
        origin, address = waiting.pop(0)
        try:
            with urllib.request.urlopen(base + address, timeout=30) as answer:
                kind = answer.headers.get("Content-Type", "")
                text = answer.read().decode() if kind.startswith("text/html") else None
        except urllib.error.HTTPError as error:
            broken.append((origin, address, error.code))
            continue
        if text is None:
            continue
        pages.append(address)
        links = Links()
        links.feed(text)
        for link in links.found:
            target = urldefrag(urljoin(base + address, link)).url
            if not target.startswith(base + "/"):
                continue
            parts = urlsplit(target)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if path not in seen:
                seen.add(path)
                waiting.append((address, path))
    return tuple(pages), tuple(broken)


def crawl(base):
    return list(visit(base)[0])


def name_of(address):
    """A page's name in the folder of screenshots."""
    words = "".join(letter if letter.isalnum() else "-" for letter in address.lower())
    return "-".join(part for part in words.split("-") if part) or "home"
