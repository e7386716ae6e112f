#!/usr/bin/env bash
# Everything a change must pass: style and house rules, then the build, the reference pages that the
# program would write today, and every test, among them the one that holds the layers. About nine
# minutes from nothing on two cores.
source "$(dirname "$0")/env.sh"
say "Style, house rules and all tests: about nine minutes from nothing on two cores, five once built."

# timed NAME COMMAND...: runs a step and says how long it took.
timed() {
  local name=$1 start=$SECONDS
  shift
  "$@"
  say "$name: $((SECONDS - start)) s"
}

timed setup scripts/setup.sh "${test_packages[@]}"
timed lint scripts/lint.sh
timed "build with tests" build_debug
timed "reference pages" scripts/docs.sh check
timed tests run_tests
timed "API against its document" scripts/api-test.sh debug
timed browser scripts/browser-test.sh
say "check: passed in $SECONDS s"
