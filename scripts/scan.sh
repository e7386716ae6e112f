#!/usr/bin/env bash
# Lets a web scanner (wapiti, from Debian) look for holes in a demo city: as a visitor, and signed in as an applicant, a
# clerk, a window officer, an administrator and an auditor. Fails on whatever it finds. About SCAN_SECONDS (90) for each of
# them; reports are in out/scan.
#   LUOHU=path scripts/scan.sh   of a program that is already built
source "$(dirname "$0")/env.sh"
say "Scanning the service: about ten minutes once built."

scripts/setup.sh wapiti
luohu=${LUOHU:-$(binary debug)}
[[ -x $luohu ]] || build_debug
rm -rf out/scan
mkdir -p out/scan
flags=$(scripts/demo.sh "$luohu" out/scan/city)
mapfile -t flags <<<"$flags"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$luohu" serve --port "$port" --rate-requests 0 "${flags[@]}" 2>out/scan/server.log &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=Tests/API python3 - "http://127.0.0.1:$port" "${SCAN_SECONDS:-90}" <<'PYTHON'
"""Runs the scanner as each of them, and judges its reports."""
import json, subprocess, sys
from signing_in import Browser, wait_for

base, seconds = sys.argv[1:]
wait_for(base)
ROLES = [None, ("person", "eligible"), ("entity", "unit-good"), ("staff", "window-haidian-1"), ("staff", "city-1"), ("staff", "auditor-1")]
# What ends the session that the scanner works in, and the provider beside the platform.
LEFT_OUT = ["/sign-out", "/en/sign-out", "/account/*", "/en/account/*", "/demo-provider/*", "/sign-in/*", "/en/sign-in/*", "/my", "/en/my"]
faults = []
for role in ROLES:
    name = role[1] if role else "visitor"
    command = ["wapiti", "-u", base + "/", "--scope", "folder", "--flush-session", "--no-bugreport", "--store-session", f"out/scan/{name}",
               "-m", "common,blindsql,csrf,csp,cookieflags,http_headers,redirect,crlf,xxe,ssrf,file,exec", "--max-scan-time", seconds,
               "--max-attack-time", "40", "-S", "normal", "-v", "0", "-f", "json", "-o", f"out/scan/{name}.json"]
    for path in LEFT_OUT if role else ["/demo-provider/*"]:
        command += ["-x", base + path]
    if role:
        browser = Browser(base)
        browser.sign_in(*role)
        cookies = {"127.0.0.1": {"/": {n: {"value": v, "version": 0, "expires": None, "secure": False, "port": None} for n, v in browser.cookies.items()}}}
        with open(f"out/scan/{name}-cookies.json", "w") as file:
            json.dump(cookies, file)
        command += ["-c", f"out/scan/{name}-cookies.json", "-s", base + browser.page]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(f"out/scan/{name}.json") as file:
        report = json.load(file)
    found = [(kind, item["level"], item["path"], item["info"]) for group in ("vulnerabilities", "anomalies")
             for kind, items in report[group].items() for item in items]
    print(f"scan: {name}: {report['infos'].get('crawled_pages_nbr', report['infos'].get('crawled_pages', '?'))} pages, {len(found)} findings")
    faults += [(name, *item) for item in found]
for fault in faults:
    print("scan:", *fault, file=sys.stderr)
sys.exit(1 if faults else 0)
PYTHON
say "scan: nothing found in $SECONDS s"
