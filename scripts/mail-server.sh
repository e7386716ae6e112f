#!/usr/bin/env bash
# Starts the mail server of the tests (Tests/Mail/server.py) with certificates of its own making: an
# authority, ca.pem, and one for localhost, in FOLDER. The first time it installs the packages of
# Tests/Mail/requirements.txt from PyPI, which takes seconds. Ends when its standard input does, and removes FOLDER.
#   scripts/mail-server.sh FOLDER
source "$(dirname "$0")/env.sh"

folder=${1:?a folder for the certificates}
requirements=Tests/Mail/requirements.txt
environment=$(scratch_for mail)
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

(
  cd "$folder"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 \
    -subj "/CN=Luohu test authority" -addext "basicConstraints=critical,CA:TRUE"
  openssl req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj "/CN=localhost"
  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out cert.pem \
    -days 2 -extfile <(printf 'subjectAltName=DNS:localhost')
) 2>"$folder/openssl.log" || fail "openssl made no certificates: $(tail -n 1 "$folder/openssl.log")"

exec "$environment/bin/python" Tests/Mail/server.py "$folder"
