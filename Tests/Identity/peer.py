"""What both providers of the tests share: a free port, a browser that is a few lines, and the talk with the test.

The test writes one JSON object a line ({"address": …, "user": …}), and reads one: the query with which the
browser comes back. All ends when the test's end of the pipe does.
"""

import http.client
import json
import socket
import sys
import time
import urllib.parse


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def ask(method, address, body=None, headers=None):
    """One request without redirects: status, headers, body."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    target = parts.path or "/"
    if parts.query:
        target += "?" + parts.query
    try:
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def until_listening(port, process):
    """Waits until somebody listens; the process must live."""
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"the provider ended with status {process.returncode}")
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the provider does not listen")


def talk(ready, sign_in):
    """Says what the test has to know, then signs in whenever it asks."""
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            location = sign_in(order["address"], order["user"])
            answer = {"query": urllib.parse.urlsplit(location).query}
        except Exception as error:  # the test shows it
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)
