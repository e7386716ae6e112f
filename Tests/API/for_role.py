"""The part of the OpenAPI document that one role may use, for a tester that is signed in in that role.

  for_role.py DOCUMENT ROLE

Prints the document with the operations of the service that the role may do to something, and without those that would
end the tester's own session or move the city's time.
"""

import json
import sys

# They end the session, change its token or lock the account; or time goes on and everybody is signed out.
ENDING = {"signOut", "signOutEverywhere", "reportSignIn", "chooseRole", "moveDemoClock", "switchDemoRegistry"}
# A helper who ends the help has nothing left to try.
ENDING_OF = {"familyHelper": {"dismissHelper"}}


def acts(document):
    """Of every operation of the service: its act, by method and path."""
    return {
        (method, path): operation["x-act"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if "x-act" in operation
    }


def of_role(document, role):
    paths = {}
    for path, item in document["paths"].items():
        # The tester has a bearer; a cookie that it would make up beside it is not looked at.
        kept = {
            method: {**operation, "security": [{"bearer": []}]}
            for method, operation in item.items()
            if role in operation.get("x-roles", []) and operation["x-act"] not in ENDING | ENDING_OF.get(role, set())
        }
        if kept:
            paths[path] = kept
    return {**document, "paths": paths}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        json.dump(of_role(json.load(file), sys.argv[2]), sys.stdout)
