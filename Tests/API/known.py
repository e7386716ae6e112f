"""What somebody who is signed in can name: the numbers that the service's lists have, each with the version that an act names as seen.

  known.py ADDRESS DOCUMENT TOKEN

Reads every operation of the document that takes no number, then those that take one of what was found, and prints JSON.
"""

import json
import re
import sys
import urllib.error
import urllib.request


def read(base, path, token):
    request = urllib.request.Request(base + "/api/v1" + path, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except (urllib.error.HTTPError, ValueError):
        return None


def cases(value):
    """Every object with a number, and its version where it has one."""
    if isinstance(value, list):
        for item in value:
            yield from cases(item)
    elif isinstance(value, dict):
        if isinstance(value.get("number"), int):
            yield value["number"], value.get("version")
        for item in value.values():
            yield from cases(item)


def main(base, document, token):
    with open(document, encoding="utf-8") as file:
        paths = [path for path, item in json.load(file)["paths"].items() if "get" in item]
    found = {}
    for path in sorted(paths, key=lambda path: path.count("{")):
        holes = re.findall(r"\{[^}]*\}", path)
        if len(holes) > 1:
            continue
        for number in sorted({number for number, _ in found})[:40] if holes else [None]:
            answer = read(base, re.sub(r"\{[^}]*\}", str(number), path), token)
            if number is not None and isinstance(answer, dict) and isinstance(answer.get("version"), int):
                found[number, path] = answer["version"]
            for one, version in cases(answer):
                if version is not None or not any(known == one for known, _ in found):
                    found[one, path] = version
            if holes and len(found) > 400:
                break
    json.dump([{"number": number, "version": version, "path": path} for (number, path), version in found.items()], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
