"""Signs in with the demo provider of a demo city over HTTP, as a browser does."""

import html
import http.client
import re
import time
import urllib.parse
import urllib.request


def wait_for(base):
    """Until the server answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(base + "/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


class Browser:
    """Cookies and redirects of one visitor."""

    def __init__(self, base):
        self.host = urllib.parse.urlsplit(base).netloc
        self.cookies = {}
        self.page = "/"
        self.status = 0
        self.text = ""
        # Whether a browser saves the answer and never draws it.
        self.is_file = False

    def send(self, method, path, form=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(10):
            connection = http.client.HTTPConnection(self.host, timeout=30)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self.text = answer.read().decode(errors="replace")
            self.status, self.page = answer.status, path
            self.is_file = (
                not answer.headers.get("Content-Type", "").startswith("text/html")
                and answer.headers.get("Content-Disposition", "").startswith("attachment")
                and answer.headers.get("X-Content-Type-Options") == "nosniff"
            )
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, value = cookie.split(";")[0].split("=", 1)
                if "Max-Age=0" in cookie:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
            connection.close()
            place = answer.headers.get("Location")
            if self.status not in (301, 302, 303, 307, 308) or not place:
                return
            parts = urllib.parse.urlsplit(place)
            method, body = "GET", None
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def sign_in(self, provider, subject, to="/my"):
        """As somebody whom the demo provider's page lists; the session's token."""
        self.send("GET", f"/sign-in/{provider}?to={to}")
        found = re.search(r'name="request" value="([^"]*)"', self.text)
        if not found:
            raise SystemExit(f"no page of the demo provider for {provider}: {self.status} {self.page}")
        self.send("POST", "/demo-provider/authorize", {"request": html.unescape(found[1]), "account": subject})
        token = self.cookies.get("luohu-session")
        if not token:
            raise SystemExit(f"{subject} is not signed in: {self.status} {self.page}")
        return token

    def act_as(self, role):
        """Goes on in another role of whoever is signed in, if they have it beside the one in which they are; the session's token."""
        self.send("GET", "/account")
        for form in re.findall(r'<form\b[^>]*action="/account/role".*?</form>', self.text, re.S):
            fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))
            if fields.get("role") == role:
                self.send("POST", "/account/role", {name: html.unescape(value) for name, value in fields.items()})
        return self.cookies["luohu-session"]
