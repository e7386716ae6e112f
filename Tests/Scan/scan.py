"""Lets the scanner work at a demo city in each role, and judges what it says.

  scan.py ADDRESS FOLDER SECONDS

SECONDS is about how long each role takes. The reports are in FOLDER.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys

from signing_in import Browser, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))

# Whoever disables accounts comes last.
ROLES = {
    "visitor": None,
    "applicant": ("person", "eligible"),
    "clerk": ("entity", "unit-good"),
    "window": ("staff", "window-haidian-1"),
    "officer": ("staff", "officer-housing"),
    "supervisor": ("staff", "supervisor-1"),
    "city": ("staff", "city-1"),
    "auditor": ("staff", "auditor-1"),
    "technician": ("staff", "technician-1"),
    "security": ("staff", "security-1"),
}
# The first make a difference of seconds only; the last ones need forms.
MODULES = "csp,http_headers,cookieflags,csrf,redirect,crlf,xss,permanentxss,sql,file,exec,blindsql".split(",")

# The provider beside the platform stands for one that is not ours, and answers in its own way.
LEFT_OUT = ["/demo-provider/*"]
# What ends the session that the scanner works in, or moves the time of everybody.
ENDING = ["/sign-out*", "/sign-in*", "/account/sessions*", "/account/sign-ins*", "/account/role*", "/clock*", "/security/accounts/*/disable*"]
# The visitor looks at these, and at the English of all that is public; one template makes both languages.
PUBLIC = ["/", "/en", "/en/*", "/rules*", "/history*", "/calculator*", "/compare*", "/glossary*", "/design*", "/api*", "/verify*", "/assets/*"]

# What the scanner says and is no fault: its words, where, and why.
JUDGED = [
    ("Strict-Transport-Security", "", "set where TLS is; the scan is over plain HTTP on this machine"),
    ("X-Frame-Options", "", "the content security policy says it: frame-ancestors 'none'"),
    ("X-XSS-Protection", "", "browsers have given it up; the content security policy allows no inline script at all"),
    ("Secure flag is not set", "", "set where TLS is, with the name __Host-…"),
    ("Lack of anti CSRF token", r"^/(en/)?(calculator|compare|eligibility|verify)", "the calculators know nobody and keep nothing; there is nothing to forge"),
    ("Lack of anti CSRF token", r"^/(en/)?sign-in", "leads to the provider, which has its own; state and nonce belong to the browser that began"),
]
LEVELS = ["info", "low", "medium", "high", "critical"]


def scan(base, folder, name, who, seconds):
    """Runs the scanner; its findings, and whether it worked as somebody who is signed in until the end."""
    report = f"{folder}/{name}.json"
    # A quarter to look around; each module then has its share.
    share = seconds * 0.75 / len(MODULES)
    command = ["/usr/bin/python3", f"{HERE}/scanner.py", "-u", base + "/", "--scope", "folder", "--flush-session", "--no-bugreport",
               "--store-session", f"{folder}/{name}", "-m", ",".join(MODULES), "--max-scan-time", str(seconds // 4),
               "--max-attack-time", str(max(1, share)), "-S", "normal", "-t", "10", "-v", "1", "-f", "json", "-o", report]
    browser = None
    left_out = LEFT_OUT
    if who:
        browser = Browser(base)
        browser.sign_in(*who)
        jar = {n: {"value": v, "version": 0, "expires": None, "secure": False, "port": None} for n, v in browser.cookies.items()}
        with open(f"{folder}/{name}-cookies.json", "w", encoding="utf-8") as file:
            json.dump({"127.0.0.1": {"/": jar}}, file)
        command += ["-c", f"{folder}/{name}-cookies.json", "-s", base + browser.page, "-s", base + "/account"]
        left_out = LEFT_OUT + ENDING + PUBLIC
    for path in left_out:
        command += ["-x", base + path]
    with open(f"{folder}/{name}.log", "wb") as log:
        try:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                           env={**os.environ, "SCANNER_SHARE": str(share)}, timeout=seconds * 2 + 60)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failure:
            sys.exit(f"scan: {name}: {type(failure).__name__}; see {folder}/{name}.log")
    if browser:
        browser.send("GET", "/account")
        if browser.page != "/account" or browser.status != 200:
            sys.exit(f"scan: {name} was signed out meanwhile, so that the rest was looked at by nobody: {browser.status} {browser.page}")
    with open(report, encoding="utf-8") as file:
        found = json.load(file)
    return [(int(item["level"]), kind, item["method"], item["path"], item["info"])
            for group in ("vulnerabilities", "anomalies") for kind, items in found[group].items() for item in items]


def looked_at(folder, name):
    """Pages and forms that it found, and how many of them each module came to."""
    [file] = [f for f in os.listdir(f"{folder}/{name}") if f.endswith(".db")]
    with sqlite3.connect(f"{folder}/{name}/{file}") as store:
        paths = store.execute("SELECT method, path, http_status FROM paths WHERE NOT evil AND http_status IS NOT NULL").fetchall()
        reached = dict(store.execute("SELECT module_name, COUNT(DISTINCT path_id) FROM attack_log GROUP BY module_name"))
    pages = {p.split("?")[0] for m, p, status in paths if m == "GET" and status == 200}
    forms = {p.split("?")[0] for m, p, _ in paths if m == "POST"}
    with open(f"{folder}/{name}.log", encoding="utf-8", errors="replace") as log:
        answers = json.loads(log.read().rstrip().split("\n")[-1])
    return pages, forms, reached, answers


def judgement(info, path):
    return next((why for words, where, why in JUDGED if words in info and re.search(where, path)), None)


def main(base, folder, seconds):
    wait_for(base)
    faults, explained = 0, {}
    for name, who in ROLES.items():
        findings = scan(base, folder, name, who, seconds)
        pages, forms, reached, answers = looked_at(folder, name)
        if not pages:
            sys.exit(f"scan: {name} saw no page")
        came = ", ".join(f"{module} {reached[module]}" for module in MODULES if module in reached)
        print(f"scan: {name}: {len(pages)} pages, {len(forms)} addresses of forms; answers "
              + ", ".join(f"{count} x {status}" for status, count in sorted(answers.items())) + f"; requests that each module came to: {came}",
              flush=True)
        told = set()
        for status, count in answers.items():
            if int(status) >= 500:
                faults += 1
                told.add(f"  medium: {count} requests were answered {status}")
        for level, kind, method, path, info in findings:
            if why := judgement(info, path):
                explained[f"{kind}: {info}"] = why
                continue
            faults += level >= 2
            told.add(f"  {LEVELS[level]}: {kind}: {method} {path}: {info}")
        for line in sorted(told):
            print(line, flush=True)
    for what, why in sorted(explained.items()):
        print(f"scan: no fault: {what}: {why}")
    if faults:
        sys.exit(f"scan: {faults} findings of medium or above; reports in {folder}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
