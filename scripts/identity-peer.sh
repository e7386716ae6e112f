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
    environment=$(python_environment identity Tests/Identity/requirements.txt)
    exec "$environment/bin/python" Tests/Identity/mock.py
    ;;
  glewlwyd)
    command -v glewlwyd >/dev/null || fail "apt-get install glewlwyd"
    exec python3 Tests/Identity/glewlwyd.py "$folder"
    ;;
  *) fail "mock or glewlwyd, not $kind" ;;
esac
