#!/usr/bin/env bash
# Builds everything with its tests once and runs them all, then holds the API to its document
# and opens the pages in a real browser.
# About forty minutes from nothing on two cores; with arguments only `swift test` runs, and they go to
# it, for instance: scripts/test.sh --filter LayerTests
source "$(dirname "$0")/env.sh"
say "Building with all tests and running them: about forty minutes from nothing on two cores, thirty once built."

scripts/setup.sh "${test_packages[@]}"
build_debug
if (($# > 0)); then
  swift test --skip-build --scratch-path "$(scratch)" "$@"
else
  run_tests
fi
(($# > 0)) || scripts/api-test.sh debug
(($# > 0)) || scripts/browser-test.sh
