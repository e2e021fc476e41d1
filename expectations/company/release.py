"""`releases/`: what leaves, for whom; each an agreement (`<name>.yaml`) and the SELECT (`<name>.sql`) beside it."""

from dataclasses import dataclass
from pathlib import Path

from expectations.company.purpose import Purposes
from expectations.company.text import read_content, read_text
from expectations.problem import Part, Problem, nearest
from expectations.release.agreed import read_agreement
from expectations.release.agreement import Agreement, Purpose
from expectations.release.destination import Destination, destinations

FOLDER = "releases"
ENDINGS = (".yaml", ".sql")


@dataclass(frozen=True, slots=True)
class Release:
    """What was agreed with a recipient, the purpose, and the SELECT whose rows are sent; `purpose` None: it is gone."""

    name: str
    query: str
    agreement: Agreement
    purpose: Purpose | None

    @property
    def destination(self) -> Destination:
        """The system that takes the files."""
        return destinations()[self.agreement.target]


def read_releases(root: Path, purposes: Purposes, problems: list[Problem]) -> dict[str, Release]:
    """Name -> release, in the order of names; a fault spoils the release that it stands in."""
    found = {}
    files = (path for path in (root / FOLDER).glob("*") if path.suffix in ENDINGS and not path.name.startswith("."))
    for name in sorted({path.stem for path in files}):
        release = _read(root, name, purposes, problems)
        if release:
            found[name] = release
    return found


def _read(root: Path, name: str, purposes: Purposes, problems: list[Problem]) -> Release | None:
    part: Part = ("release", name)
    agreed, select = (f"{FOLDER}/{name}{ending}" for ending in ENDINGS)
    for file, other in ((agreed, select), (select, agreed)):
        if not (root / file).exists():
            fix = f"Write {file}: a release is its agreement (.yaml) and its SELECT (.sql)."
            problems.append(Problem(other, None, f"{file.partition('/')[2]} is missing.", fix, part))
            return None
    given, findings = read_content(root, agreed, part)
    query = read_text(root, select, problems, part)
    if findings is None or query is None or given is None:
        problems += findings.problems if findings else []
        return None
    made = read_agreement(given, findings)
    if made and made.purpose not in purposes and not purposes.faults_of(made.purpose):
        fix = nearest(made.purpose, purposes) if purposes else "Write it in purposes.yaml first."
        findings.add(("purpose",), f"purposes.yaml has no purpose `{made.purpose}`.", fix)
    problems += findings.problems
    return Release(name, query, made, purposes.get(made.purpose)) if made else None
