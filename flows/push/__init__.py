"""Handing files to a system over the network: each published night once, in order, with what the system answered."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from expectations.company import Company, CompanyError, Problem, Release
from expectations.company.location import Unset, expand
from expectations.company.state import State
from flows.push.answer import Answer, PushStopped
from flows.push.hubspot import push_to_hubspot
from flows.push.postgresql import push_to_postgresql
from warehouse.private_file import write_private
from warehouse.published.query import ask

Push = Callable[[Release, dict[str, str], str, list[bytes]], list[Answer]]
PUSHES: dict[str, Push] = {"hubspot": push_to_hubspot, "postgresql": push_to_postgresql}
# Who goes makes room for who comes: an address or a number may pass from one to the other.
PARTS = ("remove", "update", "create")
DONE = "pushed.csv"


@dataclass(frozen=True, slots=True)
class Pushed:
    """A night that was handed over: rows that the system took, and rows that it refused."""

    night: date
    accepted: int
    rejected: int


def push(company: Company, name: str) -> list[Pushed]:
    """Hand over every published night of a release that was not yet; the answers wait for the next night to read.

    Handing a night over again changes nothing there, so one that was cut off is simply repeated.
    Raises CompanyError when the release cannot be pushed, PushStopped when the system does not take files now.
    """
    release = _to_be_pushed(company, name)
    told = _connection(release)
    last = ask(company.files.live, "select today from ops.setting").item()
    done = []
    for folder in sorted((State(company.state).exports / name).glob("????-??-??")):
        night = date.fromisoformat(folder.name)
        if night > last or (folder / "results" / DONE).exists():
            continue
        answers = [
            answer
            for part in PARTS
            if (content := _certified(folder, part))
            for answer in PUSHES[release.destination.name](release, told, part, content)
        ]
        _keep(folder / "results" / DONE, answers, release)
        rejected = sum(1 for answer in answers if answer.code)
        done.append(Pushed(night, len(answers) - rejected, rejected))
    return done


def _to_be_pushed(company: Company, name: str) -> Release:
    release = company.release(name)
    problem = None
    if release.destination.name not in PUSHES:
        fix = f"Pushed are {', '.join(PUSHES)}; take the files of others from the exports."
        problem = Problem(f"releases/{name}.yaml", None, f"Nothing is pushed to {release.destination.name}.", fix)
    elif not release.agreement.push:
        problem = Problem(f"releases/{name}.yaml", None, "It does not say where to push.", "Write `push: {...}`.")
    if problem:
        raise CompanyError([problem])
    return release


def _connection(release: Release) -> dict[str, str]:
    """Where to push, secrets filled in from the environment or from the file that `<key>_file` names."""
    told = {}
    try:
        for key, text in release.agreement.push.items():
            value = expand(text)
            is_file = key.endswith("_file")
            told[key.removesuffix("_file")] = Path(value).read_text("utf-8").strip() if is_file else value
    except (Unset, OSError) as error:
        said = str(error) if isinstance(error, Unset) else "A file that it names cannot be read."
        raise CompanyError([Problem(f"releases/{release.name}.yaml", None, said, "Set it, then push again.")]) from None
    return told


def _certified(folder: Path, part: str) -> list[bytes]:
    """Contents of the files of a part that have rows. PushStopped for a file whose certificate does not fit it."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    names = [one for one in manifest["files"] if one["rows"] and one["file"].startswith(part)]
    found = []
    for one in names:
        file, proof = folder / one["file"], folder / f"{one['file']}.certificate.json"
        content = file.read_bytes() if file.exists() and proof.exists() else b""
        if hashlib.sha256(content).hexdigest() != one["sha256"]:
            raise PushStopped(f"{folder.name}/{one['file']} is gone or is not what was certified; nothing is pushed")
        found.append(content)
    return found


def _keep(file: Path, answers: list[Answer], release: Release) -> None:
    """The answers as a result file of the target, which the next night reads; codes alone, no messages."""
    names: dict[str, Any] = dict(release.destination.results)
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([names["ours"], names["theirs"], names["error"]])
    rows.writerows((one.ours, one.theirs or "", one.code or "") for one in answers)
    write_private(file, text.getvalue().encode())
