#!/usr/bin/env bash
# Opens every page in a real browser: starts the server on a free port, walks all links and journeys
# in headless Chromium with and without script, at 360 and 1280 px, light and dark, by keyboard and on
# paper, and runs an accessibility engine on each. About five minutes; the first time a minute more to
# install Chromium, a Chinese font and the Python packages of Tests/Browser/requirements.txt.
# Pictures of all pages are left in out/screenshots. Arguments go to pytest, for instance:
# scripts/browser-test.sh -k design. LUOHU_URL=http://… tests a server that runs already.
source "$(dirname "$0")/env.sh"

packages=(fonts-noto-cjk)
[[ -n ${LUOHU_CHROMIUM:-} ]] || packages+=(chromium)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
scripts/setup.sh "${packages[@]}"
export LUOHU_CHROMIUM=${LUOHU_CHROMIUM:-$(command -v chromium)}

# The Python packages stay beside the builds and are installed again when the list changes.
requirements=Tests/Browser/requirements.txt
environment=$(scratch_for browser)
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  say "Installing the Python packages of $requirements"
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install -q --disable-pip-version-check -r "$requirements" >&2
  cp "$requirements" "$environment/requirements.txt"
fi

luohu=$(binary debug)
[[ -x $luohu ]] || build_debug
# For the journeys that change a city as a whole, and so have one of their own.
export LUOHU=$luohu

if [[ -z ${LUOHU_URL:-} ]]; then
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  rm -rf out/browser-city
  flags=$(scripts/demo.sh "$luohu" out/browser-city)
  mapfile -t flags <<<"$flags"
  "$luohu" serve --port "$port" "${flags[@]}" >out/browser-server.log 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
  export LUOHU_URL=http://127.0.0.1:$port
  python3 - <<'PYTHON' || { cat out/browser-server.log >&2; fail "the server does not answer"; }
import os, time, urllib.request
for _ in range(100):
    try:
        urllib.request.urlopen(os.environ["LUOHU_URL"] + "/healthz", timeout=2)
        break
    except OSError:
        time.sleep(0.1)
else:
    raise SystemExit(1)
PYTHON
fi

rm -rf out/screenshots
PYTHONDONTWRITEBYTECODE=1 "$environment/bin/python" -m pytest -c Tests/Browser/pytest.ini --rootdir Tests/Browser Tests/Browser "$@"
say "browser: passed in $SECONDS s; pictures of the pages are in out/screenshots"
