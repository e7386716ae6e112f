#!/usr/bin/env bash
# Builds the program: scripts/build.sh [debug|release]. The last line is the path of the binary.
# From nothing about three to four minutes on two cores, seconds after a small change.
source "$(dirname "$0")/env.sh"

case ${1:-debug} in
  debug) build_debug ;;
  release) build_release ;;
  *) fail "'$1' is no way to build: debug or release" ;;
esac
binary "${1:-debug}"
