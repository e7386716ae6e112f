"""Sends nonsense through every form that people of the demo city can reach.

  forms.py BASE SEED

Everybody crawls from where their role begins and fills the forms of every page with what nobody would type. An answer
may refuse, ask again or do it; it may not be a failure, and nothing of what was typed may come back as markup. Changes are limited for
each account, so many people take part and each sends as much as they may.
"""

import html
import json
import random
import re
import sys
import urllib.parse
import urllib.request

from for_role import ENDING, acts
from signing_in import Browser, wait_for

PEOPLE = [
    ("person", name)
    for name in ("newcomer", "eligible", "waiting", "payerDiffers", "rejected", "confirmed", "undertaken", "complete", "leaver", "vouched")
] + [("entity", name) for name in ("unit-good", "unit-good-2", "unit-fresh", "unit-disputing")] + [
    ("staff", name)
    for name in ("window-haidian-1", "window-chaoyang-1", "officer-housing", "supervisor-1", "city-1", "city-2", "security-1", "auditor-1", "technician-1")
]
# A change more may be sent every two seconds after sixty.
MOST_SENT = 55
MOST_PAGES = 60

MARKUP = "\"><script>alert(1)</script>'"
HOSTILE = [
    "", " ", MARKUP, "\x00", "\r\nX-Evil: 1", "' OR 1=1 --", "{{token}}", "-1", "0", "1", "99999999999999999999", "1e309",
    "2020-02-30", "2020-07-20", "true", "\u202eabc", "\ufeff", "字" * 20000, "𠀀👨‍👩‍👧", "../../etc/passwd", "%00%0d%0a", "110101199001011234",
]


class Forms:
    """The forms of one page: where each is sent, and its fields with what stands in them."""

    TAG = re.compile(r"<(input|select|textarea|button)\b([^>]*)>")

    @staticmethod
    def attribute(name, tag):
        found = re.search(rf'\s{name}="([^"]*)"', tag)
        return html.unescape(found[1]) if found else None

    @classmethod
    def all(cls, page):
        for head, body in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.S):
            fields = [
                (cls.attribute("name", tag), cls.attribute("type", tag) or "text", cls.attribute("value", tag) or "")
                for _, tag in cls.TAG.findall(body)
            ]
            yield cls.attribute("action", head) or "", [field for field in fields if field[0]]


def bare(path):
    return re.sub(r"^/en(?=/|$)", "", urllib.parse.urlsplit(path).path) or "/"


def main(base, seed):
    wait_for(base)
    dice = random.Random(seed)
    document = json.load(urllib.request.urlopen(base + "/api/v1/openapi.json"))
    patterns = [
        (re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + "$"), act)
        for (method, path), act in acts(document).items()
        if method == "post"
    ]

    def act_of(action):
        return next((act for pattern, act in patterns if pattern.match(bare(action))), None)

    faults, sent, seen, limited = [], 0, set(), 0
    for audience, name in PEOPLE:
        browser = Browser(base)
        browser.sign_in(audience, name)
        waiting, known, forms = ["/my", "/en/my", "/account"], set(), []
        while waiting and len(known) < MOST_PAGES:
            path = waiting.pop(0)
            if path in known:
                continue
            known.add(path)
            browser.send("GET", path)
            if browser.status >= 500:
                faults.append(f"{name}: GET {path}: {browser.status}")
            forms += Forms.all(browser.text)
            waiting += [
                html.unescape(link)
                for link in re.findall(r'href="(/[^"#]*)"', browser.text)
                if 'class="who"' in browser.text and not link.startswith(("/assets", "/sign-in", "/api", "/verify"))
            ]
        forms = [form for form in forms if act_of(form[0]) not in ENDING and bare(form[0]) not in ("/verify", "/demo-provider/authorize")]
        kinds = {}
        for form in forms:
            kinds.setdefault(re.sub(r"\d+", "0", bare(form[0])), []).append(form)
        for turn in range(MOST_SENT if kinds else 0):
            kind = sorted(kinds)[turn % len(kinds)]
            action, fields = dice.choice(kinds[kind])
            filled = []
            for field, control, value in fields:
                if field in ("token", "key"):
                    filled.append((field, value if dice.random() < 0.95 else "x"))
                elif control == "file" or dice.random() < 0.1:
                    continue
                else:
                    filled.append((field, value if dice.random() < 0.3 else dice.choice(HOSTILE)))
            browser.send("POST", action, filled)
            sent += 1
            seen.add(kind)
            limited += browser.status == 429
            if browser.status >= 500:
                faults.append(f"{name}: POST {action}: {browser.status}: {filled}"[:600])
            # An export has what was typed as it was typed, in a file.
            if not browser.is_file and (MARKUP in browser.text or "<script>alert" in browser.text):
                faults.append(f"{name}: POST {action}: markup comes back as markup")
    print(f"forms: {sent} sent through {len(seen)} forms by {len(PEOPLE)} people, {limited} of them too many", file=sys.stderr)
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    if faults or not seen:
        raise SystemExit(f"forms: {len(faults)} faults")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
