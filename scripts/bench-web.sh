#!/usr/bin/env bash
# Measures the web service of the shipped program with wrk on this machine: requests a second, how long
# they take, processor time for each, memory. About two minutes after the build. What is not there is
# said and left out.
#   LUOHU=path scripts/bench-web.sh   of a program that is already built
source "$(dirname "$0")/env.sh"
say "Measuring the web service: about two minutes once built."

scripts/setup.sh wrk curl
luohu=${LUOHU:-$(scripts/build.sh release | tail -n 1)}
mkdir -p out

# A made-up case of about 2 KB, as most are.
"$luohu" population --size 200 --seed 2020 |
  awk '{ away = length($0) - 2000; if (away < 0) away = -away
         if (NR == 1 || away < least) { least = away; line = $0 } }
       END { print line }' >out/bench-case.json

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=scripts python3 - "$luohu" <<'PYTHON'
"""Load by wrk."""
import os, re, subprocess, sys, time, urllib.parse
from serving import Serving

program = sys.argv[1]
# Opening a case file and asking for its result is one request: the whole page, sealed answers included.
with open("out/bench-case.json") as case, open("out/bench-result.form", "w") as form:
    form.write(urllib.parse.urlencode({"case": case.read(), "cycle": "2020", "go": "result"}))
seconds = int(os.environ.get("SECONDS_EACH", "6"))

# What, address, body (a file) and its type, least requests a second on two cores.
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
targets = [
    ("home page", "/", None, None, 10000),
    ("rules page", "/rules", None, None, 10000),
    ("edition page", "/rules/rules-2020", None, None, 10000),
    ("history page", "/history", None, None, 10000),
    ("score, explained", "/api/v1/score?cycle=2020", "out/bench-case.json", JSON, 8000),
    ("result page", "/calculator/open", "out/bench-result.form", FORM, 2500),
]

server = Serving(program)


def script(body, kind, delay):
    path = "out/bench-web.lua"
    with open(path, "w") as lua:
        if body:
            lua.write(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "{kind}"\n')
            lua.write(f'wrk.body = io.open("{body}", "rb"):read("*a")\n')
        if delay:
            lua.write(f"function delay() return {delay} end\n")
    return path


def milliseconds(text):
    value, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def load(address, body, kind, connections, delay=0):
    before = server.processor()
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
         "-s", script(body, kind, delay), f"http://127.0.0.1:{server.port}{address}"],
        capture_output=True, text=True, check=True).stdout
    used = server.processor() - before
    count = int(re.search(r"(\d+) requests in", output).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
        "p50": milliseconds(re.search(r"\n\s+50%\s+(\S+)", output).group(1)),
        "p99": milliseconds(re.search(r"\n\s+99%\s+(\S+)", output).group(1)),
        "cpu": used / max(count, 1) * 1e6, "count": count, "bad": int(bad.group(1)) if bad else 0,
    }


print(f"\nstart to first connection {server.started * 1000:.0f} ms, resident {server.memory():.1f} MiB")
print("requests/s and p50/p99 in ms at full load (32 connections), CPU per request, p99 at half the rate asked for")
print(f"{'':<18}{'asked':>8}{'req/s':>9}{'p50':>8}{'p99':>8}{'CPU us':>8}{'p99 half':>10}{'MiB':>8}")
total = 0
for name, address, body, kind, least in targets:
    if body and not os.path.exists(body):
        print(f"{name:<18} left out: there is no {body}")
        continue
    probe = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1:{server.port}{address}"]
    if body:
        probe += ["-H", f"Content-Type: {kind}", "--data-binary", f"@{body}"]
    status = subprocess.run(probe, capture_output=True, text=True).stdout
    if status != "200":
        print(f"{name:<18} left out: {address} answers {status}")
        continue
    load(address, body, kind, 8)  # warm up
    full = load(address, body, kind, 32)
    # Each connection waits so long between two requests that together they send half the rate.
    half = load(address, body, kind, 64, max(1, round(64 / (least / 2) * 1000)))
    total += full["count"] + half["count"]
    print(f"{name:<18}{least:>8}{full['rate']:>9.0f}{full['p50']:>8.2f}{full['p99']:>8.2f}"
          f"{full['cpu']:>8.0f}{half['p99']:>10.2f}{server.memory():>8.1f}"
          + (f"  {full['bad']} refused" if full["bad"] else ""))

million = int(os.environ.get("MILLION", "1000000"))
while total < million:
    total += load("/", None, None, 32)["count"]
print(f"after {total:,} requests: resident {server.memory():.1f} MiB")
begun = time.monotonic()
status = server.stop()
print(f"stopped in {(time.monotonic() - begun) * 1000:.0f} ms with status {status}")
PYTHON
