"""What Schemathesis cannot know by itself about the formats of the API."""

import csv
import io
import json

import schemathesis


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
