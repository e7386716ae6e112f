"""How much a tester that was signed in really reached: reached.py DOCUMENT NOTES ROLE ADDRESS TOKEN.

NOTES has a line for each answer of 2xx. Says how many of the operations that the role may use were answered so, reading and doing. Many
are there for the cases of others, so not all can be. Fails when the tester missed a reading that is simply open to the role, as asking
plainly shows, one of everybody's own acts, or all of its work.
"""

import json
import sys
import urllib.error
import urllib.request

# Where the work of a role is, in which some act comes to something in a demo city that has just begun. The others only read there, or
# what they do needs an assignment that nobody has yet.
WORK = {"applicant": "/my/", "clerk": "/unit/", "window": "/window/", "administrator": "/city/", "security": "/security/"}
# Everybody's own.
OWN = {"/account/messages/read", "/account/drafts/delete"}


def is_open(base, path, token):
    """Whether it is answered to somebody who asks for nothing in particular."""
    request = urllib.request.Request(f"{base}/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return 200 <= answer.status < 300
    except urllib.error.HTTPError:
        return False


def main(document, notes, role, base, token):
    with open(document, encoding="utf-8") as file:
        operations = {(method.upper(), path) for path, item in json.load(file)["paths"].items() for method in item}
    with open(notes, encoding="utf-8") as file:
        reached = {tuple(line.split()) for line in file} & operations
    counts = []
    for kind in ("GET", "POST"):
        of = {operation for operation in operations if operation[0] == kind}
        counts += [len(reached & of), len(of)]
    print(f"{role}: {counts[0]} of {counts[1]} readings and {counts[2]} of {counts[3]} acts were answered with 2xx", file=sys.stderr)
    print("  acts: " + ", ".join(sorted(path for method, path in reached if method == "POST")), file=sys.stderr)
    wanted = {("GET", path) for method, path in operations if method == "GET" and "{" not in path and is_open(base, path, token)}
    wanted |= {("POST", path) for path in OWN}
    missed = [f"{method} {path}" for method, path in sorted(wanted - reached)]
    if role in WORK and not any(method == "POST" and path.startswith(WORK[role]) for method, path in reached):
        missed.append(f"any act below {WORK[role]}")
    if missed:
        raise SystemExit("not reached: " + ", ".join(missed))


if __name__ == "__main__":
    main(*sys.argv[1:])
