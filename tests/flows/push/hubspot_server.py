"""A server on loopback that behaves as HubSpot documents its batch API for contacts."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "pat-of-the-test"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass
class HubSpot:
    """The contacts of an account, and how the server behaves tonight."""

    contacts: dict[str, dict[str, str]] = field(default_factory=dict)  # id of HubSpot -> properties
    calls: list[tuple[str, float]] = field(default_factory=list)
    limit: tuple[int, float] = (100, 10.0)
    refused_calls: int = 0
    conflicts: set[str] = field(default_factory=set)  # our ids that are answered with an error in a 207
    names_errors: bool = True
    failures: list[int | str] = field(default_factory=list)  # what the next calls meet: a status, daily, or cut
    url: str = ""

    def by(self, name: str) -> dict[str, dict[str, str]]:
        """Contacts by one of their properties."""
        return {contact[name]: contact for contact in self.contacts.values()}

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        """Status and body of one call."""
        verb = path.rpartition("/")[2]
        if len(body["inputs"]) > 100:
            return 400, {"status": "error", "category": "VALIDATION_ERROR", "message": "at most 100 inputs"}
        if verb == "read":
            wanted = {one["id"] for one in body["inputs"]}
            found = {i: c for i, c in self.contacts.items() if c.get(body["idProperty"]) in wanted}
            return 200, {"status": "COMPLETE", "results": [{"id": i, "properties": c} for i, c in found.items()]}
        if verb == "archive":
            for one in body["inputs"]:
                self.contacts.pop(one["id"], None)
            return 204, None
        return self._upsert(body["inputs"])

    def _upsert(self, inputs: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        bad = [one for one in inputs if not EMAIL.fullmatch(one["properties"].get("email") or "a@b.cn")]
        if bad:
            said = f"Property values were not valid: {bad[0]['properties']['email']}"
            return 400, {"status": "error", "category": "VALIDATION_ERROR", "message": said}
        results, errors = [], []
        for one in inputs:
            if one["id"] in self.conflicts:
                context = {"objectWriteTraceId": [one["objectWriteTraceId"]]} if self.names_errors else {}
                errors.append({"status": "error", "category": "CONFLICT", "message": one["id"], "context": context})
                continue
            ours = {contact[one["idProperty"]]: i for i, contact in self.contacts.items()}
            theirs = ours.get(one["id"]) or str(1000 + len(self.contacts) + sum(c == "upsert" for c, _ in self.calls))
            known = self.contacts.setdefault(theirs, {one["idProperty"]: one["id"]})
            known |= one["properties"]
            trace = {"objectWriteTraceId": one["objectWriteTraceId"]}
            results.append({"id": theirs, "new": one["id"] not in ours, "properties": dict(known), **trace})
        body = {"status": "COMPLETE", "results": results}
        return (207, {**body, "numErrors": len(errors), "errors": errors}) if errors else (200, body)

    def is_too_fast(self) -> bool:
        """Whether the calls of the last seconds are more than the account may make."""
        calls, seconds = self.limit
        return sum(moment > time.monotonic() - seconds for _, moment in self.calls) >= calls


@contextmanager
def serving() -> Iterator[HubSpot]:
    """The server on a free port."""
    hub = HubSpot()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 (the name is the library's)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            failure = hub.failures.pop(0) if hub.failures else None
            if failure == "cut":
                hub.answer(self.path, body)
                self.close_connection = True
                return
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.say(401, {"status": "error", "category": "INVALID_AUTHENTICATION"})
            elif failure == "daily":
                self.say(429, {"category": "RATE_LIMITS", "policyName": "DAILY"})
            elif failure:
                self.say(int(failure), {"status": "error"})
            elif hub.is_too_fast():
                hub.refused_calls += 1
                self.say(429, {"category": "RATE_LIMITS", "policyName": "TEN_SECONDLY_ROLLING"}, {"Retry-After": "0.2"})
            else:
                hub.calls.append((self.path.rpartition("/")[2], time.monotonic()))
                self.say(*hub.answer(self.path, body))

        def say(self, status: int, body: dict[str, Any] | None, headers: dict[str, str] | None = None) -> None:
            content = json.dumps(body).encode() if body is not None else b""
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
