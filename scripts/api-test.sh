#!/usr/bin/env bash
# Holds the API to its OpenAPI document: the document is valid, and whatever a property-based tester makes
# up, the answers are those that the document says, nothing breaks, and what the document forbids is
# refused: at the calculators, and signed in as people of the demo city. Then evidence is handed in as the document says, and
# nonsense is sent through every form that they can reach. What each role really reached is said. Starts the program on a free
# port. About five minutes; API_EXAMPLES (15) says how much is tried at the calculators, SERVICE_EXAMPLES (5) in each role.
#   scripts/api-test.sh [debug|release]
source "$(dirname "$0")/env.sh"
say "Testing the API against its OpenAPI document: about five minutes once built."

kind=${1:-debug}
luohu=$(binary "$kind")
[[ -x $luohu ]] || luohu=$(scripts/build.sh "$kind" | tail -n 1)

# The tools live beside the builds and are installed again only when their versions change.
tools=$(scratch_for tools)
requirements=Tests/API/requirements.txt
if ! cmp -s "$requirements" "$tools/requirements.txt"; then
  say "Installing $(grep -cv '^#' "$requirements") packages for the test from PyPI"
  rm -rf "$tools"
  python3 -m venv "$tools" >&2 || fail "python3 cannot make an environment: apt-get install python3-venv"
  "$tools/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2 ||
    fail "could not install the packages of $requirements"
  cp "$requirements" "$tools/requirements.txt"
fi

work=$(mktemp -d)
server=
finish() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
address=http://127.0.0.1:$port
flags=$(scripts/demo.sh "$luohu" "$work/city")
mapfile -t flags <<<"$flags"
"$luohu" serve --port "$port" "${flags[@]}" >"$work/server.log" 2>&1 &
server=$!
for _ in {1..100}; do
  curl -sf "$address/healthz" >/dev/null && break
  kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 5 "$work/server.log")"
  sleep 0.1
done

curl -sf "$address/api/v1/openapi.json" >"$work/openapi.json" || fail "no OpenAPI document is served"
"$tools/bin/openapi-spec-validator" "$work/openapi.json" >&2 || fail "the OpenAPI document is not valid"

# try DOCUMENT EXAMPLES PHASES OPTIONS...: what the tester makes up, and what it says when it ends. A valid document may
# still break what no schema can say (months that overlap), so that is not held against a refusal; that
# a refusal comes when the schema is broken is.
try() {
  local document=$1 examples=$2 phases=$3 status=0
  shift 3
  (cd "$work" && PYTHONPATH=$OLDPWD/Tests/API SCHEMATHESIS_HOOKS=hooks "$tools/bin/schemathesis" run \
    "$document" --url "$address/api/v1" --phases "$phases" --max-examples "$examples" \
    --exclude-checks positive_data_acceptance --request-timeout 60 --seed 2020 --no-color "$@" \
    >schemathesis.log 2>&1) || status=$?
  kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 5 "$work/server.log")"
  ((status == 0)) || { cat "$work/schemathesis.log" >&2; fail "the API and its document differ"; }
  grep -E 'generated|Tested:' "$work/schemathesis.log" >&2
}

# Every boundary of the case format once, at the address that reads all of it; then some of everything.
calculators=(--exclude-path-regex '^/(my|unit|window|city|security|audit|system|account|work|clock|sign-out)(/|$)')
try openapi.json "${API_EXAMPLES:-15}" examples,coverage --include-path-regex '^/(score|rank|simulate|policy|history)'
try openapi.json "${API_EXAMPLES:-15}" examples,fuzzing "${calculators[@]}"

# The service: in each role what that role may do, as a program that is signed in does it. What is answered with 2xx is counted: a role
# in which nothing but reading comes to anything has not been tested.
act_as() {
  local role audience name token
  IFS=/ read -r role audience name <<<"$1"
  say "Signed in as $name"
  token=$(python3 Tests/API/sign_in.py "$address" "$audience" "$name" "$role")
  python3 Tests/API/for_role.py "$work/openapi.json" "$role" >"$work/$role.json"
  python3 Tests/API/known.py "$address" "$work/$role.json" "$token" >"$work/$role.known"
  export KNOWN=$work/$role.known REACHED=$work/$role.reached
  : >"$REACHED"
  try "$role.json" "${SERVICE_EXAMPLES:-5}" examples,fuzzing --header "Authorization: Bearer $token"
  python3 Tests/API/reached.py "$work/$role.json" "$REACHED" "$role" "$address" "$token" ||
    fail "not everything was reached as $name"
  unset KNOWN REACHED
}
for who in applicant/person/eligible familyHelper/person/helper clerk/entity/unit-good window/staff/window-haidian-1 \
  officer/staff/officer-housing supervisor/staff/supervisor-1 administrator/staff/city-1 auditor/staff/auditor-1 \
  technician/staff/technician-1; do
  act_as "$who"
done
python3 Tests/API/evidence.py "$address" || fail "evidence cannot be handed in over the API as the document says"
python3 Tests/API/forms.py "$address" 2020 || fail "a form broke"
# Whoever disables accounts comes last, and has sent no forms, of which so many may be sent.
act_as security/staff/security-2
say "api-test: passed"
