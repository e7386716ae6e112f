#!/usr/bin/env bash
# Kills a process that keeps cases, and the server under it, at random moments, and looks at everything afterwards:
# CRASHES (300) times with SQLite and with PostgreSQL, and as often PostgreSQL itself. About an hour; the
# ordinary tests do it a few dozen times.
source "$(dirname "$0")/env.sh"
say "Building, then killing ${CRASHES:-300} times each: about an hour."

scripts/setup.sh postgresql
build_debug
LUOHU_CRASHES=${CRASHES:-300} nice swift test --skip-build --scratch-path "$(scratch)" --no-parallel \
  --filter '^StoreTests\.(CrashTests|PostgresCrashTests)/'
