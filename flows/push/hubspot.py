"""HubSpot's batch API for contacts: upsert by our own property, archive what is taken away."""

import json
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from expectations.company import Release
from flows.push.answer import Answer, BatchRefused, PushStopped, split_and_retry

URL = "https://api.hubapi.com"
CONTACTS = "/crm/v3/objects/contacts/batch"
CALLS, SECONDS = 100, 10.0
TRIES, WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5, 1.0, 60.0
REFUSES_ROWS = (400, 409, 413, 422)
Input = dict[str, Any]


@dataclass
class Pace:
    """No more calls within some seconds than HubSpot allows."""

    calls: int = CALLS
    seconds: float = SECONDS
    _begun: deque[float] = field(default_factory=deque)

    def wait(self) -> None:
        """Return when the next call may begin."""
        now = time.monotonic()
        if len(self._begun) == self.calls:
            time.sleep(max(0.0, self._begun.popleft() + self.seconds - now))
        self._begun.append(time.monotonic())


def push_to_hubspot(release: Release, told: dict[str, str], part: str, files: list[bytes]) -> list[Answer]:
    """Answers to the calls in the files, a line each. `told` has `token`, and may have `url`, `calls`, `seconds`."""
    if "token" not in told:
        raise PushStopped("HubSpot asks for a token; write `push: {token: ${...}}`")
    pace = Pace(int(told.get("calls", CALLS)), float(told.get("seconds", SECONDS)))
    headers = {"Authorization": f"Bearer {told['token']}"}
    with httpx.Client(base_url=told.get("url", URL), headers=headers, timeout=30) as client:
        system = System(client, pace)
        work = system.archive if part == "remove" else system.upsert
        batches = [json.loads(line)["inputs"] for content in files for line in content.splitlines()]
        return [one for batch in batches for one in split_and_retry(batch, _key, work)]


@dataclass
class System:
    """HubSpot on the other side of a client."""

    client: httpx.Client
    pace: Pace

    def upsert(self, inputs: Sequence[Input]) -> list[Answer]:
        """Contacts created or changed. BatchRefused when HubSpot does not say which of them it did not take."""
        said = self._post("upsert", [{**one, "objectWriteTraceId": one["id"]} for one in inputs])
        taken = {_traced(result, inputs[0]["idProperty"]): str(result["id"]) for result in said["results"]}
        codes = _refused(said)
        unnamed = [one["id"] for one in inputs if one["id"] not in taken and one["id"] not in codes]
        if unnamed:
            raise BatchRefused(_category(next(iter(said.get("errors", [])), said)))
        return [Answer(_key(one), taken.get(one["id"]), codes.get(one["id"])) for one in inputs]

    def archive(self, inputs: Sequence[Input]) -> list[Answer]:
        """Contacts taken away; archiving asks for HubSpot's ids, and who is not there is gone already."""
        named = inputs[0]["idProperty"]
        body = {"idProperty": named, "properties": [named], "inputs": [{"id": one["id"]} for one in inputs]}
        there = {_traced(result, named): str(result["id"]) for result in self._call("read", body)["results"]}
        if there:
            self._post("archive", [{"id": one} for one in there.values()])
        return [Answer(_key(one), there.get(one["id"])) for one in inputs]

    def _post(self, verb: str, inputs: list[Input]) -> dict[str, Any]:
        return self._call(verb, {"inputs": inputs})

    def _call(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to one call, waiting and trying again where that may help."""
        waits = WAIT_SECONDS
        for _ in range(TRIES):
            self.pace.wait()
            try:
                response = self.client.post(f"{CONTACTS}/{verb}", json=body)
            except httpx.TransportError:
                time.sleep(waits)
            else:
                if response.status_code == 429:
                    time.sleep(_asked_to_wait(response, waits))
                elif response.status_code >= 500:
                    time.sleep(waits)
                else:
                    return _understood(response)
            waits = min(2 * waits, LONGEST_WAIT_SECONDS)
        raise PushStopped(f"HubSpot did not take a call in {TRIES} tries; push again later")


def _understood(response: httpx.Response) -> dict[str, Any]:
    said: dict[str, Any] = response.json() if response.content else {}
    if response.status_code in REFUSES_ROWS:
        raise BatchRefused(_category(said))
    if response.status_code in (401, 403):
        raise PushStopped("HubSpot refuses the token; check it and its scopes")
    if response.status_code not in (200, 201, 204, 207):
        raise PushStopped(f"HubSpot answers with status {response.status_code}, which it should not")
    return {"results": [], **said}


def _asked_to_wait(response: httpx.Response, otherwise: float) -> float:
    """Seconds until calls are taken again. PushStopped when the calls of the day are used up."""
    said = response.json() if response.content else {}
    if "DAILY" in str(said.get("policyName", "")):
        raise PushStopped("HubSpot takes no more calls today; push again tomorrow")
    given = response.headers.get("Retry-After", "")
    return min(float(given) if given.replace(".", "", 1).isdigit() else otherwise, LONGEST_WAIT_SECONDS)


def _refused(said: dict[str, Any]) -> dict[str, str]:
    """Our id -> category of the error, for the errors that name rows."""
    found = {}
    for error in said.get("errors", []):
        context = error.get("context", {})
        for name in (*context.get("objectWriteTraceId", []), *context.get("ids", []), *context.get("id", [])):
            found[str(name)] = _category(error)
    return found


def _traced(result: dict[str, Any], named: str) -> str:
    return str(result.get("objectWriteTraceId") or result.get("properties", {}).get(named))


def _category(said: dict[str, Any]) -> str:
    """The kind of an error; its message may quote the row."""
    category = str(said.get("category", ""))
    return category if category.replace("_", "").isalpha() else "REFUSED"


def _key(one: Input) -> str:
    return str(one["id"])
