#!/usr/bin/env bash
# Starts the mail server of the tests (Tests/Mail/server.py) with certificates of its own making: an
# authority, ca.pem, and one for localhost, in FOLDER. The first time it installs the packages of
# Tests/Mail/requirements.txt from PyPI, which takes seconds. Ends when its standard input does, and removes FOLDER.
#   scripts/mail-server.sh FOLDER
source "$(dirname "$0")/env.sh"

folder=${1:?a folder for the certificates}
environment=$(python_environment mail Tests/Mail/requirements.txt)

(
  cd "$folder"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 \
    -subj "/CN=Luohu test authority" -addext "basicConstraints=critical,CA:TRUE"
  openssl req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj "/CN=localhost"
  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out cert.pem \
    -days 2 -extfile <(printf 'subjectAltName=DNS:localhost')
) 2>"$folder/openssl.log" || fail "openssl made no certificates: $(tail -n 1 "$folder/openssl.log")"

exec "$environment/bin/python" Tests/Mail/server.py "$folder"
