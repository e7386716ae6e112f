#!/usr/bin/env bash
# Builds the program, makes a demo city's store in out/demo ready, and serves until Ctrl-C.
#   PORT=9000 scripts/run.sh          at another port
#   LUOHU_DEMO=folder scripts/run.sh  with the demo city in another folder
source "$(dirname "$0")/env.sh"
port=${PORT:-8080}
say "Building, then serving at http://127.0.0.1:$port: about ten minutes from nothing on two cores, seconds once built."

scripts/setup.sh
luohu=$(scripts/build.sh release | tail -n 1)

flags=$(scripts/demo.sh "$luohu" "${LUOHU_DEMO:-out/demo}")
mapfile -t flags <<<"$flags"

cat >&2 <<TEXT

  http://127.0.0.1:$port        中文
  http://127.0.0.1:$port/en     English

  Is it alive, is it ready, what did it do:
    curl http://127.0.0.1:$port/healthz
    curl http://127.0.0.1:$port/readyz
    curl http://127.0.0.1:$port/metrics

  Stop with Ctrl-C. A line for every request: LUOHU_LOG_REQUESTS=true make run

TEXT
export LUOHU_LOG_REQUESTS=${LUOHU_LOG_REQUESTS:-false}
# The program takes the place of this script, so that Ctrl-C reaches it.
exec "$luohu" serve --port "$port" "${flags[@]}"
