"""oidc-provider-mock as a peer of the tests: a provider by other people, on Authlib."""

import json
import subprocess
import sys
import urllib.parse

import peer

USER = {"sub": "mock-1", "name": "甲某", "id_number": "990000199003070013"}


def sign_in(address, user):
    body = urllib.parse.urlencode({"sub": user} if user else {"action": "deny"})
    status, headers, text = peer.ask(
        "POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"}
    )
    if status != 302:
        raise RuntimeError(f"{status}: {text[:300]!r}")
    return headers["Location"]


def main():
    port = peer.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true",
         "--user-claims", json.dumps(USER)],
        stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr,
    )
    try:
        peer.until_listening(port, process)
        peer.talk({"issuer": f"http://127.0.0.1:{port}"}, sign_in)
    finally:
        # Not terminate(): the test's process may have handed on that this signal waits.
        process.kill()
        process.wait()


main()
