#!/usr/bin/env bash
# Measures the service for signed-in people of the shipped program with wrk on this machine: requests for an association,
# each durable and of another person, and a signed-in page. About two minutes after the build.
#   LUOHU=path scripts/bench-service.sh            of a program that is already built, on SQLite
#   STORE=postgresql://… scripts/bench-service.sh  on an empty database
source "$(dirname "$0")/env.sh"
say "Measuring the service: about two minutes once built."

scripts/setup.sh wrk curl
luohu=${LUOHU:-$(scripts/build.sh release | tail -n 1)}
city=out/bench-city
people=${PEOPLE:-30000}
rm -rf "$city"
flags=$(STORE=${STORE:-} scripts/demo.sh "$luohu" "$city")
mapfile -t flags <<<"$flags"
store=${STORE:-sqlite:$city/cases.db}
# The first start makes the city.
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=scripts
python3 -m serving "$luohu" "${flags[@]}"
say "Signing $people people in"
"${LUOHU_PREPARE:-$luohu}" bench applicants --store "$store" --keyring "$city/keyring.yaml" --count "$people" "$city/tokens.txt"

python3 - "$luohu" "$city" "${flags[@]}" <<'PYTHON'
"""Load by wrk."""
import os, re, subprocess, sys
from serving import Serving

program, city, *flags = sys.argv[1:]
seconds = int(os.environ.get("SECONDS_EACH", "8"))
with open(f"{city}/tokens.txt") as file:
    code, *tokens = file.read().split("\n")[:-1]

server = Serving(program, flags)


def script(lines):
    path = f"{city}/load.lua"
    with open(path, "w") as lua:
        lua.write(f"local tokens = {{}}\nfor line in io.lines('{city}/tokens.txt') do tokens[#tokens + 1] = line end\n")
        # Each thread takes every second person; the first line is the unit's code.
        lua.write("local threads = 0\nfunction setup(thread) thread:set('id', threads) threads = threads + 1 end\n")
        lua.write("local place\nfunction init() place = 2 + id end\n")
        lua.write(lines)
    return path


def run(name, lines, target, warm=False):
    before = server.processor()
    answer = subprocess.run(
        ["wrk", "-t", "2", "-c", "64", "-d", f"{seconds}s", "--latency", "-s", script(lines), f"http://127.0.0.1:{server.port}"],
        capture_output=True, text=True).stdout
    used = server.processor() - before
    count = int(re.search(r"(\d+) requests in", answer).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", answer).group(1))
    slow = re.search(r"99%\s+(\S+)", answer).group(1)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", answer)
    refused = int(refused.group(1)) if refused else 0
    print(f"{name:34} {rate:9,.0f} a second  p99 {slow:>9}  {used / count * 1e6:6.0f} µs  {server.memory():6.1f} MiB"
          + (f"  target {target:,}" if target else "") + (f"  NOT DONE: {refused}" if refused else ""))
    return count


ASK = f"""
function request()
  local token = tokens[place]
  place = place + 2
  if not token then wrk.thread:stop() return nil end
  return wrk.format('POST', '/api/v1/my/association', {{['Authorization'] = 'Bearer ' .. token, ['Content-Type'] = 'application/json'}}, '{{"unitCode": "{code}"}}')
end
"""
PAGE = """
function request()
  place = place + 2
  if place > #tokens or place > 2000 then place = 2 + id end
  return wrk.format('GET', 'PATH', {['Cookie'] = 'luohu-session=' .. tokens[place]})
end
"""
with server:
    print(f"started with {server.memory():.1f} MiB; {len(tokens):,} people")
    run("tasks, 1,000 people", PAGE.replace("PATH", "/my/tasks"), 2500)
    run("request for an association", ASK, 800 if any("postgresql" in flag for flag in flags) else 1500)
    run("tasks, after", PAGE.replace("PATH", "/my/tasks"), 2500)
    rounds = int(os.environ.get("MILLION", "0"))
    while rounds > 0:
        rounds -= run("towards a million", PAGE.replace("PATH", "/my/tasks"), None)
PYTHON
