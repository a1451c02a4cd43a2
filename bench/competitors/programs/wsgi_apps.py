"""Both apps for WSGI servers, with nothing on top."""

import hashlib
import json
import os

GREETING = b"Hello, world!"


def hello(environ, start_response):
    """Answers GET with a line of text, and POST with the JSON that it was sent."""
    if environ["REQUEST_METHOD"] != "POST":
        return send(start_response, "text/plain; charset=utf-8", GREETING)
    body = json.dumps(json.loads(read_body(environ)), separators=(",", ":")).encode()
    return send(start_response, "application/json", body)


def told(environ, start_response):
    """The app of the reload suite."""
    answer = {"version": 1, "pid": os.getpid(), "token": environ.get("HTTP_X_TOKEN")}
    if environ["REQUEST_METHOD"] == "POST":
        answer["digest"] = hashlib.sha256(read_body(environ)).hexdigest()
    return send(start_response, "application/json", json.dumps(answer).encode())


def read_body(environ):
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


def send(start_response, kind, body):
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]
