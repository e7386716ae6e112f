#!/usr/bin/env bash
# Starts a provider of identities by other people, for the tests of signing in:
#   mock       oidc-provider-mock from PyPI, installed the first time, which takes seconds
#   glewlwyd   the full provider of Debian's package of that name, with a database of its own in FOLDER
# It talks with the test over its standard input and output (Tests/Identity/peer.py) and ends with them.
#   scripts/identity-peer.sh mock|glewlwyd FOLDER
source "$(dirname "$0")/env.sh"

kind=${1:?mock or glewlwyd}
folder=${2:?a folder for what it keeps}
export PYTHONDONTWRITEBYTECODE=1
case $kind in
  mock)
    requirements=Tests/Identity/requirements.txt
    environment=$(scratch_for identity)
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
      fail "python3 cannot make an environment: apt-get install python3-venv"
    # Several tests may begin at once.
    exec 8>"$environment.lock"
    flock 8
    if ! cmp -s "$requirements" "$environment/requirements.txt"; then
      rm -rf "$environment"
      python3 -m venv "$environment" >&2
      "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2 ||
        fail "could not install the packages of $requirements from PyPI"
      cp "$requirements" "$environment/requirements.txt"
    fi
    exec 8>&-
    exec "$environment/bin/python" Tests/Identity/mock.py
    ;;
  glewlwyd)
    command -v glewlwyd >/dev/null || fail "apt-get install glewlwyd"
    exec python3 Tests/Identity/glewlwyd.py "$folder"
    ;;
  *) fail "mock or glewlwyd, not $kind" ;;
esac
