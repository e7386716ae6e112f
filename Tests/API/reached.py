"""How much a tester that was signed in really reached: reached.py DOCUMENT NOTES ROLE.

NOTES has a line for each answer of 2xx. Says how many of the operations that the role may use were answered so, reading and doing. Many
are there for the cases of others, so not all can be; fails when fewer than five readings were, or no act was.
"""

import json
import sys


def main(document, notes, role):
    with open(document, encoding="utf-8") as file:
        operations = {
            (method.upper(), path): operation["x-act"]
            for path, item in json.load(file)["paths"].items()
            for method, operation in item.items()
        }
    with open(notes, encoding="utf-8") as file:
        reached = {tuple(line.split()) for line in file} & operations.keys()
    counts = {}
    for kind in ("GET", "POST"):
        of = {operation for operation in operations if operation[0] == kind}
        counts[kind] = (len(reached & of), len(of))
    (read, readable), (done, doable) = counts["GET"], counts["POST"]
    print(f"{role}: {read} of {readable} readings and {done} of {doable} acts were answered with 2xx", file=sys.stderr)
    print("  acts: " + ", ".join(sorted(path for method, path in reached if method == "POST")), file=sys.stderr)
    if read < 5 or not done:
        raise SystemExit("too little")


if __name__ == "__main__":
    main(*sys.argv[1:])
