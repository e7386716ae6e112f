"""What Schemathesis cannot know by itself about the formats of the API, and which cases there are.

With KNOWN, a file that known.py wrote, most requests name cases of whoever is signed in, as lists showed them. With REACHED, a file, every
operation that was answered with 2xx is noted there.
"""

import csv
import io
import json
import os
import random

import schemathesis

dice = random.Random(2020)
known = []
if os.environ.get("KNOWN"):
    with open(os.environ["KNOWN"], encoding="utf-8") as known_file:
        known = json.load(known_file)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Two of three requests are about something that is there; numbers that nobody has are made up often enough."""
    if not known or dice.random() < 0.33:
        return
    path = case.operation.path.split("{")[0].rstrip("/")
    near = [one for one in known if one["path"].split("{")[0].rstrip("/") == path]
    near = near or [one for one in known if one["path"].split("/")[1] == path.split("/")[1]] or known
    one = dice.choice(near)
    if "number" in (case.path_parameters or {}):
        case.path_parameters["number"] = one["number"]
    if isinstance(case.body, dict) and isinstance(case.body.get("seen"), int) and one["version"] is not None:
        case.body["seen"] = one["version"]


@schemathesis.hook
def after_call(context, case, response):
    """What was really done or shown."""
    if os.environ.get("REACHED") and 200 <= response.status_code < 300:
        with open(os.environ["REACHED"], "a", encoding="utf-8") as file:
            file.write(f"{case.operation.method.upper()} {case.operation.path}\n")


@schemathesis.serializer("application/x-ndjson")
def write_lines(context, value):
    """A population is sent as it is generated: a text."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.hook
def filter_case(context, case):
    """Any bytes are a text, so a population cannot be of a wrong type; its lines are judged one by one."""
    return case.media_type != "application/x-ndjson" or isinstance(case.body, str)


@schemathesis.deserializer("application/x-ndjson")
def read_lines(context, response):
    """Every line is an object; the whole is the text that the document says it is."""
    text = response.content.decode()
    for line in text.splitlines():
        assert isinstance(json.loads(line), dict), line
    return text


@schemathesis.deserializer("text/csv")
def read_table(context, response):
    """Every row has as many cells as the first."""
    text = response.content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert all(len(row) == len(rows[0]) for row in rows), text
    return text
