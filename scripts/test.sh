#!/usr/bin/env bash
# Builds everything with its tests once and runs them all. About five minutes from nothing on two
# cores; arguments go to `swift test`, for instance: scripts/test.sh --filter LayerTests
source "$(dirname "$0")/env.sh"
say "Building with all tests and running them: about five minutes from nothing on two cores, two once built."

scripts/setup.sh
build_debug
swift test --skip-build --scratch-path "$(scratch)" "$@"
# With arguments somebody wants some tests only.
(($# > 0)) || scripts/api-test.sh debug
