#!/usr/bin/env bash
# Lets a web scanner (wapiti, from Debian) look for holes in a demo city: as a visitor, and signed in as an applicant, a
# clerk, a window officer, a department's officer, an officer of a supervising unit, an administrator, an auditor, a technician
# and a security administrator. Says what it looked at and what it found; fails on findings of medium or above that
# Tests/Scan/scan.py does not explain. Reports are in out/scan.
# About SCAN_SECONDS (70) for each of the ten, twelve minutes in all.
#   LUOHU=path scripts/scan.sh   of a program that is already built
source "$(dirname "$0")/env.sh"
say "Scanning the service: about twelve minutes once built."

scripts/setup.sh wapiti
luohu=${LUOHU:-$(binary debug)}
[[ -x $luohu ]] || build_debug
rm -rf out/scan
mkdir -p out/scan
flags=$(scripts/demo.sh "$luohu" out/scan/demo)
mapfile -t flags <<<"$flags"
# An account may do one thing every two seconds. A scanner that waits so long sees nothing; where the city's time runs thirty
# times as fast, it may do fifteen a second, under the limits of every day.
"$luohu" clock --store sqlite:out/scan/demo/cases.db --rate 30 >&2
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$luohu" serve --port "$port" --rate-requests 0 "${flags[@]}" 2>out/scan/server.log &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=Tests/API python3 Tests/Scan/scan.py \
  "http://127.0.0.1:$port" out/scan "${SCAN_SECONDS:-70}"
kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 5 out/scan/server.log)"
say "scan: nothing found in $SECONDS s"
