"""Hands in evidence for a dispute over the API, by what the served document says: files as `multipart/form-data`, then the dispute that
names their number; what is wrong with files is told, and what is handed in is listed.

  evidence.py ADDRESS
"""

import json
import sys
import urllib.error
import urllib.request

from signing_in import Browser, wait_for


class Program:
    """Somebody's program: it knows the address, the document and a session's token."""

    def __init__(self, base, token):
        self.base = base + "/api/v1"
        self.token = token
        with urllib.request.urlopen(self.base + "/openapi.json") as answer:
            self.document = json.load(answer)

    def send(self, method, path, body=None, kind=None, language="en"):
        """The status and the answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": language}
        if kind:
            headers["Content-Type"] = kind
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def act(self, path, **fields):
        return self.send("POST", path, json.dumps(fields).encode(), "application/json")

    def hand_in(self, path, files, field="files", language="en"):
        body = b""
        for name, kind, content in files:
            body += (f'--part\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
                     f"Content-Type: {kind}\r\n\r\n").encode() + content + b"\r\n"
        return self.send("POST", path, body + b"--part--\r\n", "multipart/form-data; boundary=part", language)

    def body_of(self, path, kind):
        """The schema of what is sent, and of what is told besides the outcome."""
        act = self.document["paths"][path]["post"]
        sent = act["requestBody"]["content"][kind]["schema"]
        told = act["responses"]["200"]["content"]["application/json"]["schema"]
        return sent["properties"], told.get("properties", {}).get("result")


def pdf():
    """One empty page."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]
    text, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(text)
    text += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return text + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table


def demand(holds, *what):
    if not holds:
        raise SystemExit(f"evidence: {what}")


def dispute(program, about, upload, evidence, version):
    """The same for an applicant and for a unit."""
    sent, told = program.body_of(upload, "multipart/form-data")
    demand(sent["files"]["type"] == "array" and "number" in told["properties"], "the document of", upload, sent, told)
    sent, _ = program.body_of(about, "application/json")
    demand(sent["evidence"]["items"] == {"type": "integer"}, "the document of", about, sent)

    for language, words in (("en", "File 1: "), ("zh", "第1个文件：")):
        status, answer = program.hand_in(upload, [("a.gif", "image/gif", b"GIF89a\x01\x00\x01\x00")], language=language)
        demand(status == 422 and answer["problems"][0]["path"] == "files", status, answer)
        demand(words in json.dumps(answer, ensure_ascii=False), answer)
    status, answer = program.hand_in(upload, [("a.pdf", "application/pdf", pdf())], field="file")
    demand(status == 422 and "only these parts: files" in json.dumps(answer), status, answer)
    status, answer = program.hand_in(upload, [])
    demand(status in (400, 422), status, answer)
    status, answer = program.act(upload, files=[])
    demand(status == 415, status, answer)

    status, answer = program.hand_in(upload, [("a.pdf", "application/pdf", pdf()), ("b.pdf", "application/pdf", pdf())])
    demand(status == 200 and answer["result"]["pages"] == 2, status, answer)
    number = answer["result"]["number"]
    status, answer = program.send("GET", evidence)
    demand(status == 200 and [row["pages"] for row in answer["evidence"] if row["number"] == number] == [2], status, answer)
    demand(any(row["state"] == "refused" and row["problems"] for row in answer["evidence"]), answer)

    status, answer = program.act(about, reason="以所附凭证为准", evidence=[str(number)], seen=version())
    demand(status == 422 and answer["problems"][0]["path"] == "evidence", status, answer)
    status, answer = program.act(about, reason="以所附凭证为准", evidence=[number], seen=version())
    demand(status == 200 and answer["receipt"], status, answer)
    return number


def main(base):
    wait_for(base)
    person = Program(base, Browser(base).sign_in("person", "noPermit"))
    number = dispute(person, "/my/eligibility/dispute", "/my/eligibility/evidence", "/my/eligibility/evidence",
                     lambda: person.send("GET", "/my/eligibility")[1]["version"])
    status, answer = person.send("GET", "/my/eligibility")
    demand(answer["dispute"]["evidence"] == 1 and answer["dispute"]["state"] == "open", status, answer)

    unit = Program(base, Browser(base).sign_in("entity", "unit-outside"))
    if unit.send("GET", "/unit/dispute")[0] != 200:
        demand(unit.act("/unit/register")[0] == 200, "the unit is not registered")
    other = dispute(unit, "/unit/dispute", "/unit/dispute/evidence", "/unit/dispute",
                    lambda: unit.send("GET", "/unit/dispute")[1]["version"])
    status, answer = unit.send("GET", "/unit/dispute")
    demand(answer["dispute"]["evidence"] == [other], status, answer)

    # What somebody else handed in is as unknown as what is not there.
    later = Program(base, Browser(base).sign_in("person", "retired"))
    answers = []
    for wanted in (number, 987654321):
        version = later.send("GET", "/my/eligibility")[1]["version"]
        status, answer = later.act("/my/eligibility/dispute", reason="以所附凭证为准", evidence=[wanted], seen=version)
        demand(status in (403, 409, 422), status, answer)
        answers.append(json.dumps(answer).replace(str(wanted), "N"))
    demand(answers[0] == answers[1], answers)
    print("evidence: handed in and disputed with over the API, as an applicant and as a unit", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
