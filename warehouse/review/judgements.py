"""The ledger of people's judgements: one CSV in the state folder, added to and never changed, obeyed by every night."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from expectations.company import CompanyError
from expectations.company.state import State
from expectations.identity import JUDGEMENT
from expectations.problem import Findings
from warehouse.private_file import write_private

WORDS = JUDGEMENT.column("judgement").values
COLUMNS = ("left", "right", "judgement", "judged_by", "judged_at", "reason")
REQUIRED = COLUMNS[:3]
Record = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided about two records, each written SOURCE:KEY, at a moment in UTC."""

    left: str
    right: str
    judgement: str
    judged_by: str
    judged_at: datetime
    reason: str = ""
    line: int = field(default=0, compare=False)  # of the file that it was read from

    @property
    def pair(self) -> tuple[Record, Record]:
        """Both records as (source, party_key), the one that sorts first first."""
        first, second = sorted((record(self.left), record(self.right)))
        return first, second


def record(written: str) -> Record:
    """Source and key of a record written SOURCE:KEY; ValueError when it is not."""
    source, colon, key = written.partition(":")
    if not (source and colon and key):
        raise ValueError("a record is written SOURCE:KEY")
    return source, key


def read_judgements(file: Path, judged_by: str = "", now: datetime | None = None) -> list[Judgement]:
    """The judgements of a CSV file, in its order; name and moment stand in where the file has none.

    Raises CompanyError with line and cure of everything that is wrong.
    """
    findings = Findings(file.name, {(): 1})
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        findings.add((), "The file is not UTF-8 text.", "Save it as CSV in UTF-8.")
        raise CompanyError(findings.problems) from None
    except OSError:
        findings.lines.clear()
        findings.add((), "There is no such file that can be read.", "Give the path of a CSV file.")
        raise CompanyError(findings.problems) from None
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count), strict=True)
    found: list[Judgement] = []
    try:
        columns = _columns(next(rows, []), findings)
        for row in rows if columns else ():
            findings.lines[(rows.line_num,)] = rows.line_num
            if any(cell.strip() for cell in row):
                told = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
                found += _judgement(told, findings, (rows.line_num,), judged_by, now)
    except csv.Error:
        findings.lines[("quote",)] = rows.line_num
        findings.add(("quote",), "This is not a row of CSV.", "Look at its quotes.")
    if findings.problems:
        raise CompanyError(findings.problems)
    return found


def _columns(header: list[str], findings: Findings) -> dict[str, int]:
    """Column -> its place."""
    places = {name.strip().lower(): place for place, name in enumerate(header)}
    for name in places:
        if name not in COLUMNS:
            findings.unknown((), "column", name, COLUMNS)
    for name in REQUIRED:
        if name not in places:
            findings.add((), f"The column `{name}` is missing.", f"The first line reads {','.join(COLUMNS)}.")
    return {} if findings.problems else places


def _judgement(
    told: dict[str, str], findings: Findings, place: tuple[int], judged_by: str, now: datetime | None
) -> Iterable[Judgement]:
    before = len(findings.problems)
    for side in ("left", "right"):
        try:
            record(told.get(side, ""))
        except ValueError:
            findings.add(place, f"`{side}` is not a record.", "Write SOURCE:KEY, as crm:17.")
    word = told.get("judgement", "").lower()
    if word not in WORDS:
        findings.add(place, "The judgement is unknown.", f"Write {', '.join(WORDS[:-1])} or {WORDS[-1]}.")
    if told.get("left") == told.get("right"):
        findings.add(place, "Both records are the same record.", "Name two.")
    by, at = told.get("judged_by") or judged_by, now
    if not by:
        findings.add(place, "`judged_by` is empty.", "Say who decided.")
    if told.get("judged_at"):
        try:
            at = _in_utc(datetime.fromisoformat(told["judged_at"]))
        except ValueError:
            findings.add(place, "`judged_at` is not a moment.", "Write it as 2026-06-30T09:15:00, in UTC.")
    if at is None:
        findings.add(place, "`judged_at` is empty.", "Write it as 2026-06-30T09:15:00, in UTC.")
    elif len(findings.problems) == before:
        yield Judgement(told["left"], told["right"], word, by, at, told.get("reason", ""), place[0])


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def ledger(state: Path) -> list[Judgement]:
    """Every judgement ever made, in the order in which they were noted; none when nobody has judged yet."""
    file = State(state).judgements
    return read_judgements(file) if file.exists() else []


def note(state: Path, judgements: Iterable[Judgement]) -> None:
    """Add judgements to the ledger."""
    _write(state, [*ledger(state), *judgements])


def forget(state: Path, records: Collection[Record]) -> bool:
    """Take every judgement about one of these records out of the ledger; True when there was one."""
    known = ledger(state)
    kept = [one for one in known if not set(one.pair) & set(records)]
    if len(kept) < len(known):
        _write(state, kept)
    return len(kept) < len(known)


def standing(judgements: Iterable[Judgement]) -> dict[tuple[Record, Record], Judgement]:
    """Pair -> the judgement that stands: the last by its moment, of one moment the one noted last; sorted by pair."""
    last = {one.pair: one for one in sorted(judgements, key=lambda one: one.judged_at)}
    return dict(sorted(last.items()))


def rows(state: Path) -> list[tuple[object, ...]]:
    """Rows of `identity.judgement`, in the order of its columns."""
    return [
        (*pair[0], *pair[1], one.judgement, one.judged_by, one.judged_at, one.reason or None)
        for pair, one in standing(ledger(state)).items()
    ]


def counted(judgements: Iterable[Judgement]) -> str:
    """How many of each kind, in words."""
    count = Counter(one.judgement for one in judgements)
    return ", ".join(f"{count[word]} {word}" for word in WORDS if count[word])


def _write(state: Path, judgements: Iterable[Judgement]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in judgements:
        at = one.judged_at.isoformat(timespec="seconds")
        writer.writerow((one.left, one.right, one.judgement, one.judged_by, at, one.reason))
    write_private(State(state).judgements, text.getvalue().encode())
